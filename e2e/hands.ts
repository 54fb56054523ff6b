import type { CDPSession, Page } from '@playwright/test';
import type { App } from './app';
import { type PagePoint, type PicturePoint, pointedAt, type Sight } from './sight';

/**
 * A way to work the canvas, by real events. Each gesture answers the way that it really took over
 * the picture: pointers have whole CSS pixels, and keys move along one axis after the other.
 */
export interface Hand {
  readonly name: string;
  /** Down at the first place, straight from place to place, up at the last. */
  drag(sight: Sight, ...places: PicturePoint[]): Promise<PicturePoint[]>;
  /** The same of a line by hand, with a tool that can also set its corners. */
  draw(sight: Sight, ...places: PicturePoint[]): Promise<PicturePoint[]>;
  tap(sight: Sight, place: PicturePoint): Promise<PicturePoint>;
  /** A line that begins at the first place and ends at the last, as this hand best draws one. */
  line(sight: Sight, ...places: PicturePoint[]): Promise<PicturePoint[]>;
}

type Send = (kind: 'down' | 'move' | 'up', at: PagePoint) => Promise<unknown>;

/** Positions sent on each straight part of a way. */
const STEPS = 6;

/** Drags over the page by whatever sends the events. */
export async function dragOver(send: Send, ...points: PagePoint[]): Promise<void> {
  const [first, ...rest] = points;
  if (!first) return;
  await send('down', first);
  let last = first;
  for (const point of rest) {
    for (let step = 1; step <= STEPS; step++) {
      const share = step / STEPS;
      await send('move', {
        x: last.x + (point.x - last.x) * share,
        y: last.y + (point.y - last.y) * share,
      });
    }
    last = point;
  }
  await send('up', last);
}

export function byPointer(name: string, send: Send): Hand {
  const drag = async (sight: Sight, ...places: PicturePoint[]): Promise<PicturePoint[]> => {
    const points = places.map((place) => sight.toPage(place));
    await dragOver(send, ...points);
    return points.map((point) => sight.toPicture(point));
  };
  return {
    name,
    drag,
    draw: drag,
    line: drag,
    tap: async (sight, place) => (await drag(sight, place))[0] as PicturePoint,
  };
}

export function mouse(page: Page): Send {
  return async (kind, { x, y }) => {
    if (kind !== 'up') await page.mouse.move(x, y);
    if (kind === 'down') await page.mouse.down();
    if (kind === 'up') await page.mouse.up();
  };
}

export function finger(session: CDPSession): Send {
  const types = { down: 'touchStart', move: 'touchMove', up: 'touchEnd' } as const;
  return (kind, { x, y }) =>
    session.send('Input.dispatchTouchEvent', {
      type: types[kind],
      touchPoints: kind === 'up' ? [] : [{ x, y, id: 1 }],
    });
}

export function pen(session: CDPSession): Send {
  const types = { down: 'mousePressed', move: 'mouseMoved', up: 'mouseReleased' } as const;
  return (kind, { x, y }) =>
    session.send('Input.dispatchMouseEvent', {
      type: types[kind],
      x,
      y,
      button: 'left',
      buttons: kind === 'up' ? 0 : 1,
      clickCount: 1,
      pointerType: 'pen',
    });
}

/** The crosshair of the focused canvas, moved by arrow keys; Enter draws and taps. */
export function byKeys(app: App): Hand {
  const { keyboard } = app.page;
  const place = async (): Promise<PicturePoint> => {
    const { x, y } = await pointedAt(app);
    return { x: x + 0.5, y: y + 0.5 };
  };
  /** Answers the corner and the end of the way. */
  const moveTo = async (sight: Sight, to: PicturePoint): Promise<PicturePoint[]> => {
    const way: PicturePoint[] = [];
    for (const [axis, back, forth] of [
      ['x', 'ArrowLeft', 'ArrowRight'],
      ['y', 'ArrowUp', 'ArrowDown'],
    ] as const) {
      const steps = Math.round((to[axis] - (await place())[axis]) / sight.keyStepPx);
      const key = steps < 0 ? back : forth;
      const [large, small] = [Math.floor(Math.abs(steps) / 10), Math.abs(steps) % 10];
      for (let i = 0; i < large; i++) await keyboard.press(`Shift+${key}`);
      for (let i = 0; i < small; i++) await keyboard.press(key);
      way.push(await place());
    }
    return way;
  };
  const begin = async (sight: Sight, at: PicturePoint): Promise<PicturePoint> => {
    await app.canvas.blur(); // pressed with a pointer, it would leave arrows to the image list
    await app.canvas.focus();
    await keyboard.press('ArrowRight'); // from now on the status bar says where the crosshair is
    return (await moveTo(sight, at))[1] as PicturePoint;
  };
  const tap = async (sight: Sight, at: PicturePoint): Promise<PicturePoint> => {
    const there = await begin(sight, at);
    await keyboard.press('Enter');
    return there;
  };
  const stroke =
    (down: string): Hand['drag'] =>
    async (sight, ...places) => {
      const [first, ...rest] = places;
      const way = [await begin(sight, first as PicturePoint)];
      await keyboard.press(down);
      for (const at of rest) way.push(...(await moveTo(sight, at)));
      await keyboard.press('Enter');
      return way;
    };
  return {
    name: 'keys',
    tap,
    drag: stroke('Enter'),
    draw: stroke('Shift+Enter'),
    line: async (sight, ...places) => {
      const way: PicturePoint[] = [];
      for (const at of places) way.push(await tap(sight, at));
      await keyboard.press('Enter'); // once more on the last corner ends the line
      return way;
    },
  };
}
