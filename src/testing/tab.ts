import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { expect, vi } from 'vitest';
import { runsOfLabels } from '@/core/labels/runs';
import type { Prediction } from '@/model/protocol';
import type { DeriveSettings, ImageFacts } from '@/pixels/protocol';

/** Test helper: tabs of the app on one device, with workers that answer at once. */

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
let held = new Map<string, symbol>();
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
  storage: { estimate: async () => ({}), persisted: async () => false, persist: async () => false },
});

vi.stubGlobal('location', new URL('http://localhost/'));
vi.stubGlobal('history', { state: null, replaceState: () => {} });

/**
 * A freshly loaded page with workers that answer at once.
 *
 * @param query of its address; without one the page saves and does nothing else by itself
 */
export async function openTab(query?: string) {
  vi.resetModules();
  const tab = Symbol('tab');
  tabOfCall = tab;
  const [
    store,
    services,
    autosave,
    open,
    edit,
    undoing,
    adjust,
    review,
    journal,
    restore,
    pixels,
    file,
    storage,
    objects,
    again,
    segmenting,
    follow,
    door,
    sessionFile,
    address,
    selectors,
  ] = await Promise.all([
    import('@/state/store/store'),
    import('@/state/store/services'),
    import('@/state/keep/autosave'),
    import('@/state/list/list-images'),
    import('@/state/edit/open-edit'),
    import('@/state/edit/undo'),
    import('@/state/edit/threshold'),
    import('@/state/review/review'),
    import('@/state/keep/journal'),
    import('@/state/keep/restore-work'),
    import('@/state/image/layers'),
    import('@/state/export/session-file'),
    import('@/state/keep/storage'),
    import('@/state/edit/objects'),
    import('@/state/app/try-again'),
    import('@/state/segment/segment'),
    import('@/state/app/follow-masks'),
    import('@/state/open/open-files'),
    import('@/state/open/open-session'),
    import('@/state/store/address'),
    import('@/state/store/selectors'),
  ]);
  const derive = async (_: string, { threshold }: DeriveSettings) => {
    const labels = Uint16Array.from(probability, (p) => (p > threshold * 255 ? 1 : 0));
    const runs = runsOfLabels(imageFacts.size, labels);
    return { runs, objectCount: 1, areaPx: labels.filter((label) => label > 0).length };
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
      modelVersion: 'w1',
      engine: 'wasm',
      threads: 1,
      times: { lkaMs: 1, cpMs: 1, msfMs: 1, pixelsMs: 1, blendMs: 1, totalMs: 5 },
    }),
  );
  const decoding = vi.fn(async (): Promise<ImageFacts> => imageFacts);
  services.provideServices({
    engine: { segment, forget: async () => {}, cancel: async () => {} },
    pixels: {
      open: decoding,
      thumbnail: async () => new Blob(['thumb']),
      adoptMaps: (id: string, _maps: unknown, settings: DeriveSettings) => derive(id, settings),
      derive,
      compare: async () => ({ dice: 0, iou: 0, changedPx: 0, hd95Px: 0 }),
      close: async () => {},
    },
  } as unknown as Parameters<typeof services.provideServices>[0]);
  follow.followMasks();
  store.setEngine({ enginePhase: 'ready' });
  let stop = (): void => {};
  if (query === undefined) stop = autosave.startAutosave();
  else await storage.startStorage(address.readAddress(query).storageMode);
  const { useStore } = store;
  const images = () => selectors.selectImages(useStore.getState());
  return {
    ...store,
    ...open,
    ...edit,
    ...undoing,
    ...adjust,
    ...review,
    ...journal,
    ...restore,
    ...pixels,
    ...file,
    ...storage,
    ...objects,
    ...again,
    ...segmenting,
    ...door,
    ...sessionFile,
    segment,
    decoding,
    images,
    image: (at = 0) => {
      const image = images()[at];
      if (!image) throw new Error(`There is no image ${at}`);
      return image;
    },
    /** The reviewed mask of an image, row by row. */
    mask(at = 0): string[] {
      const id = useStore.getState().order[at] ?? '';
      const labels = pixels.arraysOf(id)?.reviewed ?? new Uint16Array();
      const rows: string[] = [];
      for (let y = 0; y * size.width < labels.length; y++)
        rows.push([...labels.subarray(y * 8, y * 8 + 8)].map((l) => '.#23'[l] ?? '?').join(''));
      return rows;
    },
    paintRow(y: number, start: number, end: number, label: number) {
      const stroke = edit.startEdit(useStore.getState().activeId ?? '', 'step.brush');
      stroke.willChange({ x: start, y, width: end - start, height: 1 });
      stroke.writeRow(y, start, end, label);
      stroke.finish();
    },
    /** Ends without any goodbye. What was not on disk is gone. */
    crash() {
      stop();
      for (const [name, owner] of held) if (owner === tab) held.delete(name);
    },
  };
}

export type Tab = Awaited<ReturnType<typeof openTab>>;

/** Opens a picture and waits for its mask. */
export async function openPicture(tab: Tab, name: string): Promise<void> {
  await tab.openFiles([new File([`pixels of ${name}`], name)]);
  await vi.waitFor(() => {
    const image = tab.images().find((entry) => entry.name === name);
    expect(image?.phase).toBe('ready');
  });
}

/** Delays the next write to the library until `letGo`. Everything else continues. */
export async function holdWrite() {
  const { library } = await import('@/state/keep/session');
  const opened = await library();
  const { write } = opened;
  let letGo = (): void => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const writing = vi.spyOn(opened, 'write').mockImplementationOnce(async (...args) => {
    await gate;
    return write(...args);
  });
  return { opened, writing, letGo };
}

/** A tab that has restored what the newest ended one left. */
export async function restored(): Promise<Tab> {
  const tab = await openTab();
  await tab.findRestorable();
  const [session] = tab.useStore.getState().restorable;
  await tab.restoreSession(session?.sessionId ?? '');
  return tab;
}

/** An empty device without any tab. */
export function newDevice(): void {
  globalThis.indexedDB = new IDBFactory();
  held = new Map();
  vi.stubGlobal('window', new EventTarget());
}
