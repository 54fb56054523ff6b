import { expect, test } from 'vitest';
import { isSame } from '@/testing/ascii';
import { deflateBytes, inflateBytes } from './packed-maps';

const probability = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7) % 256);
const core = new Uint8Array(5000).fill(9);

const turn = () => Promise.resolve();

test('arrays come back in order from one compressed stream', async () => {
  const packed = await deflateBytes([probability, core], turn);
  expect(packed.size).toBeLessThan(5000);
  const bytes = await inflateBytes(packed, 10_000);
  expect(bytes.subarray(0, 5000)).toEqual(probability);
  expect(bytes.subarray(5000)).toEqual(core);
});

test('a stream that would grow beyond what is expected is refused', async () => {
  const bomb = await deflateBytes([new Uint8Array(50_000_000)], turn);
  expect(bomb.size).toBeLessThan(100_000);
  await expect(inflateBytes(bomb, 10_000)).rejects.toMatchObject({ name: 'StorageUnreadable' });
});

test('damaged or shortened streams are refused', async () => {
  const packed = new Uint8Array(await (await deflateBytes([probability], turn)).arrayBuffer());
  const damaged = packed.slice();
  damaged[packed.length - 6] = (damaged[packed.length - 6] as number) ^ 1; // in the checksum
  const refused = { name: 'StorageUnreadable' };
  await expect(inflateBytes(new Blob([damaged]), 5000)).rejects.toMatchObject(refused);
  const cut = new Blob([packed.subarray(0, packed.length / 2)]);
  await expect(inflateBytes(cut, 5000)).rejects.toMatchObject(refused);
  await expect(inflateBytes(new Blob([packed]), 5001)).rejects.toMatchObject(refused);
});

test('the thread gets a turn before each piece of 64 kB', async () => {
  let turns = 0;
  const arrays = [new Uint8Array(200_000), new Uint8Array(10)];
  const packed = await deflateBytes(arrays, async () => {
    turns++;
  });
  expect(turns).toBeGreaterThanOrEqual(5);
  expect(isSame(await inflateBytes(packed, 200_010), new Uint8Array(200_010))).toBe(true);
});
