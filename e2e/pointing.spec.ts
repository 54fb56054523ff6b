import type { Page } from '@playwright/test';
import { PALETTES } from '../src/core/labels/palette';
import { en } from '../src/state/text/en/en';
import { type App, expect, fixture, fromDisk, readPng, test } from './app';
import { dragOver, finger, mouse } from './hands';
import {
  changed,
  differingPixels,
  inside,
  type Shape,
  shapeOf,
  similar,
  swept,
  wrongPixels,
} from './shapes';
import { type PagePoint, type PicturePoint, pixelAt, Sight } from './sight';
import { OBJECTS, objectsPicture, SIDE_PX, smallPicture } from './small-picture';

/** As the tools start. */
const TOLERANCE = 24;

/** RGBA of a rectangle of one of the canvas's layers, in CSS pixels of the page: 1 is the mask, 2 what tools draw. */
async function pixelsOf(
  app: App,
  layer: number,
  { x, y, width, height }: PagePoint & { readonly width: number; readonly height: number },
): Promise<number[]> {
  const box = await app.canvas.boundingBox();
  if (!box) throw new Error('The canvas is not on the page');
  return app.page.evaluate(
    ([at, left, top, columns, rows]) => {
      const canvas = document.querySelectorAll<HTMLCanvasElement>('[data-testid=canvas] canvas')[
        at
      ];
      const pixels = canvas?.getContext('2d')?.getImageData(left, top, columns, rows).data;
      if (!pixels) throw new Error('The layer has no canvas');
      return [...pixels];
    },
    [layer, Math.round(x - box.x), Math.round(y - box.y), width, height] as const,
  );
}

/** Where a row of pixels is white, as shares of a pixel, with its weighed places. */
function whiteIn(row: readonly number[]): { readonly amount: number; readonly middle: number } {
  let amount = 0;
  let sum = 0;
  for (let i = 0; i < row.length; i += 4) {
    const white = ((row[i] as number) / 255) * ((row[i + 3] as number) / 255);
    amount += white;
    sum += (white * i) / 4;
  }
  return { amount, middle: sum / amount };
}

/** The brush's ring on the row of pixels that is pointed at: thickness and radius, in CSS pixels. */
async function ringAt(
  app: App,
  { x, y }: PagePoint,
): Promise<{ thickness: number; radius: number }> {
  const box = await app.canvas.boundingBox();
  if (!box) throw new Error('The canvas is not on the page');
  const right = { x, y, width: Math.floor(box.x + box.width - x), height: 1 };
  const { amount, middle } = whiteIn(await pixelsOf(app, 2, right));
  return { thickness: amount, radius: middle + 0.5 }; // of the pixel, not of its edge
}

/** What a person sees of the picture at a place: the mean of red, green and blue on the screen, 0–255. */
async function lightness(page: Page, { x, y }: PagePoint): Promise<number> {
  const { data, channels } = readPng(
    await page.screenshot({ clip: { x, y, width: 60, height: 60 } }),
  );
  let sum = 0;
  for (let i = 0; i < data.length; i += channels)
    sum += (data[i] as number) + (data[i + 1] as number) + (data[i + 2] as number);
  return sum / ((3 * data.length) / channels);
}

function middleOf([left, top, right, bottom]: readonly [
  number,
  number,
  number,
  number,
]): PicturePoint {
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

test('what the pointer is shown to do is what it does, and the picture is looked at as the person likes', async ({
  app,
  page,
}) => {
  const picture = smallPicture();
  await app.start('?private');
  await app.drop(picture);
  await app.mask('nuclei.png');
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Control+Shift+L');
  const { name, bytes } = objectsPicture();
  await (await chooser).setFiles({ name, mimeType: 'image/png', buffer: Buffer.from(bytes) });
  await expect.poll(() => app.objectCount()).toBe(Object.keys(OBJECTS).length);
  const savedShape = async (): Promise<Shape> => shapeOf(await app.saved('export-mask'));
  const before = await savedShape();
  const canvas = await app.canvas.boundingBox();
  if (!canvas) throw new Error('The canvas is not on the page');
  const panel = page.getByRole('complementary', { name: en['result.title'] });
  const viewOptions = panel.locator('summary').filter({ hasText: en['viewOptions.title'] });
  const radius = page.getByRole('slider', { name: en['tools.radius'], exact: true });
  const undone = async (): Promise<void> => {
    await app.press('undo');
    await expect.poll(async () => differingPixels(await savedShape(), before)).toBe(0);
  };
  let sight = await Sight.of(app);
  const skin: PicturePoint = { x: 100, y: 170 };

  await test.step('the ring is a screen pixel thick and as wide as what is painted, however the radius was chosen and at every zoom', async () => {
    await page.keyboard.press('b');
    const chosenPx = async (): Promise<number> => 2 ** Number(await radius.inputValue());
    const seesRing = async (at: PagePoint): Promise<void> => {
      const expected = (await chosenPx()) * sight.scale;
      const off = async () => Math.abs((await ringAt(app, at)).radius - expected);
      await expect.poll(off).toBeLessThan(0.5);
      expect((await ringAt(app, at)).thickness).toBeCloseTo(1, 1);
    };
    for (const choose of [
      () => radius.fill('4'), // the slider has the logarithm
      () => page.keyboard.press('['),
      () => page.keyboard.press(']'),
      async () => {
        await page.keyboard.down('Shift');
        await page.mouse.wheel(0, 100);
        await page.keyboard.up('Shift');
      },
    ]) {
      const at = sight.toPage(skin);
      await page.mouse.move(at.x, at.y);
      const formerPx = await chosenPx();
      await choose();
      await expect.poll(chosenPx).not.toBe(formerPx);
      await seesRing(at);
      await page.mouse.down();
      await page.mouse.up();
      const disc = changed(before, 1, swept([sight.toPicture(at)], await chosenPx()));
      expect(wrongPixels(await savedShape(), disc)).toBe(0);
      await undone();
    }
    for (const _ of [1, 2]) {
      await page.keyboard.press('+');
      sight = await Sight.of(app);
      const at = sight.toPage(skin);
      await page.mouse.move(at.x, at.y);
      await seesRing(at);
    }
    await page.keyboard.press('0');
    sight = await Sight.of(app);
  });

  await test.step('a sign says whether a tool adds or takes away, and Alt turns it round', async () => {
    const at = sight.toPage(skin);
    const sign = async (): Promise<string> => {
      const [r, g, b] = await pixelsOf(app, 2, {
        x: at.x + 18 - 3,
        y: at.y + 18 - 3,
        width: 1,
        height: 1,
      });
      return [r, g, b].join();
    };
    const [adds, takesAway] = ['12,163,12', '208,59,59'];
    await page.mouse.move(at.x, at.y);
    for (const [key, own, inverse] of [
      ['b', adds, takesAway],
      ['e', takesAway, adds],
      ['l', adds, takesAway],
      ['Shift+L', takesAway, adds],
      ['g', adds, takesAway],
      ['c', adds, takesAway],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(sign, key).toBe(own);
      await page.keyboard.down('Alt');
      await expect.poll(sign, key).toBe(inverse);
      await page.keyboard.up('Alt');
      await expect.poll(sign, key).toBe(own);
    }
  });

  await test.step('with Alt or the right button brush, lasso and fill do the inverse', async () => {
    const inRing: PicturePoint[] = [
      [24, 24],
      [36, 24],
      [36, 80],
      [24, 80],
    ].map(([x = 0, y = 0]) => ({ x, y }));
    const outside: PicturePoint[] = [
      [100, 160],
      [130, 160],
      [125, 190],
    ].map(([x = 0, y = 0]) => ({ x, y }));
    await page.keyboard.press('b');
    const radiusPx = 2 ** Number(await radius.inputValue());
    const drag = async (places: readonly PicturePoint[], button: 'left' | 'right') => {
      const points = places.map((place) => sight.toPage(place));
      const [first, ...rest] = points as [PagePoint, ...PagePoint[]];
      await page.mouse.move(first.x, first.y);
      await page.mouse.down({ button });
      for (const point of rest) await page.mouse.move(point.x, point.y, { steps: 4 });
      await page.mouse.up({ button });
      return points.map((point) => sight.toPicture(point));
    };
    const seed = middleOf(OBJECTS.bar);
    const tasks: readonly [
      string,
      readonly PicturePoint[],
      (way: readonly PicturePoint[]) => Shape,
    ][] = [
      ['b', inRing.slice(0, 2), (way) => changed(before, 0, swept(way, radiusPx))],
      ['e', outside.slice(0, 2), (way) => changed(before, 1, swept(way, radiusPx))],
      ['l', inRing, (way) => changed(before, 0, inside(way))],
      ['Shift+L', outside, (way) => changed(before, 1, inside(way))],
      [
        'g',
        [seed],
        ([at]) =>
          changed(before, 0, similar(readPng(picture.bytes), at as PicturePoint, TOLERANCE)),
      ],
    ];
    for (const [key, places, expected] of tasks) {
      for (const button of ['left', 'right'] as const) {
        await page.keyboard.press(key);
        if (button === 'left') await page.keyboard.down('Alt');
        const way = await drag(places, button);
        if (button === 'left') await page.keyboard.up('Alt');
        const wanted = expected(way);
        expect(differingPixels(before, wanted), `${key} changes something`).toBeGreaterThan(50);
        await expect
          .poll(async () => wrongPixels(await savedShape(), wanted), `${key} with ${button}`)
          .toBe(0);
        await undone();
      }
    }
  });

  await test.step('a ring is around the finger while it paints, and gone when it lifts', async () => {
    const session = await page.context().newCDPSession(page);
    await page.keyboard.press('b');
    await page.mouse.move(canvas.x + canvas.width / 2, canvas.y - 20); // away from the picture
    const { x, y } = sight.toPage(skin);
    const isSeen = async (at: PagePoint): Promise<boolean> =>
      (await ringAt(app, at)).thickness > 0.5;
    const send = finger(session);
    await send('down', { x, y });
    await expect.poll(() => isSeen({ x, y })).toBe(true);
    await send('move', { x: x + 30, y });
    await expect
      .poll(async () => Math.round((await ringAt(app, { x: x + 30, y })).thickness))
      .toBe(1);
    await send('up', { x: x + 30, y });
    await expect.poll(() => isSeen({ x, y })).toBe(false);
    await undone();
  });

  await test.step('the object under the pointer lights up, in the table too', async () => {
    await page.keyboard.press('v');
    const at = sight.toPage(middleOf(OBJECTS.middle));
    const alpha = async (): Promise<number> =>
      (await pixelsOf(app, 1, { x: at.x + 3, y: at.y + 3, width: 1, height: 1 }))[3] as number;
    const lit = page.locator('tr[data-lit]');
    const plain = await alpha();
    await page.mouse.move(at.x, at.y);
    await expect.poll(alpha).toBeGreaterThan(plain);
    await expect(lit).toHaveAttribute('data-label', '3');
    const beside = sight.toPage(skin);
    await page.mouse.move(beside.x, beside.y);
    await expect.poll(alpha).toBe(plain);
    await expect(lit).toHaveCount(0);
  });

  await test.step('objects are filled, outlined or hatched, in the colours that were chosen', async () => {
    await viewOptions.click();
    const [left, top, right, bottom] = OBJECTS.ring;
    const corner = sight.toPage({ x: left + 4, y: top + 4 });
    const inner = {
      ...corner,
      width: Math.floor((36 - left - 4) * sight.scale),
      height: Math.floor((bottom - top - 8) * sight.scale),
    };
    expect(right).toBeGreaterThan(36);
    /** Share of the object's inner pixels that are painted. */
    const painted = async (): Promise<number> => {
      const data = await pixelsOf(app, 1, inner);
      return data.filter((value, i) => i % 4 === 3 && value > 0).length / (data.length / 4);
    };
    const choose = (key: 'fill' | 'outline' | 'hatch') =>
      panel.getByRole('radio', { name: en[`viewOptions.style.${key}`], exact: true }).check();
    await expect.poll(painted).toBe(1);
    await choose('outline');
    await expect.poll(painted).toBe(0);
    await choose('hatch');
    await expect.poll(painted).toBeGreaterThan(0.15);
    expect(await painted()).toBeLessThan(0.4);
    await choose('fill');
    await expect.poll(painted).toBe(1);

    const edge = sight.toPage({ x: left, y: (top + bottom) / 2 });
    const contour = async (): Promise<string[]> => {
      const row = await pixelsOf(app, 1, { x: edge.x - 4, y: edge.y, width: 9, height: 1 });
      const colours: string[] = [];
      for (let i = 0; i < row.length; i += 4)
        if (row[i + 3] === 255) colours.push(row.slice(i, i + 3).join());
      return colours;
    };
    for (const [palette, label] of [
      ['okabe-ito', en['viewOptions.palette.okabe-ito']],
      ['contrast', en['viewOptions.palette.contrast']],
      ['bright', en['viewOptions.palette.bright']],
    ] as const) {
      await panel.getByRole('radio', { name: label, exact: true }).check();
      await expect.poll(contour).toContain(PALETTES[palette][0].join());
    }
  });

  await test.step('pan is a tool of its own: the picture follows the pointer and nothing is painted', async () => {
    for (const _ of [1, 2]) await page.keyboard.press('+');
    await page.keyboard.press('h');
    const from = { x: canvas.x + canvas.width / 2, y: canvas.y + canvas.height / 2 };
    const to = { x: from.x - 90, y: from.y - 60 };
    const held = await pixelAt(app, from);
    await dragOver(mouse(page), from, to);
    expect(await pixelAt(app, to)).toEqual(held);
    expect(differingPixels(await savedShape(), before)).toBe(0);
  });

  await test.step('the mini-map shows the whole picture when only a part is in sight, and a press goes there', async () => {
    const map = page.getByTitle(en['canvas.miniMap']);
    const box = await map.boundingBox();
    if (!box) throw new Error('There is no mini-map');
    const middle = { x: canvas.x + canvas.width / 2, y: canvas.y + canvas.height / 2 };
    for (const share of [0.35, 0.6]) {
      await page.mouse.click(box.x + share * box.width, box.y + share * box.height);
      const { x, y } = await pixelAt(app, middle);
      expect(Math.abs(x - share * SIDE_PX)).toBeLessThan(6); // a pixel of the map is two of the picture
      expect(Math.abs(y - share * SIDE_PX)).toBeLessThan(6);
    }
    await page.keyboard.press('0');
    await expect(map).toHaveCount(0);
  });

  await test.step('brightness and contrast change what is seen, not what is saved', async () => {
    const place = sight.toPage(skin);
    await page.mouse.move(canvas.x + canvas.width / 2, canvas.y - 20);
    const plain = await lightness(page, place);
    await panel
      .getByRole('slider', { name: en['viewOptions.brightness'], exact: true })
      .fill('0.5');
    await expect.poll(() => lightness(page, place)).toBeLessThan(0.7 * plain);
    await panel.getByRole('button', { name: en['viewOptions.reset'] }).click();
    await expect.poll(() => lightness(page, place)).toBeCloseTo(plain, 0);
    await panel.getByRole('slider', { name: en['viewOptions.contrast'], exact: true }).fill('0.2');
    await expect.poll(() => lightness(page, place)).toBeLessThan(plain - 5);
    await panel.getByRole('button', { name: en['viewOptions.reset'] }).click();
    await expect.poll(() => lightness(page, place)).toBeCloseTo(plain, 0);
    expect(differingPixels(await savedShape(), before)).toBe(0);
  });

  await test.step('of a picture with 16 bits a window of its values is shown', async () => {
    await app.drop(fromDisk(fixture('rgb-16.png'), 'deep.png'));
    await app.mask('deep.png');
    const place = { x: canvas.x + canvas.width / 2, y: canvas.y + canvas.height / 2 - 30 };
    const low = panel.getByLabel(en['viewOptions.windowLow']);
    const high = panel.getByLabel(en['viewOptions.windowHigh']);
    if (!(await high.isVisible())) await viewOptions.click();
    await expect(high).toBeVisible();
    let plain = -1;
    const isStill = async (): Promise<boolean> => {
      const before = plain;
      plain = await lightness(page, place);
      return plain === before;
    };
    await expect.poll(isStill).toBe(true);
    const [from, to] = [Number(await low.inputValue()), Number(await high.inputValue())];
    await high.fill(`${Math.round((from + to) / 2)}`);
    await expect.poll(() => lightness(page, place)).toBeGreaterThan(plain + 5);
    await panel.getByRole('button', { name: en['viewOptions.windowReset'] }).click();
    await expect.poll(() => lightness(page, place)).toBeCloseTo(plain, 0);
    await low.fill(`${Math.round((from + to) / 2)}`);
    await expect.poll(() => lightness(page, place)).toBeLessThan(plain - 5);
    await panel.getByRole('button', { name: en['viewOptions.windowReset'] }).click();
    await expect.poll(() => lightness(page, place)).toBeCloseTo(plain, 0);
  });
});
