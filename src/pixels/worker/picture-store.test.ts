import { expect, test } from 'vitest';
import type { Raster } from '@/core/types';
import { PictureStore } from './picture-store';

const FILE = new Blob(['x']);

/** A store for pictures of 300 bytes (400 with their pyramid), and the names it decoded. */
function storeOf(budgetBytes: number) {
  const decoded: string[] = [];
  const store = new PictureStore(budgetBytes, async (_, name) => {
    decoded.push(name);
    const data = new Uint8Array(300);
    const raster: Raster = {
      width: 10,
      height: 10,
      channels: 3,
      bits: 8,
      data,
      window: null,
      spacing: null,
    };
    return { format: 'png', raster };
  });
  return { store, decoded };
}

test('a picture that had to leave is decoded again when it is asked for', async () => {
  const { store, decoded } = storeOf(1000);
  for (const id of ['a', 'b', 'c']) {
    store.remember(id, FILE, id);
    await store.get(id);
  }
  expect(['a', 'b', 'c'].map((id) => store.holds(id))).toEqual([false, true, true]);
  await store.get('a');
  await store.get('a');
  expect(decoded).toEqual(['a', 'b', 'c', 'a']);
});

test('many who ask at once make it decode once', async () => {
  const { store, decoded } = storeOf(1000);
  store.remember('a', FILE, 'a');
  const [first, second] = await Promise.all([store.get('a'), store.get('a'), store.get('a')]);
  expect(decoded).toEqual(['a']);
  expect(first).toBe(second);
});

test('an image nobody has named is unknown, also after it was closed', async () => {
  const { store } = storeOf(1000);
  await expect(store.get('a')).rejects.toMatchObject({ name: 'UnknownImage' });
  store.remember('a', FILE, 'a');
  const decoding = store.get('a');
  store.forget('a');
  await decoding;
  expect(store.holds('a')).toBe(false);
  await expect(store.get('a')).rejects.toMatchObject({ name: 'UnknownImage' });
});

test('a failure to decode is told each time, not remembered', async () => {
  let attempts = 0;
  const store = new PictureStore(1000, async () => {
    attempts++;
    throw new Error('broken');
  });
  store.remember('a', FILE, 'a');
  await expect(store.get('a')).rejects.toThrow('broken');
  await expect(store.get('a')).rejects.toThrow('broken');
  expect(attempts).toBe(2);
});
