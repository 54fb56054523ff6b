import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Prediction } from '@/model/protocol';
import type { DeriveSettings, ImageFacts } from '@/pixels/protocol';

/** 8 × 4 pixels: the model is sure of the left half and doubtful in the third quarter. */
const size = { width: 8, height: 4 };
const probability = Uint8Array.from(
  { length: 32 },
  (_, i) => [230, 230, 140, 20][(i % 8) >> 1] ?? 0,
);

const imageFacts: ImageFacts = {
  size,
  format: 'png',
  channels: 3,
  bits: 8,
  window: null,
  spacing: null,
  levels: 1,
};

/** Locks that live tabs hold; a crash frees those of its tab. */
let held: Map<string, symbol>;
let tabOfCall: symbol;

vi.stubGlobal('navigator', {
  locks: {
    async request(
      name: string,
      _: object,
      grant: (lock: object | null) => Promise<void> | undefined,
    ) {
      if (held.has(name)) return grant(null);
      held.set(name, tabOfCall);
      await grant({});
      held.delete(name);
    },
    query: async () => ({ held: [...held.keys()].map((name) => ({ name })) }),
  },
});

/** A freshly loaded page with workers that answer at once. */
async function openTab() {
  vi.resetModules();
  const tab = Symbol('tab');
  tabOfCall = tab;
  const [store, services, autosave, open, edit, adjust, review, journal, restore, pixels, file] =
    await Promise.all([
      import('@/state/store'),
      import('@/state/services'),
      import('./autosave'),
      import('./open-images'),
      import('./edit'),
      import('./adjust-mask'),
      import('./review'),
      import('@/state/journal'),
      import('./restore-work'),
      import('@/state/pixels'),
      import('./session-file'),
    ]);
  const derive = async (_: string, { threshold }: DeriveSettings) => {
    const labels = Uint16Array.from(probability, (p) => (p > threshold * 255 ? 1 : 0));
    return { labels, objectCount: 1, areaPx: labels.filter((label) => label > 0).length };
  };
  const segment = vi.fn(
    async (): Promise<Partial<Prediction>> => ({
      size,
      probability,
      core: probability,
      predictedIou: 0.9,
      modality: {
        name: 'dermoscopy',
        chosenBy: 'model',
        probabilities: [1, 0, 0, 0, 0, 0],
        views: 1,
        agreeing: 1,
      },
      familiarity: {
        isUnfamiliar: false,
        distanceRatio: 0.1,
        residualRatio: 0.1,
        familiarMargin: 1,
      },
      mode: 'whole',
      scale: 1,
      scaleReason: 'native',
      tiles: 1,
      engine: 'wasm',
      threads: 1,
      times: { lkaMs: 1, cpMs: 1, msfMs: 1, pixelsMs: 1, blendMs: 1, totalMs: 5 },
    }),
  );
  services.provideServices({
    engine: { segment, forget: async () => {}, cancel: async () => {} },
    pixels: {
      open: async () => imageFacts,
      thumbnail: async () => new Blob(['thumb']),
      adoptMaps: (id: string, _maps: unknown, settings: DeriveSettings) => derive(id, settings),
      derive,
      close: async () => {},
    },
  } as unknown as Parameters<typeof services.provideServices>[0]);
  store.useStore.getState().setEngine({ enginePhase: 'ready' });
  const stop = autosave.startAutosave();
  const { useStore } = store;
  return {
    ...store,
    ...open,
    ...edit,
    ...adjust,
    ...review,
    ...journal,
    ...restore,
    ...pixels,
    ...file,
    segment,
    image: (at = 0) => {
      const image = useStore.getState().images[at];
      if (!image) throw new Error(`There is no image ${at}`);
      return image;
    },
    /** What a person sees of an image: its reviewed mask, row by row. */
    mask(at = 0): string[] {
      const id = useStore.getState().images[at]?.id ?? '';
      const labels = pixels.arraysOf(id)?.reviewed ?? new Uint16Array();
      const rows: string[] = [];
      for (let y = 0; y * size.width < labels.length; y++)
        rows.push([...labels.subarray(y * 8, y * 8 + 8)].map((l) => '.#23'[l] ?? '?').join(''));
      return rows;
    },
    paintRow(y: number, start: number, end: number, label: number) {
      const stroke = edit.startEdit(useStore.getState().activeId ?? '');
      stroke.willChange({ x: start, y, width: end - start, height: 1 });
      stroke.writeRow(y, start, end, label);
      stroke.finish('step.brush');
    },
    /** Ends without any goodbye; what was not on disk is gone. */
    crash() {
      stop();
      for (const [name, owner] of held) if (owner === tab) held.delete(name);
    },
  };
}

type Tab = Awaited<ReturnType<typeof openTab>>;

async function openPicture(tab: Tab, name: string): Promise<void> {
  await tab.openFiles([new File([`pixels of ${name}`], name)]);
  await vi.waitFor(() => {
    const image = tab.useStore.getState().images.find((entry) => entry.name === name);
    expect(image?.phase).toBe('ready');
  });
}

async function restored(): Promise<Tab> {
  const tab = await openTab();
  await tab.findRestorable();
  const [session] = tab.useStore.getState().restorable;
  await tab.restoreSession(session?.sessionId ?? '');
  return tab;
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  held = new Map();
});

const aiMask = ['######..', '######..', '######..', '######..'];

describe('after a crash', () => {
  test('offers what was left and brings back masks, edits, notes and decisions', async () => {
    const first = await openTab();
    await openPicture(first, 'a.png');
    await openPicture(first, 'b.png');
    first.paintRow(0, 2, 8, 2);
    first.paintRow(1, 0, 3, 0);
    first.decide('accepted');
    first.setNote(first.image(1).id, 'clear border');
    const seen = [first.mask(0), first.mask(1)];
    expect(seen[1]).toEqual(['##222222', '...###..', '######..', '######..']);
    await first.whenSaved();
    first.crash();

    const second = await openTab();
    await second.findRestorable();
    expect(second.useStore.getState().restorable).toMatchObject([{ images: 2, changes: 4 }]);
    await second.restoreSession(second.useStore.getState().restorable[0]?.sessionId ?? '');
    expect(second.useStore.getState().restorable).toEqual([]);
    expect([second.mask(0), second.mask(1)]).toEqual(seen);
    expect(second.image(0)).toMatchObject({ name: 'a.png', phase: 'ready', decision: 'open' });
    expect(second.image(1)).toMatchObject({ decision: 'accepted', note: 'clear border' });
    expect(second.segment).not.toHaveBeenCalled();
  });

  test('undo and redo go on where they were', async () => {
    const first = await openTab();
    await openPicture(first, 'a.png');
    first.paintRow(0, 2, 8, 2);
    first.paintRow(1, 0, 3, 0);
    first.undo();
    await first.whenSaved();
    first.crash();

    const second = await restored();
    second.useStore.getState().setActive(second.image().id);
    expect(second.image()).toMatchObject({ canUndo: true, canRedo: true });
    second.redo();
    expect(second.mask()).toEqual(['##222222', '...###..', '######..', '######..']);
    second.undo();
    second.undo();
    expect(second.mask()).toEqual(aiMask);
    expect(second.image()).toMatchObject({ canUndo: false });
  });

  test('a threshold chosen before the crash still applies, and can be undone', async () => {
    const first = await openTab();
    await openPicture(first, 'a.png');
    await first.adjustSettings({ threshold: 0.7 });
    expect(first.mask()[0]).toBe('####....');
    await first.whenSaved();
    first.crash();

    const second = await restored();
    expect(second.mask()[0]).toBe('####....');
    second.useStore.getState().setActive(second.image().id);
    second.undo();
    await vi.waitFor(() => expect(second.mask()).toEqual(aiMask));
  });

  test('what is done after restoring is kept too, crash after crash', async () => {
    let tab = await openTab();
    await openPicture(tab, 'a.png');
    const strokes = ['2', '3', '2', '#'];
    for (const [y, label] of [2, 3, 2, 1].entries()) {
      tab.useStore.getState().setActive(tab.image().id);
      tab.paintRow(y, 0, 8, label);
      await tab.whenSaved();
      tab.crash();
      tab = await restored();
      expect(tab.mask().slice(0, y + 1)).toEqual(strokes.slice(0, y + 1).map((c) => c.repeat(8)));
    }
  });

  test('an image whose mask was not there yet gets it from the model', async () => {
    const first = await openTab();
    first.segment.mockReturnValue(new Promise(() => {}));
    await first.openFiles([new File(['x'], 'a.png')]);
    await first.whenSaved();
    first.crash();

    const second = await restored();
    await vi.waitFor(() => expect(second.image().phase).toBe('ready'));
    expect(second.segment).toHaveBeenCalledOnce();
    expect(second.mask()).toEqual(aiMask);
  });

  test('a damaged mask is made again under the edits, with a word about it', async () => {
    const first = await openTab();
    await openPicture(first, 'a.png');
    first.paintRow(3, 0, 8, 2);
    await first.whenSaved();
    const { library, sessionId } = await import('@/state/session');
    const packed = new Blob(['no gzip']);
    await (await library()).write(
      sessionId,
      first.image().id,
      [{ kind: 'arrays', name: 'maps', packed }],
      1,
    );
    first.crash();

    const second = await restored();
    await vi.waitFor(() => expect(second.image().phase).toBe('ready'));
    expect(second.mask()).toEqual([...aiMask.slice(0, 3), '22222222']);
    expect(second.useStore.getState().notices).toMatchObject([{ message: 'notice.mapsDamaged' }]);
  });

  test('a damaged record costs only what came after it, loudly, and later work is kept', async () => {
    const first = await openTab();
    await openPicture(first, 'a.png');
    first.paintRow(0, 0, 8, 2);
    await first.whenSaved();
    first.paintRow(1, 0, 8, 2);
    await first.whenSaved();
    const { id } = first.image();
    first.crash();
    await damageNewestRecord(id);

    const second = await restored();
    expect(second.mask()).toEqual(['22222222', ...aiMask.slice(1)]);
    expect(second.useStore.getState().notices).toMatchObject([
      { kind: 'error', message: 'notice.restoreDamaged', values: { lost: 1 } },
    ]);
    second.useStore.getState().setActive(id);
    second.paintRow(2, 0, 8, 3);
    await second.whenSaved();
    second.crash();

    const third = await restored();
    expect(third.mask()).toEqual(['22222222', aiMask[1], '33333333', aiMask[3]]);
    expect(third.useStore.getState().notices).toEqual([]);
  });
});

describe('two tabs', () => {
  test('the work of a tab that lives is not offered to another', async () => {
    const first = await openTab();
    await openPicture(first, 'a.png');
    await first.whenSaved();
    const second = await openTab();
    await second.findRestorable();
    expect(second.useStore.getState().restorable).toEqual([]);
  });

  test('of two tabs that restore the same work one gets it, and the other is told', async () => {
    const first = await openTab();
    await openPicture(first, 'a.png');
    await first.whenSaved();
    first.crash();
    const second = await openTab();
    await second.findRestorable();
    const third = await openTab();
    await third.findRestorable();
    const ended = third.useStore.getState().restorable[0]?.sessionId ?? '';
    await second.restoreSession(ended);
    await third.restoreSession(ended);
    expect(second.useStore.getState().images).toHaveLength(1);
    expect(third.useStore.getState().images).toHaveLength(0);
  });

  test('an image that was erased elsewhere counts as unsaved until it is closed', async () => {
    const first = await openTab();
    await openPicture(first, 'a.png');
    await first.whenSaved();
    const { library, sessionId } = await import('@/state/session');
    await (await library()).discard(sessionId);
    first.setNote(first.image().id, 'too late');
    await first.whenSaved();
    expect(first.useStore.getState().unsavedIds).toEqual([first.image().id]);
    first.closeImage(first.image().id);
    expect(first.useStore.getState().unsavedIds).toEqual([]);
  });

  test('discarded work is gone', async () => {
    const first = await openTab();
    await openPicture(first, 'a.png');
    await first.whenSaved();
    first.crash();
    const second = await openTab();
    await second.findRestorable();
    await second.discardSession(second.useStore.getState().restorable[0]?.sessionId ?? '');
    expect(second.useStore.getState().restorable).toEqual([]);
    expect(await (await (await import('@/state/session')).library()).list()).toEqual([]);
  });
});

describe('a session file', () => {
  test('opened here is kept like everything else: edits, notes and undo survive a crash', async () => {
    const first = await openTab();
    await openPicture(first, 'a.png');
    first.paintRow(0, 2, 8, 2);
    first.setNote(first.image().id, 'from the other clinic');
    const file = await downloadOf(() => first.saveSession());
    first.crash();
    globalThis.indexedDB = new IDBFactory(); // another computer

    const second = await openTab();
    await second.openSession(file);
    expect(second.mask()).toEqual(['##222222', ...aiMask.slice(1)]);
    await second.whenSaved();
    second.crash();

    const third = await restored();
    expect(third.mask()).toEqual(['##222222', ...aiMask.slice(1)]);
    expect(third.image()).toMatchObject({ note: 'from the other clinic', canUndo: true });
    third.useStore.getState().setActive(third.image().id);
    third.undo();
    expect(third.mask()).toEqual(aiMask);
  });

  test('that is none is refused with its reason, and what is open stays', async () => {
    const tab = await openTab();
    await openPicture(tab, 'a.png');
    await tab.openSession(new File(['PK'], 'other.zip'));
    expect(tab.useStore.getState().images).toHaveLength(1);
    expect(tab.useStore.getState().notices).toMatchObject([
      { kind: 'error', message: 'notice.sessionFailed', values: { file: 'other.zip' } },
    ]);
  });
});

/** The file that an action hands to the browser's download. */
async function downloadOf(action: () => Promise<void>): Promise<File> {
  let blob = new Blob();
  const link = { href: '', download: '', click: () => {} };
  vi.stubGlobal('document', { createElement: () => link });
  const create = vi.spyOn(URL, 'createObjectURL').mockImplementation((object) => {
    if (object instanceof Blob) blob = object;
    return 'blob:';
  });
  await action();
  create.mockRestore();
  return new File([blob], link.download);
}

async function damageNewestRecord(imageId: string): Promise<void> {
  const { openDatabase } = await import('@/io/library-schema');
  const db = await openDatabase(() => {});
  const row = await db.get('images', imageId);
  const key: [string, number] = [imageId, row?.seq ?? 0];
  const bytes = await db.get('journal', key);
  if (!bytes) throw new Error('There is no record to damage');
  bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
  await db.put('journal', bytes, key);
  db.close();
}
