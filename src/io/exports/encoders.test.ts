import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { runsOfLabels } from '@/core/labels/runs';
import type { Raster } from '@/core/types';
import { type ExportSource, encodeExport } from './encoders';
import { exporters } from './exports';

const size = { width: 4, height: 2 };
const labels = Uint16Array.of(0, 1, 1, 0, 0, 2, 2, 0);
const raster: Raster = {
  ...size,
  channels: 1,
  bits: 8,
  data: new Uint8Array(8).fill(100),
  window: null,
  spacing: null,
};
const source: ExportSource = {
  imageId: 'a',
  size,
  objects: runsOfLabels(size, labels),
  style: {
    palette: [[255, 0, 0]],
    fillOpacity: 0.5,
    contourPx: 1,
    isHatched: false,
    window: null,
  },
  labels: () => labels,
  raster: async () => raster,
};

test.each(exporters)('the export $id is a file of the type that its row says', async (row) => {
  const file = await encodeExport(row.id, source);
  expect(file.type).toBe(row.mime);
  expect(file.size).toBeGreaterThan(0);
});

test('saved objects are numbered 1 to n, or as the table has them', async () => {
  const painted = Uint16Array.of(0, 2, 2, 0, 0, 65533, 65533, 0);
  const read = async (id: 'labels' | 'labels-as-listed') => {
    const file = await encodeExport(id, { ...source, labels: () => painted });
    return [...decode(await file.arrayBuffer()).data];
  };
  expect(await read('labels')).toEqual([0, 1, 1, 0, 0, 2, 2, 0]);
  expect(await read('labels-as-listed')).toEqual([...painted]);
});

test('each export has what its name says', async () => {
  const read = async (id: 'mask' | 'labels' | 'overlay') =>
    decode(await (await encodeExport(id, source)).arrayBuffer());
  expect([...(await read('mask')).data]).toEqual([0, 255, 255, 0, 0, 255, 255, 0]);
  expect([...(await read('labels')).data]).toEqual([...labels]);
  expect([...(await read('overlay')).data.subarray(0, 6)]).toEqual([100, 100, 100, 255, 0, 0]);
});
