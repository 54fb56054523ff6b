import { expect, test } from 'vitest';
import { toScreen } from '@/core/geometry';
import { useStore } from '@/state/store';
import { readyImage } from '@/state/test-image';
import { zoomToRect } from './view';

test('an object that is zoomed to lies wholly on the canvas and fills much of it', () => {
  readyImage('slide', 400, new Array(400 * 300).fill(0));
  useStore.getState().setView({ canvasSize: { width: 900, height: 700 } });
  zoomToRect({ x: 250, y: 100, width: 80, height: 60 });
  const { view } = useStore.getState();
  const a = toScreen(view, { x: 250, y: 100 });
  const b = toScreen(view, { x: 330, y: 160 });
  expect(Math.min(a.x, a.y)).toBeGreaterThan(0);
  expect(b.x).toBeLessThan(900);
  expect(b.y).toBeLessThan(700);
  expect(b.x - a.x).toBeGreaterThan(900 / 4);
});
