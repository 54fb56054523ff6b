import { readFileSync } from 'node:fs';
import { encode } from 'fast-png';
import { type Dropped, golden, readPng } from './app';

/** Side of the picture and of its masks. */
export const SIDE_PX = 256;

/** A part of a histology picture that the model sees at once. */
export function smallPicture(): Dropped {
  const { width, channels, data } = readPng(readFileSync(golden('histology.png')));
  const row = SIDE_PX * channels;
  const part = new Uint8Array(SIDE_PX * row);
  for (let y = 0; y < SIDE_PX; y++)
    for (let i = 0; i < row; i++) part[y * row + i] = data[y * width * channels + i] as number;
  const png = { width: SIDE_PX, height: SIDE_PX, data: part, channels, depth: 8 } as const;
  return { name: 'nuclei.png', bytes: encode(png) };
}

/** Objects that commands and tools can tell apart, numbered from 1: left, top, right and bottom. */
export const OBJECTS = {
  ring: [20, 20, 90, 90],
  bar: [150, 30, 220, 60],
  middle: [118, 118, 139, 139],
  speck: [200, 200, 205, 205],
} as const;
const HOLE = [40, 40, 70, 70] as const;

/** A label picture of the objects, to be loaded as a mask. */
export function objectsPicture(): Dropped {
  const data = new Uint8Array(SIDE_PX * SIDE_PX);
  const box = (label: number, [left, top, right, bottom]: readonly number[]): void => {
    for (let y = top as number; y < (bottom as number); y++)
      data.fill(label, y * SIDE_PX + (left as number), y * SIDE_PX + (right as number));
  };
  for (const [i, object] of Object.values(OBJECTS).entries()) box(i + 1, object);
  box(0, HOLE);
  const png = { width: SIDE_PX, height: SIDE_PX, data, channels: 1, depth: 8 } as const;
  return { name: 'objects.png', bytes: encode(png) };
}
