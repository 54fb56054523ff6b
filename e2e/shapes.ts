import type { Png } from './app';
import type { PicturePoint } from './sight';

/** A mask as the journeys compute it: 1 is object; row-major. */
export interface Shape {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A saved mask, which has nothing but 0 and 255. */
export function shapeOf({ width, height, data }: Png): Shape {
  const shape = new Uint8Array(width * height);
  for (let i = 0; i < shape.length; i++) {
    if (data[i] !== 0 && data[i] !== 255) throw new Error(`Pixel ${i} is ${data[i]}`);
    shape[i] = data[i] === 0 ? 0 : 1;
  }
  return { width, height, data: shape };
}

/** The mask after the pixels for which `isIn` holds at their middle were given `value`. */
export function changed(
  { width, height, data }: Shape,
  value: 0 | 1,
  isIn: (middle: PicturePoint) => boolean,
): Shape {
  const after = data.slice();
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (isIn({ x: x + 0.5, y: y + 0.5 })) after[y * width + x] = value;
  return { width, height, data: after };
}

/** Whether a point is less than `radiusPx` from a way: what a disc sweeps. */
export function swept(way: readonly PicturePoint[], radiusPx: number) {
  return (point: PicturePoint): boolean => distanceTo(way, point) < radiusPx;
}

/** Distance of a point from a way of straight parts. */
export function distanceTo(way: readonly PicturePoint[], point: PicturePoint): number {
  let least = Infinity;
  for (let i = 0; i < way.length; i++) {
    const a = way[Math.max(0, i - 1)] as PicturePoint;
    const b = way[i] as PicturePoint;
    const length = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
    const along =
      length && ((point.x - a.x) * (b.x - a.x) + (point.y - a.y) * (b.y - a.y)) / length;
    const t = Math.min(1, Math.max(0, along));
    least = Math.min(
      least,
      Math.hypot(point.x - a.x - t * (b.x - a.x), point.y - a.y - t * (b.y - a.y)),
    );
  }
  return least;
}

/** Whether a point is inside a closed line, by the even-odd rule. */
export function inside(corners: readonly PicturePoint[]) {
  return ({ x, y }: PicturePoint): boolean => {
    let isIn = false;
    corners.forEach((a, i) => {
      const b = corners[(i + 1) % corners.length] as PicturePoint;
      if (a.y > y === b.y > y) return;
      if (x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) isIn = !isIn;
    });
    return isIn;
  };
}

/** Whether a point's pixel is reached from a seed over colours near those around the seed. */
export function similar(picture: Png, seed: PicturePoint, tolerance: number) {
  const { width, height, channels, data } = picture;
  const colour = (i: number): number[] => [0, 1, 2].map((c) => data[i * channels + c] as number);
  const [column, row] = [Math.floor(seed.x), Math.floor(seed.y)];
  const around = [-1, 0, 1].flatMap((v) =>
    [-1, 0, 1].map((u) => colour((row + v) * width + column + u)),
  );
  const mean = [0, 1, 2].map((c) => around.reduce((sum, rgb) => sum + (rgb[c] as number) / 9, 0));
  const isNear = (i: number): boolean =>
    Math.hypot(...colour(i).map((value, c) => value - (mean[c] as number))) <= tolerance;
  const reached = new Set([row * width + column]);
  for (const i of reached) {
    const x = i % width;
    if (x > 0 && isNear(i - 1)) reached.add(i - 1);
    if (x < width - 1 && isNear(i + 1)) reached.add(i + 1);
    if (i >= width && isNear(i - width)) reached.add(i - width);
    if (i < width * (height - 1) && isNear(i + width)) reached.add(i + width);
  }
  return ({ x, y }: PicturePoint): boolean => reached.has(Math.floor(y) * width + Math.floor(x));
}

/** Pixels that differ although nothing changes within a pixel of them in `expected`. */
export function wrongPixels(found: Shape, expected: Shape): number {
  const { width, height, data } = expected;
  let wrong = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (found.data[i] === data[i]) continue;
      let isBorder = false;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++)
          isBorder ||= data[v * width + u] !== data[i];
      if (!isBorder) wrong++;
    }
  }
  return wrong;
}

/** How many objects a mask has, pixels that touch at a corner included. */
export function countPieces({ width, height, data }: Shape): number {
  const seen = new Uint8Array(data.length);
  let pieces = 0;
  for (let start = 0; start < data.length; start++) {
    if (data[start] === 0 || seen[start] === 1) continue;
    pieces++;
    seen[start] = 1;
    const reached = [start];
    for (const i of reached) {
      const [x, y] = [i % width, Math.floor(i / width)];
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
          const near = v * width + u;
          if (data[near] === 0 || seen[near] === 1) continue;
          seen[near] = 1;
          reached.push(near);
        }
      }
    }
  }
  return pieces;
}

/** Pixels that differ. */
export function differingPixels(a: Shape, b: Shape): number {
  return a.data.reduce((sum, value, i) => sum + Number(value !== b.data[i]), 0);
}
