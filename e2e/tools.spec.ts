import { readFileSync } from 'node:fs';
import { type App, expect, fromDisk, golden, readPng, says, test } from './app';
import { byKeys, byPointer, dragOver, finger, type Hand, mouse, pen } from './hands';
import {
  changed,
  countPieces,
  differingPixels,
  distanceTo,
  inside,
  type Shape,
  shapeOf,
  similar,
  swept,
  wrongPixels,
} from './shapes';
import { type PagePoint, type PicturePoint, pixelAt, Sight } from './sight';

test.use({ viewport: { width: 1024, height: 768 } });

/** As the tools start. */
const RADIUS_PX = 12;
const TOLERANCE = 24;

const picture = readPng(readFileSync(golden('dermoscopy.png')));

const at = (x: number, y: number): PicturePoint => ({ x, y });

/** A gesture of a tool at places of the picture, and the mask that it must leave behind. */
interface Task {
  readonly tool: string;
  readonly key: string;
  readonly isTaps?: boolean;
  readonly isLine?: boolean;
  readonly places: readonly PicturePoint[];
  /** Pressed after the gesture. */
  readonly afterwards?: string;
  expected(before: Shape, way: readonly PicturePoint[]): Shape;
}

const skin = [at(225, 300), at(268, 296), at(272, 338), at(230, 345)];
/** From skin to skin through the left border of the lesion. */
const wedge = [at(285, 300), at(345, 325), at(285, 350)];
const lesion = [at(335, 305), at(385, 310), at(380, 352), at(340, 345)];

const tasks: readonly Task[] = [
  {
    tool: 'brush',
    key: 'b',
    places: [at(240, 330), at(264, 322), at(258, 350)],
    expected: (before, way) => changed(before, 1, swept(way, RADIUS_PX)),
  },
  {
    tool: 'eraser',
    key: 'e',
    places: [at(350, 320), at(378, 345)],
    expected: (before, way) => changed(before, 0, swept(way, RADIUS_PX)),
  },
  {
    tool: 'lasso that adds, drawn in one go',
    key: 'l',
    isLine: true,
    places: skin,
    expected: (before, way) => changed(before, 1, inside(way)),
  },
  {
    tool: 'lasso that takes away, drawn in one go',
    key: 'Shift+L',
    isLine: true,
    places: lesion,
    expected: (before, way) => changed(before, 0, inside(way)),
  },
  {
    tool: 'polygon that adds, corner by corner',
    key: 'l',
    isTaps: true,
    places: [...skin, skin[0] as PicturePoint],
    expected: (before, way) => changed(before, 1, inside(way.slice(0, -1))),
  },
  {
    tool: 'polygon that takes away, corner by corner',
    key: 'Shift+L',
    isTaps: true,
    places: [...lesion, lesion[0] as PicturePoint],
    expected: (before, way) => changed(before, 0, inside(way.slice(0, -1))),
  },
  {
    tool: 'fill',
    key: 'g',
    isTaps: true,
    places: [at(250, 320)],
    expected: (before, [seed]) =>
      changed(before, 1, similar(picture, seed as PicturePoint, TOLERANCE)),
  },
  {
    tool: 'select and delete',
    key: 'v',
    isTaps: true,
    places: [at(360, 330)],
    afterwards: 'Delete',
    expected: (before) => changed(before, 0, () => true),
  },
];

async function savedShape(app: App): Promise<Shape> {
  return shapeOf(await app.saved('export-mask'));
}

const zooms = ['fitted', 'one to one', 'enlarged'] as const;

/** Shows the left border of the lesion at one of the zooms. */
async function zoomTo(app: App, zoom: (typeof zooms)[number]): Promise<void> {
  await app.page.keyboard.press(zoom === 'one to one' ? '1' : '0');
  if (zoom !== 'enlarged') return;
  const { x, y } = (await Sight.of(app)).toPage(at(305, 320));
  await app.page.mouse.move(x, y);
  await app.page.mouse.wheel(0, -600);
}

async function work(hand: Hand, sight: Sight, task: Task): Promise<readonly PicturePoint[]> {
  if (task.isLine) return hand.draw(sight, ...task.places);
  if (!task.isTaps) return hand.drag(sight, ...task.places);
  const way: PicturePoint[] = [];
  for (const place of task.places) way.push(await hand.tap(sight, place));
  return way;
}

test('each tool does to the saved mask what mouse, keys, finger and pen show it, at three zooms', async ({
  app,
  page,
}) => {
  await app.start('?private');
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.mask('dermoscopy.png');
  const session = await page.context().newCDPSession(page);
  const undo = page.getByRole('button', { name: says('command.undo') }).first();
  const before = await savedShape(app);

  const sights = new Map<string, Sight>();
  // The pen last: once it was seen, fingers only move the picture.
  const hands = [
    byPointer('mouse', mouse(page)),
    byKeys(app),
    byPointer('finger', finger(session)),
    byPointer('pen', pen(session)),
  ];
  for (const hand of hands) {
    for (const zoom of zooms) {
      await zoomTo(app, zoom);
      const sight = sights.get(zoom) ?? (await Sight.of(app));
      sights.set(zoom, sight);
      for (const task of tasks) {
        await test.step(`${task.tool}, ${hand.name}, ${zoom}`, async () => {
          await page.keyboard.press(task.key);
          const way = await work(hand, sight, task);
          if (task.afterwards) await page.keyboard.press(task.afterwards);
          const expected = task.expected(before, way);
          expect(differingPixels(before, expected)).toBeGreaterThan(100);
          const wrong = async () => wrongPixels(await savedShape(app), expected);
          await expect.poll(wrong).toBe(0); // a fill is grown in a worker
          await app.press('undo');
          await expect(undo).toBeDisabled();
        });
      }
      await test.step(`split, ${hand.name}, ${zoom}`, async () => {
        await page.keyboard.press('k');
        const way = await hand.line(sight, ...wedge);
        const pieces = async () => countPieces(await savedShape(app));
        await expect.poll(pieces).toBe(countPieces(before) + 1); // the cut waits for a worker
        const after = await savedShape(app);
        const cut = [...before.data].flatMap((value, i) => (value !== after.data[i] ? [i] : []));
        const middle = (i: number) =>
          at((i % before.width) + 0.5, Math.floor(i / before.width) + 0.5);
        // Nothing but a thin line is gone.
        expect.soft(Math.max(...cut.map((i) => distanceTo(way, middle(i))))).toBeLessThan(2);
        expect.soft(cut.filter((i) => after.data[i] !== 0)).toEqual([]);
        await app.press('undo');
        await expect(undo).toBeDisabled();
      });
      await test.step(`click to refine, ${hand.name}, ${zoom}`, async () => {
        await page.keyboard.press('c');
        const { x, y } = await hand.tap(sight, at(250, 320));
        const [column, row] = [Math.floor(x), Math.floor(y)];
        await expect(
          page.getByText(says('clicks.at', { x: `${column}`, y: `${row}` })),
        ).toHaveCount(1, { timeout: 60_000 });
        const pixel = row * before.width + column;
        expect.soft([before.data[pixel], (await savedShape(app)).data[pixel]]).toEqual([0, 1]);
        await app.press('undo');
        await expect(undo).toBeDisabled();
        expect.soft(differingPixels(await savedShape(app), before)).toBe(0);
      });
    }
  }
});

test('hands that rest beside a pen do nothing, and a stroke that is broken off leaves no trace', async ({
  app,
  page,
}) => {
  await app.start('?private');
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.mask('dermoscopy.png');
  const session = await page.context().newCDPSession(page);
  const undo = page.getByRole('button', { name: says('command.undo') }).first();
  const before = await savedShape(app);
  const sight = await Sight.of(app);
  const way = [at(330, 300), at(390, 330)].map((place) => sight.toPage(place));
  const [start, end] = way as [PagePoint, PagePoint];
  const erased = changed(
    before,
    0,
    swept(
      way.map((point) => sight.toPicture(point)),
      RADIUS_PX,
    ),
  );
  const hand = (type: 'touchStart' | 'touchMove' | 'touchEnd', x = 0, y = 0) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchEnd' ? [] : [{ x: end.x + x, y: end.y + 90 + y, id: 1 }],
    });
  const isErased = async (): Promise<void> => {
    expect(wrongPixels(await savedShape(app), erased)).toBe(0);
    await app.press('undo');
    await expect(undo).toBeDisabled(); // one gesture, and nothing of the hand's
    expect(differingPixels(await savedShape(app), before)).toBe(0);
  };
  const isAsBefore = async (): Promise<void> => {
    await expect(undo).toBeDisabled();
    expect(differingPixels(await savedShape(app), before)).toBe(0);
  };
  await page.keyboard.press('e');

  await test.step('the hand comes down before a pen that was never seen', async () => {
    await hand('touchStart');
    await hand('touchMove', -30, 8);
    await dragOver(pen(session), start, end);
    await hand('touchMove', -60, 20);
    await hand('touchEnd');
    await isErased();
  });

  await test.step('the hand comes down and moves while the pen draws', async () => {
    const send = pen(session);
    await dragOver(
      async (kind, point) => {
        if (kind === 'up') await hand('touchEnd');
        await send(kind, point);
        if (kind === 'down') await hand('touchStart');
        else if (kind === 'move') await hand('touchMove', start.x - point.x, start.y - point.y);
      },
      start,
      end,
    );
    await isErased();
  });

  await test.step('after the pen a finger moves the picture and paints nothing', async () => {
    const there = await pixelAt(app, start);
    await dragOver(finger(session), start, end);
    await isAsBefore();
    const moved = await pixelAt(app, end);
    expect(Math.abs(moved.x - there.x) + Math.abs(moved.y - there.y)).toBeLessThan(3);
    await dragOver(finger(session), end, start);
    expect(await pixelAt(app, start)).toEqual(there);
  });

  /** How a stroke of the mouse is broken off, with its button down. */
  const breaks: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['Escape', () => page.keyboard.press('Escape')],
    [
      'the browser takes the pointer',
      async () => {
        await app.canvas.evaluate((canvas) => canvas.releasePointerCapture(1));
        await page.mouse.move(end.x + 1, end.y); // it is told with the next event
      },
    ],
    [
      'the system cancels the pointer',
      () =>
        app.canvas.evaluate((canvas) =>
          canvas.dispatchEvent(new PointerEvent('pointercancel', { pointerId: 1, bubbles: true })),
        ),
    ],
    [
      'the window loses the focus',
      () => page.evaluate(() => window.dispatchEvent(new Event('blur'))),
    ],
  ];
  for (const [name, breakOff] of breaks) {
    await test.step(`${name} in mid-stroke`, async () => {
      const send = mouse(page);
      await send('down', start);
      await send('move', end);
      expect(differingPixels(await savedShape(app), before)).toBeGreaterThan(100);
      await breakOff();
      await isAsBefore();
      await send('move', at(start.x, end.y)); // and the rest of the way paints nothing
      await send('up', start);
      await isAsBefore();
    });
  }

  await test.step('brackets as a German keyboard types them', async () => {
    const radius = page.getByRole('slider', { name: says('tools.radius') });
    const first = await radius.inputValue();
    const type = async (key: string, code: string, windowsVirtualKeyCode: number) => {
      const press = { key, code, windowsVirtualKeyCode };
      await session.send('Input.dispatchKeyEvent', { type: 'keyDown', text: key, ...press });
      await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...press });
    };
    await app.canvas.focus();
    await type(']', 'Digit9', 57);
    expect(Number(await radius.inputValue())).toBeGreaterThan(Number(first));
    await type('[', 'Digit8', 56);
    expect(await radius.inputValue()).toBe(first);
  });
});
