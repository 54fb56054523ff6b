/**
 * Work of a person, done with the code of an earlier version and kept by it. `make.mjs` runs this
 * as a test inside a checkout of that version, so all imports are of its files. Writes to $OUT:
 *
 * - library.json: everything in IndexedDB, as that version wrote it
 * - session.medfastsam.zip: the same work as a session file
 * - expected.json: what that version showed, at every undo step of every image
 */

import { writeFileSync } from 'node:fs';
import { encode } from 'fast-png';
import { expect, test, vi } from 'vitest';
import { newDevice, openTab } from '@/state/actions/test-tab';

const OUT = process.env.OUT ?? '';
const WIDTH = 8;
const HEIGHT = 4;

/** A brown spot on skin, drawn here: no picture of a person. */
function spotPng() {
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let i = 0; i < WIDTH * HEIGHT; i++)
    data.set(i % WIDTH < 4 ? [110, 70, 50] : [225, 180, 160], 3 * i);
  return encode({ width: WIDTH, height: HEIGHT, data, channels: 3, depth: 8 });
}

async function open(tab, name) {
  await tab.openFiles([new File([spotPng()], name, { type: 'image/png' })]);
  await vi.waitFor(() => expect(entryOf(tab, name).phase).toBe('ready'));
  const { id } = entryOf(tab, name);
  tab.useStore.getState().setActive(id);
  return id;
}

const entryOf = (tab, name) => tab.useStore.getState().images.find((image) => image.name === name);
const settled = () => new Promise((resolve) => setTimeout(resolve, 30));

/** The model answers a click with the 3 × 3 pixels around it. */
async function refine({ clicks }) {
  const probability = new Uint8Array(WIDTH * HEIGHT).fill(20);
  for (const { at, belongs } of clicks)
    for (const dy of [-1, 0, 1])
      for (const dx of [-1, 0, 1]) {
        const x = Math.floor(at.x) + dx;
        const y = Math.floor(at.y) + dy;
        if (x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT)
          probability[y * WIDTH + x] = belongs ? 230 : 20;
      }
  return { rect: { x: 0, y: 0, width: WIDTH, height: HEIGHT }, probability };
}

/** Steps of every kind on one image; two of them taken back again. */
async function editEverything(tab, id) {
  const { addClick, removeClick } = await import('@/state/actions/refine');
  const { loadMask } = await import('@/state/actions/reference');
  const { takeLabels } = await import('@/state/actions/labels');
  const { updateImage, setView } = tab.useStore.getState();
  updateImage(id, { spacing: { xMm: 0.02, yMm: 0.025, source: 'person' }, modality: 'dermoscopy' });
  tab.paintRow(0, 6, 8, 1);
  tab.paintRow(1, 0, 2, 0);
  await tab.adjustSettings({ threshold: 0.7 });
  await tab.adjustSettings({ threshold: 0.8 });
  tab.endAdjusting();
  const hair = tab.startEdit(id, 'step.brush');
  const label = takeLabels(id, 1);
  hair.willChange({ x: 5, y: 3, width: 2, height: 1 });
  hair.writeRow(3, 5, 7, label);
  hair.finish();
  await addClick({ at: { x: 6.5, y: 1.5 }, belongs: true });
  tab.paintRow(1, 6, 8, 1);
  await addClick({ at: { x: 1.5, y: 2.5 }, belongs: false });
  await removeClick(0);
  setView({ selection: [1] });
  tab.classifySelected('lesion');
  setView({ selection: [label] });
  tab.classifySelected('hair');
  await tab.deleteSelected();
  tab.paintRow(2, 3, 6, 1);
  tab.backToAi(id);
  await loadMask(new File(['mask'], 'reader.png'), 'reference');
  tab.undo();
  await settled();
  tab.undo();
  await settled();
  tab.decide('flagged');
  tab.setNote(id, 'Hair over the border – look again.');
}

/** What a person sees of an image, and what an undo would bring back. */
function lookAt(tab, id) {
  const { settings, clicks, classes, nextLabel } = tab.useStore
    .getState()
    .images.find((image) => image.id === id);
  const { ai, edits, owners, reviewed } = tab.arraysOf(id);
  const list = (layer) => (layer?.some((value) => value > 0) ? [...layer] : null);
  const layers = { ai: [...ai], reviewed: [...reviewed], edits: list(edits), owners: list(owners) };
  return { ...layers, settings, clicks, classes, nextLabel };
}

/** The image at each number of steps done, from none to all. */
async function walk(tab, id) {
  tab.useStore.getState().setActive(id);
  await settled();
  const can = (name) => tab.useStore.getState().images.find((image) => image.id === id)[name];
  while (can('canUndo')) {
    tab.undo();
    await settled();
  }
  const states = [lookAt(tab, id)];
  while (can('canRedo')) {
    tab.redo();
    await settled();
    states.push(lookAt(tab, id));
  }
  return states;
}

const base64 = (bytes) => Buffer.from(bytes).toString('base64');

async function toJson(value) {
  if (value instanceof Blob) return { blob: base64(await value.arrayBuffer()), type: value.type };
  if (value instanceof Uint8Array) return { bytes: base64(value) };
  return { value };
}

/** Every store of the library: its shape, keys and values. */
async function dump() {
  const request = indexedDB.open('med-fastsam');
  const db = await new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
  });
  const ended = (asked) =>
    new Promise((resolve, reject) => {
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  const stores = [];
  for (const name of db.objectStoreNames) {
    const store = db.transaction(name).objectStore(name);
    const indexes = [...store.indexNames].map((index) => {
      const { keyPath } = store.index(index);
      return { name: index, keyPath };
    });
    const { keyPath } = store;
    const keys = await ended(store.getAllKeys());
    const values = await ended(db.transaction(name).objectStore(name).getAll());
    const rows = [];
    for (const [i, key] of keys.entries()) rows.push({ key, ...(await toJson(values[i])) });
    stores.push({ name, keyPath, indexes, rows });
  }
  const { version } = db;
  db.close();
  return { version, stores };
}

async function downloadOf(action) {
  let blob = new Blob();
  vi.stubGlobal('document', { createElement: () => ({ click: () => {} }) });
  vi.spyOn(URL, 'createObjectURL').mockImplementation((object) => {
    blob = object;
    return 'blob:';
  });
  await action();
  return new Uint8Array(await blob.arrayBuffer());
}

test('write the work', async () => {
  newDevice();
  const tab = await openTab();
  const services = await import('@/state/services');
  const engine = { ...services.engine(), refine };
  const readLabels = async () =>
    Uint16Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i % WIDTH < 3 ? 1 : 0));
  const compare = async () => ({ dice: 0.5, iou: 0.4 });
  const pixels = { ...services.pixels(), readLabels, compare };
  services.provideServices({ engine, pixels });

  const untouched = await open(tab, 'spot.png');
  tab.decide('accepted');
  const edited = await open(tab, 'edited.png');
  await editEverything(tab, edited);
  const folded = await open(tab, 'folded.png');
  tab.paintRow(0, 5, 8, 1);
  tab.paintRow(2, 0, 3, 0);
  // So many records that they were folded into a snapshot.
  for (let i = 0; i < 100; i++) {
    tab.undo();
    tab.redo();
  }
  await tab.whenSaved();
  tab.undo(); // one record after the snapshot
  tab.segment.mockImplementationOnce(() => new Promise(() => {})); // the tab ends before its mask
  void tab.openFiles([new File([spotPng()], 'unasked.png', { type: 'image/png' })]);
  await vi.waitFor(() => expect(entryOf(tab, 'unasked.png').phase).toBe('segmenting'));
  tab.setNote(entryOf(tab, 'unasked.png').id, 'no mask yet');
  await settled();
  await tab.whenSaved();

  const library = await dump();
  const zip = await downloadOf(() => tab.saveSession());
  const { timelineOf } = await import('@/state/history');
  const images = [];
  for (const id of [untouched, edited, folded, entryOf(tab, 'unasked.png').id]) {
    const entry = tab.useStore.getState().images.find((image) => image.id === id);
    const { name, phase, modality, spacing, window, decision, note, hasReference } = entry;
    const { result, ai, reviewed, editedPx, decidedPx, diceToAi } = entry;
    const { steps, done } = timelineOf(id);
    const labels = steps.map(({ label }) => label);
    const own = tab.arraysOf(id);
    const maps = own ? { probability: [...own.probability], core: [...own.core] } : null;
    const reference = own?.reference ? [...own.reference] : null;
    const facts = { modality, spacing, window, decision, note, hasReference };
    const counts = { ai, reviewed, editedPx, decidedPx, diceToAi };
    const isReady = phase === 'ready';
    images.push({
      ...{ name, facts, labels, done, maps, reference },
      counts: isReady ? counts : null,
      result: isReady ? result : null,
      atEachStep: isReady ? await walk(tab, id) : [],
    });
  }
  writeFileSync(`${OUT}/library.json`, `${JSON.stringify(library)}\n`);
  writeFileSync(`${OUT}/expected.json`, `${JSON.stringify({ images })}\n`);
  writeFileSync(`${OUT}/session.medfastsam.zip`, zip);
  expect(images.map(({ labels }) => labels.length)).toEqual([0, expect.any(Number), 2, 0]);
});
