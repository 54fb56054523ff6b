import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { newDevice, openTab, restored, type Tab } from '@/testing/tab';

/** What `scripts/kept-work/make.mjs` made with the code of an earlier version. */
const folder = new URL('../../testing/kept-work/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder));

interface Dump {
  readonly version: number;
  readonly stores: readonly {
    readonly name: string;
    readonly keyPath: string | null;
    readonly indexes: readonly { readonly name: string; readonly keyPath: string }[];
    readonly rows: readonly {
      readonly key: IDBValidKey;
      readonly value?: unknown;
      readonly bytes?: string;
      readonly blob?: string;
      readonly type?: string;
    }[];
  }[];
}

/** An image as the earlier version showed it. */
interface Shown {
  readonly name: string;
  readonly facts: Readonly<Record<string, unknown>>;
  /** Labels of the undo steps. */
  readonly labels: readonly string[];
  readonly done: number;
  readonly maps: { readonly probability: readonly number[]; readonly core: readonly number[] };
  readonly reference: readonly number[] | null;
  readonly counts: Readonly<Record<string, unknown>> | null;
  readonly result: unknown;
  /** Layers and facts with no step done, with one, and so on; empty without a mask. */
  readonly atEachStep: readonly unknown[];
}

const { images } = JSON.parse(read('expected.json').toString()) as { images: readonly Shown[] };
const names = images.map(({ name }) => name);

/** Makes the library as the earlier version had left it on the device. */
async function layDown({ version, stores }: Dump): Promise<void> {
  const request = indexedDB.open('med-fastsam', version);
  await new Promise<void>((resolve, reject) => {
    request.onerror = () => reject(request.error);
    request.onsuccess = () => resolve();
    request.onupgradeneeded = () => {
      for (const { name, keyPath, indexes, rows } of stores) {
        const store = request.result.createObjectStore(name, keyPath ? { keyPath } : {});
        for (const index of indexes) store.createIndex(index.name, index.keyPath);
        for (const row of rows) store.put(storedValue(row), ...(keyPath ? [] : [row.key]));
      }
    };
  });
  request.result.close();
}

function storedValue({ value, bytes, blob, type = '' }: Dump['stores'][number]['rows'][number]) {
  if (bytes !== undefined) return new Uint8Array(Buffer.from(bytes, 'base64'));
  if (blob !== undefined) return new Blob([Buffer.from(blob, 'base64')], { type });
  return value;
}

beforeEach(newDevice);

describe.each([
  {
    kept: 'a library',
    async open() {
      await layDown(JSON.parse(read('library.json').toString()) as Dump);
      return restored();
    },
  },
  {
    kept: 'a session file',
    async open() {
      const tab = await openTab();
      await tab.openSession(new File([read('session.medfastsam.zip')], 'work.medfastsam.zip'));
      return tab;
    },
  },
])('$kept of an earlier version', ({ open }) => {
  test('opens with every image, in its order and without a complaint', async () => {
    const tab = await open();
    const { notices } = tab.useStore.getState();
    expect(notices).toEqual([]);
    expect(namesIn(tab)).toEqual(names);
  });

  test.each(images)('shows $name as it was: decision, note, numbers and maps', async (shown) => {
    const tab = await open();
    const id = idOf(tab, shown.name);
    await vi.waitFor(() => expect(entryOf(tab, id).phase).toBe('ready'));
    const { hasReference, ...facts } = shown.facts;
    expect(entryOf(tab, id)).toMatchObject(facts);
    if (!shown.counts) return; // the model had not been asked yet
    const own = tab.arraysOf(id);
    const { decidedPx: byHandPx, ...others } = shown.counts; // as that version called it
    const mask = { ...others, byHandPx, hasReference, result: shown.result };
    await vi.waitFor(() => expect(entryOf(tab, id)).toMatchObject({ mask }));
    expect(Array.from(own?.probability ?? [])).toEqual(shown.maps.probability);
    expect(Array.from(own?.core ?? [])).toEqual(shown.maps.core);
    expect(own?.reference ? Array.from(own.reference) : null).toEqual(shown.reference);
  });

  test.each(images.filter(({ atEachStep }) => atEachStep.length > 0))(
    'takes back and does again every step of $name, to the pixel',
    async (shown) => {
      const tab = await open();
      const { timelineOf } = await import('@/state/history/history');
      const id = idOf(tab, shown.name);
      tab.setActive(id);
      const line = timelineOf(id);
      expect(line.steps.map(({ label }) => label)).toEqual(shown.labels);
      expect(line.done).toBe(shown.done);
      const looksAsWith = (steps: number) =>
        vi.waitFor(() => expect(lookAt(tab, id)).toEqual(shown.atEachStep[steps]));
      await looksAsWith(shown.done);
      for (let steps = shown.done - 1; steps >= 0; steps--) {
        tab.undo();
        await looksAsWith(steps);
      }
      expect(entryOf(tab, id).canUndo).toBe(false);
      for (let steps = 1; steps <= shown.labels.length; steps++) {
        tab.redo();
        await looksAsWith(steps);
      }
      expect(entryOf(tab, id).canRedo).toBe(false);
    },
  );
});

function namesIn(tab: Tab): string[] {
  return tab.images().map(({ name }) => name);
}

function idOf(tab: Tab, name: string): string {
  return tab.image(names.indexOf(name)).id;
}

function entryOf(tab: Tab, id: string) {
  const entry = tab.imageById(id);
  if (!entry) throw new Error(`There is no image ${id}`);
  return entry;
}

/** What the recipe notes of an image; layers of which nobody wrote a pixel are `null`. */
function lookAt(tab: Tab, id: string) {
  const { settings, clicks, classes, nextLabel } = entryOf(tab, id);
  const own = tab.arraysOf(id);
  if (!own) throw new Error(`Image ${id} has no mask`);
  const list = (layer: Uint16Array | null) =>
    layer?.some((value) => value > 0) ? Array.from(layer) : null;
  return {
    ai: Array.from(own.ai),
    reviewed: Array.from(own.reviewed),
    edits: list(own.edits),
    owners: list(own.owners),
    ...{ settings, clicks, classes, nextLabel },
  };
}
