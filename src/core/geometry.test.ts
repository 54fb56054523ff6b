import { describe, expect, test } from 'vitest';
import {
  clipRect,
  fitView,
  keepInSight,
  MAX_SCALE,
  toImage,
  toScreen,
  uniteRects,
  zoomAt,
} from './geometry';

const view = { scale: 2.5, offsetX: -40, offsetY: 17 };

describe('view transform', () => {
  test('toImage undoes toScreen', () => {
    const point = { x: 12.25, y: -3.5 };
    expect(toImage(view, toScreen(view, point))).toEqual(point);
  });

  test('zooming at a point keeps that point of the image under the pointer', () => {
    const at = { x: 300, y: 120 };
    const before = toImage(view, at);
    const after = toImage(zoomAt(view, at, 1.7, 0.01), at);
    expect(after.x).toBeCloseTo(before.x, 9);
    expect(after.y).toBeCloseTo(before.y, 9);
  });

  test('zooming stops at the limits and then leaves the view where it is', () => {
    const at = { x: 5, y: 5 };
    const most = zoomAt(view, at, 1e9, 0.01);
    expect(most.scale).toBe(MAX_SCALE);
    expect(zoomAt(most, at, 2, 0.01)).toEqual(most);
    expect(zoomAt(view, at, 1e-9, 0.5).scale).toBe(0.5);
  });

  test('fit shows the whole image inside the insets, centred in what they leave', () => {
    const insets = { left: 48, top: 16, right: 16, bottom: 16 };
    const fit = fitView({ width: 4000, height: 1000 }, { width: 864, height: 600 }, insets);
    expect(fit.scale).toBeCloseTo(0.2, 9);
    expect(fit.offsetX).toBeCloseTo(48, 9);
    expect(fit.offsetY).toBeCloseTo(200, 9);
  });

  test('an image pushed off the canvas comes back into sight', () => {
    const image = { width: 100, height: 100 };
    const canvas = { width: 500, height: 400 };
    const kept = keepInSight({ scale: 1, offsetX: 9999, offsetY: -9999 }, image, canvas);
    expect(kept.offsetX).toBe(452);
    expect(kept.offsetY).toBe(-52);
  });
});

describe('rectangles', () => {
  const a = { x: 0, y: 0, width: 2, height: 2 };
  test('union holds both, nothing is neutral', () => {
    expect(uniteRects(a, { x: 5, y: 1, width: 1, height: 4 })).toEqual({
      x: 0,
      y: 0,
      width: 6,
      height: 5,
    });
    expect(uniteRects(null, a)).toBe(a);
    expect(uniteRects(a, null)).toBe(a);
  });
  test('clipping to the image gives null when nothing is left', () => {
    expect(clipRect({ x: -3, y: 4, width: 3, height: 3 }, { width: 9, height: 9 })).toBeNull();
    expect(clipRect({ x: -3, y: 7, width: 5, height: 9 }, { width: 9, height: 9 })).toEqual({
      x: 0,
      y: 7,
      width: 2,
      height: 2,
    });
  });
});
