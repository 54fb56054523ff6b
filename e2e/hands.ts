import type { CDPSession, Page } from '@playwright/test';
import type { PagePoint } from './sight';

/** A way to work the canvas: real events of one kind of pointer. */
export interface Hand {
  readonly name: string;
  /** Down at the first point, straight from point to point, up at the last. */
  drag(...points: PagePoint[]): Promise<void>;
  tap(point: PagePoint): Promise<void>;
}

/** Positions sent on each straight part of a way. */
const STEPS = 6;

function between(from: PagePoint, to: PagePoint): PagePoint[] {
  return Array.from({ length: STEPS }, (_, i) => ({
    x: from.x + ((to.x - from.x) * (i + 1)) / STEPS,
    y: from.y + ((to.y - from.y) * (i + 1)) / STEPS,
  }));
}

/** Drags as `points.length` events would, whatever sends them. */
function hand(
  name: string,
  send: (kind: 'down' | 'move' | 'up', at: PagePoint) => Promise<unknown>,
): Hand {
  const drag = async (...points: PagePoint[]): Promise<void> => {
    const [first, ...rest] = points;
    if (!first) return;
    await send('down', first);
    let last = first;
    for (const point of rest) {
      for (const at of between(last, point)) await send('move', at);
      last = point;
    }
    await send('up', last);
  };
  return { name, drag, tap: (point) => drag(point) };
}

export function mouse(page: Page): Hand {
  return hand('mouse', async (kind, { x, y }) => {
    if (kind !== 'up') await page.mouse.move(x, y);
    if (kind === 'down') await page.mouse.down();
    if (kind === 'up') await page.mouse.up();
  });
}

export function finger(session: CDPSession): Hand {
  const types = { down: 'touchStart', move: 'touchMove', up: 'touchEnd' } as const;
  return hand('finger', (kind, { x, y }) =>
    session.send('Input.dispatchTouchEvent', {
      type: types[kind],
      touchPoints: kind === 'up' ? [] : [{ x, y, id: 1 }],
    }),
  );
}

export function pen(session: CDPSession): Hand {
  const types = { down: 'mousePressed', move: 'mouseMoved', up: 'mouseReleased' } as const;
  return hand('pen', (kind, { x, y }) =>
    session.send('Input.dispatchMouseEvent', {
      type: types[kind],
      x,
      y,
      button: 'left',
      buttons: kind === 'up' ? 0 : 1,
      clickCount: 1,
      pointerType: 'pen',
    }),
  );
}
