import { describe, expect, test } from 'vitest';
import { toImage, toScreen } from '@/core/geometry';
import { setView, useStore } from '@/state/store/store';
import { readyImage } from '@/testing/image';
import { fitImage, panBy, resizeCanvas, zoomToRect } from './view';

test('an object that is zoomed to lies wholly on the canvas and fills much of it', () => {
  readyImage('slide', 400, new Array(400 * 300).fill(0));
  setView({ canvasSize: { width: 900, height: 700 } });
  zoomToRect({ x: 250, y: 100, width: 80, height: 60 });
  const { view } = useStore.getState();
  const a = toScreen(view, { x: 250, y: 100 });
  const b = toScreen(view, { x: 330, y: 160 });
  expect(Math.min(a.x, a.y)).toBeGreaterThan(0);
  expect(b.x).toBeLessThan(900);
  expect(b.y).toBeLessThan(700);
  expect(b.x - a.x).toBeGreaterThan(900 / 4);
});

describe('a tablet is turned', () => {
  const upright = { width: 600, height: 900 };
  const lying = { width: 900, height: 600 };

  test('and a fitted image is fitted again', () => {
    readyImage('slide', 400, new Array(400 * 300).fill(0));
    resizeCanvas(upright);
    fitImage();
    resizeCanvas(lying);
    const turned = useStore.getState().view;
    fitImage();
    expect(turned).toEqual(useStore.getState().view);
    const corner = toScreen(turned, { x: 400, y: 300 });
    expect(corner.x).toBeLessThanOrEqual(lying.width);
    expect(corner.y).toBeLessThanOrEqual(lying.height);
  });

  test('and of an enlarged image the same point stays in the middle', () => {
    readyImage('slide', 400, new Array(400 * 300).fill(0));
    resizeCanvas(upright);
    zoomToRect({ x: 150, y: 100, width: 40, height: 60 });
    panBy(5, -3);
    const before = toImage(useStore.getState().view, { x: 300, y: 450 });
    resizeCanvas(lying);
    const after = toImage(useStore.getState().view, { x: 450, y: 300 });
    expect(after.x).toBeCloseTo(before.x);
    expect(after.y).toBeCloseTo(before.y);
  });
});
