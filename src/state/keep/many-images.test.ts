import { beforeEach, expect, test, vi } from 'vitest';
import type { ImageEntry } from '@/state/store/document-slice';
import { holdWrite, newDevice, openTab, type Tab } from '@/testing/tab';

const COUNT = 1000;

/** Ids of the images of which anybody has read a fact. */
const looked = new Set<string>();

/** An image that notes who looks at it. */
function watched(image: ImageEntry): ImageEntry {
  return new Proxy(image, {
    get(target, name) {
      looked.add(target.id);
      return Reflect.get(target, name);
    },
  });
}

/** A tab with all that follows images, and a thousand of them that wait for the model. */
async function tabWithMany(): Promise<Tab> {
  const tab = await openTab('');
  const { startResting } = await import('./rest');
  const { startSettling } = await import('@/state/history/unfinished');
  const { onObjectsMeasured } = await import('@/state/measure/measure-objects');
  startResting();
  startSettling();
  onObjectsMeasured(() => {});
  const entries = Array.from({ length: COUNT }, (_, i) => {
    const entry = tab.newEntry(`image ${i}`, new File(['x'], `${i}.png`));
    return watched({ ...entry, phase: 'waiting' });
  });
  tab.addImages(entries);
  tab.setActive('image 3');
  looked.clear();
  return tab;
}

beforeEach(newDevice);

test('a tile of one image is looked at for no other, nor is the image itself compared', async () => {
  const tab = await tabWithMany();
  const { images } = tab.useStore.getState();
  const changes = vi.fn();
  tab.onImageChanged(changes);
  tab.setProgress('image 500', { phase: 'tiles', done: 3, total: 40 });
  expect(tab.useStore.getState().progress).toEqual({
    'image 500': { phase: 'tiles', done: 3, total: 40 },
  });
  expect(tab.useStore.getState().images).toBe(images);
  expect(changes).not.toHaveBeenCalled();
  // The active image is in sight: selectors of the canvas and the panels ask for it.
  expect([...looked].filter((id) => id !== 'image 3')).toEqual([]);
});

test('a change of one image is looked at for no other', async () => {
  const tab = await tabWithMany();
  tab.updateImage('image 500', { note: 'look again', decision: 'flagged' });
  expect([...looked].filter((id) => id !== 'image 3')).toEqual(['image 500']);
});

test('closing one image is looked at for no other', async () => {
  const tab = await tabWithMany();
  tab.closeImage('image 500');
  expect([...looked].filter((id) => id !== 'image 3')).toEqual(['image 500']);
  expect(tab.images()).toHaveLength(COUNT - 1);
});

test('many files are listed in one change, in their order, and each is saved', async () => {
  const tab = await openTab('');
  const { opened, letGo } = await holdWrite();
  tab.decoding.mockReturnValue(new Promise(() => {}));
  const lists: number[] = [];
  tab.useStore.subscribe(({ order }, before) => {
    if (order !== before.order) lists.push(order.length);
  });
  const files = Array.from({ length: 20 }, (_, i) => new File([`${i}`], `${i}.png`));
  void tab.openFiles(files);
  await vi.waitFor(() => expect(lists).toEqual([20]));
  letGo();
  await tab.whenSaved();
  const rows = await opened.list();
  const inOrder = rows.toSorted((a, b) => a.addedAt - b.addedAt).map(({ name }) => name);
  expect(inOrder).toEqual(files.map(({ name }) => name));
  expect(tab.images().map(({ name }) => name)).toEqual(inOrder);
});

test('of many files only a few are looked into at a time', async () => {
  const tab = await openTab('');
  tab.decoding.mockReturnValue(new Promise(() => {}));
  let open = 0;
  let most = 0;
  const files = Array.from({ length: 100 }, (_, i) => {
    const file = new File([`${i}`], `${i}.png`);
    const slice = file.slice.bind(file);
    file.slice = (...range) => {
      most = Math.max(most, ++open);
      const part = slice(...range);
      const read = part.arrayBuffer.bind(part);
      part.arrayBuffer = () => read().finally(() => open--);
      return part;
    };
    return file;
  });
  void tab.openFiles(files);
  await vi.waitFor(() => expect(tab.images()).toHaveLength(100));
  expect(most).toBeLessThanOrEqual(16);
});
