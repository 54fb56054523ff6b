import { MAX_LABEL, type Rect, type Size } from '@/core/types';
import { feretDiameters } from './feret';
import { croftonPerimeters } from './perimeter';

/** One row per object, as parallel arrays in ascending label order. */
export interface ObjectTable {
  readonly label: Uint16Array;
  readonly areaPx: Uint32Array;
  /** Mean of the pixel centres, in image coordinates: a pixel at column 0 counts as 0.5. */
  readonly centroidX: Float32Array;
  readonly centroidY: Float32Array;
  /** x, y, width, height of each bounding box. */
  readonly bounds: Int32Array;
  /** Crofton perimeter in pixels. */
  readonly perimeterPx: Float32Array;
  /** Largest Feret diameter in pixels, between pixel corners. */
  readonly feretPx: Float32Array;
  /** Whether the object touches the image border. */
  readonly touchesBorder: Uint8Array;
}

/** The bounding box of the object in a row of the table. */
export function boundsOfObject(table: ObjectTable, row: number): Rect {
  const [x, y, width, height] = table.bounds.subarray(4 * row, 4 * row + 4);
  return { x, y, width, height } as Rect;
}

/** Measures every object of a labelmap, in a few passes however many there are. */
export function describeObjects(size: Size, labels: Uint16Array): ObjectTable {
  const { width, height } = size;
  const { label, rowOf } = listLabels(labels);
  const count = label.length;
  const areaPx = new Uint32Array(count);
  const sumX = new Float64Array(count);
  const sumY = new Float64Array(count);
  const left = new Int32Array(count).fill(width);
  const right = new Int32Array(count);
  const top = new Int32Array(count).fill(height);
  const bottom = new Int32Array(count);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; ) {
      const start = x;
      const value = labels[row + x] as number;
      do x++;
      while (x < width && labels[row + x] === value);
      if (value === 0) continue;
      const object = rowOf[value] as number;
      const length = x - start;
      (areaPx[object] as number) += length;
      (sumX[object] as number) += (length * (start + x)) / 2;
      (sumY[object] as number) += length * (y + 0.5);
      if (start < (left[object] as number)) left[object] = start;
      if (x > (right[object] as number)) right[object] = x;
      if (y < (top[object] as number)) top[object] = y;
      bottom[object] = y + 1;
    }
  }
  const centroidX = new Float32Array(count);
  const centroidY = new Float32Array(count);
  const bounds = new Int32Array(4 * count);
  const touchesBorder = new Uint8Array(count);
  for (let object = 0; object < count; object++) {
    const l = left[object] as number;
    const t = top[object] as number;
    const r = right[object] as number;
    const b = bottom[object] as number;
    centroidX[object] = (sumX[object] as number) / (areaPx[object] as number);
    centroidY[object] = (sumY[object] as number) / (areaPx[object] as number);
    bounds.set([l, t, r - l, b - t], 4 * object);
    touchesBorder[object] = l === 0 || t === 0 || r === width || b === height ? 1 : 0;
  }
  return {
    label,
    areaPx,
    centroidX,
    centroidY,
    bounds,
    perimeterPx: croftonPerimeters(size, labels, rowOf, count),
    feretPx: feretDiameters(size, labels, rowOf, count),
    touchesBorder,
  };
}

/** The labels that occur, ascending, and the position of each among them (−1 = absent). */
function listLabels(labels: Uint16Array): { label: Uint16Array; rowOf: Int32Array } {
  const rowOf = new Int32Array(MAX_LABEL + 1).fill(-1);
  for (let i = 0; i < labels.length; i++) rowOf[labels[i] as number] = 0;
  rowOf[0] = -1;
  const found: number[] = [];
  for (let label = 1; label <= MAX_LABEL; label++) {
    if (rowOf[label] === -1) continue;
    rowOf[label] = found.length;
    found.push(label);
  }
  return { label: Uint16Array.from(found), rowOf };
}
