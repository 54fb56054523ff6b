import { IDBObjectStore } from 'fake-indexeddb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { named } from '@/core/errors';
import { newDevice, openPicture, openTab, restored, type Tab } from '@/testing/tab';

beforeEach(newDevice);

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

  test('work is kept where the browser takes no Blobs, as in private windows of Safari', async () => {
    const original = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      value,
      key,
    ) {
      if (value instanceof Blob) throw null; // as Safari says it
      return original.call(this, value, key);
    });
    const first = await openTab();
    await openPicture(first, 'a.png');
    first.paintRow(0, 2, 8, 2);
    await first.whenSaved();
    expect(first.useStore.getState()).toMatchObject({ saveState: 'saved', unsavedIds: [] });
    first.crash();
    expect((await restored()).mask()[0]).toBe('##222222');
    vi.restoreAllMocks();
  });

  test('a deleted object stays deleted at every threshold, and comes back with an undo', async () => {
    const first = await openTab();
    await openPicture(first, 'a.png');
    first.useStore.setState({ selection: [1] });
    await first.deleteSelected();
    const gone = ['........', '........', '........', '........'];
    expect(first.mask()).toEqual(gone);
    await first.whenSaved();
    first.crash();

    const second = await restored();
    second.setActive(second.image().id);
    await second.adjustSettings({ threshold: 0.2 });
    expect(second.mask()).toEqual(gone);
    second.undo();
    second.undo();
    await vi.waitFor(() => expect(second.mask()).toEqual(aiMask));
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
    second.setActive(second.image().id);
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
    second.setActive(second.image().id);
    second.undo();
    await vi.waitFor(() => expect(second.mask()).toEqual(aiMask));
  });

  test('what is done after restoring is kept too, crash after crash', async () => {
    let tab = await openTab();
    await openPicture(tab, 'a.png');
    const strokes = ['2', '3', '2', '#'];
    for (const [y, label] of [2, 3, 2, 1].entries()) {
      tab.setActive(tab.image().id);
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
    const { library, sessionId } = await import('./session');
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

  test.each([
    ['the newest record', -1, flipLastBit],
    ['a record in the middle', -2, flipLastBit],
    ['a record of a newer version', -2, makeNewer],
  ])(
    '%s that cannot be read costs only what came after it; it is set aside, and later work is kept',
    async (_, at, damage) => {
      const first = await openTab();
      await openPicture(first, 'a.png');
      for (const y of [0, 1, 2]) {
        first.paintRow(y, 0, 8, 2);
        await first.whenSaved();
      }
      const { id } = first.image();
      first.crash();
      const damaged = await change(id, at, damage);
      const rows = 3 + at; // strokes before the damage
      const readable = [...Array(rows).fill('22222222'), ...aiMask.slice(rows)];

      const second = await restored();
      expect(second.mask()).toEqual(readable);
      expect(second.useStore.getState().notices).toMatchObject([
        { kind: 'error', message: 'notice.restoreDamaged', values: { lost: -at } },
      ]);
      second.setActive(second.image().id);
      second.paintRow(3, 0, 8, 3);
      await second.whenSaved();
      second.crash();

      const third = await restored();
      expect(third.mask()).toEqual([...readable.slice(0, 3), '33333333']);
      expect(third.useStore.getState().notices).toEqual([]);
      const { restorable } = third.useStore.getState();
      expect(restorable).toMatchObject([{ isSetAside: true, images: 1, changes: 3 }]);
      const { library } = await import('./session');
      const aside = await (await library()).read(id);
      expect(aside?.records.at(at)?.bytes).toEqual(damaged);
      await third.discardSession(restorable[0]?.sessionId ?? '');
      expect(third.useStore.getState().restorable).toEqual([]);
    },
  );

  test('a damaged snapshot without records after it does not swallow later work', async () => {
    const first = await openTab();
    await openPicture(first, 'a.png');
    for (let i = 0; i < 210; i++) first.paintRow(0, 0, 8, 2 + (i % 2));
    await first.whenSaved();
    const { id } = first.image();
    first.crash();
    await change(id, 'snapshot', flipLastBit);

    const second = await restored();
    await vi.waitFor(() => expect(second.image().phase).toBe('ready'));
    second.setActive(second.image().id);
    second.paintRow(3, 0, 8, 3);
    await second.whenSaved();
    second.crash();
    expect((await restored()).mask()).toEqual([...aiMask.slice(0, 3), '33333333']);
  });

  test('work that is still being read is whole in a session file, and when it is kept anew', async () => {
    const first = await openTab();
    await openPicture(first, 'a.png');
    first.paintRow(0, 2, 8, 2);
    await first.whenSaved();
    first.crash();

    const second = await openTab();
    second.decoding.mockReturnValue(new Promise(() => {}));
    await second.findRestorable();
    void second.restoreSession(second.useStore.getState().restorable[0]?.sessionId ?? '');
    await vi.waitFor(() => expect(second.images()).toHaveLength(1));
    const file = await downloadOf(() => second.saveSession());
    await second.setKeeping(false);
    await second.setKeeping(true);
    await second.whenSaved();
    second.crash();

    const third = await restored();
    expect(third.mask()).toEqual(['##222222', ...aiMask.slice(1)]);
    await third.openSession(file);
    expect(third.mask(1)).toEqual(['##222222', ...aiMask.slice(1)]);
  });
});

describe('work whose picture could not be opened at first', () => {
  /** A tab that was offered an edited picture, and whose pixel worker ended over it. */
  async function failed(): Promise<Tab> {
    const first = await openTab();
    await openPicture(first, 'a.png');
    first.paintRow(0, 2, 8, 2);
    await first.whenSaved();
    first.crash();
    const tab = await openTab();
    await tab.findRestorable();
    tab.decoding.mockRejectedValueOnce(named('FileNotOpened', 'simulated'));
    await tab.restoreSession(tab.useStore.getState().restorable[0]?.sessionId ?? '');
    expect(tab.image()).toMatchObject({
      phase: 'failed',
      failure: { name: 'FileNotOpened', values: { file: 'a.png' } },
    });
    return tab;
  }
  const edited = ['##222222', ...aiMask.slice(1)];

  test('comes back with its edits when it is tried again, without a run of the model', async () => {
    const tab = await failed();
    tab.tryAgain(tab.image().id);
    await vi.waitFor(() => expect(tab.image().phase).toBe('ready'));
    expect(tab.mask()).toEqual(edited);
    expect(tab.segment).not.toHaveBeenCalled();
    tab.undo();
    expect(tab.mask()).toEqual(aiMask);
  });

  test('keeps its edits on a new mask too, here and on the device', async () => {
    const tab = await failed();
    tab.updateImage(tab.image().id, { facts: await tab.decoding() });
    tab.segmentAgain(tab.image().id);
    await vi.waitFor(() => expect(tab.image().phase).toBe('ready'));
    expect(tab.mask()).toEqual(edited);
    tab.paintRow(1, 2, 8, 3);
    await tab.setKeeping(false);
    await tab.setKeeping(true); // saves all of it anew, from what is on the page
    await tab.whenSaved();
    tab.crash();
    expect((await restored()).mask()).toEqual(['##222222', '##333333', ...aiMask.slice(2)]);
  });
});

test('a file that is wrong itself is not offered to be tried again, one that found no memory is', async () => {
  const tab = await openTab();
  tab.decoding
    .mockRejectedValueOnce(named('FileDamaged', 'simulated'))
    .mockRejectedValueOnce(named('FileNotOpened', 'simulated'));
  await tab.openFiles(['damaged.png', 'large.png'].map((name) => new File(['pixels'], name)));
  expect([tab.image(0), tab.image(1)].map(tab.mayTryAgain)).toEqual([false, true]);
  tab.tryAgain(tab.image(1).id);
  await vi.waitFor(() => expect(tab.image(1).phase).toBe('ready'));
  expect(tab.mask(1)).toEqual(aiMask);
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
    expect(second.images()).toHaveLength(1);
    expect(third.images()).toHaveLength(0);
    expect(third.useStore.getState().notices).toMatchObject([{ message: 'notice.restoreTaken' }]);
    expect(third.useStore.getState().restorable).toEqual([]);
  });

  test('that restore the same work at the same time get it once', async () => {
    const first = await openTab();
    await openPicture(first, 'a.png');
    await openPicture(first, 'b.png');
    await first.whenSaved();
    first.crash();
    const second = await openTab();
    await second.findRestorable();
    const third = await openTab();
    await third.findRestorable();
    const ended = third.useStore.getState().restorable[0]?.sessionId ?? '';
    await Promise.all([second.restoreSession(ended), third.restoreSession(ended)]);
    const counts = [second, third].map((tab) => tab.images().length);
    expect(counts.sort()).toEqual([0, 2]);
    const notices = [second, third].flatMap((tab) => tab.useStore.getState().notices);
    expect(notices).toMatchObject([{ message: 'notice.restoreTaken' }]);
  });

  test('an image that was erased elsewhere counts as unsaved until it is closed', async () => {
    const first = await openTab();
    await openPicture(first, 'a.png');
    await first.whenSaved();
    const { library, sessionId } = await import('./session');
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
    expect(await (await (await import('./session')).library()).list()).toEqual([]);
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
    newDevice(); // another computer

    const second = await openTab();
    await second.openSession(file);
    expect(second.mask()).toEqual(['##222222', ...aiMask.slice(1)]);
    await second.whenSaved();
    second.crash();

    const third = await restored();
    expect(third.mask()).toEqual(['##222222', ...aiMask.slice(1)]);
    expect(third.image().mask?.result).toMatchObject({ modelVersion: 'w1' }); // not this app's
    expect(third.image()).toMatchObject({ note: 'from the other clinic', canUndo: true });
    third.setActive(third.image().id);
    third.undo();
    expect(third.mask()).toEqual(aiMask);
  });

  test('that is none is refused with its reason, and what is open stays', async () => {
    const tab = await openTab();
    await openPicture(tab, 'a.png');
    await tab.openSession(new File(['PK'], 'other.zip'));
    expect(tab.images()).toHaveLength(1);
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

const flipLastBit = (bytes: Uint8Array): void => {
  bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
};

const makeNewer = (bytes: Uint8Array): void => {
  bytes[3] = 99; // the version in a record's head
};

/** Changes a stored record, counted from the newest, or the snapshot; returns what it is now. */
async function change(
  imageId: string,
  at: number | 'snapshot',
  damage: (bytes: Uint8Array) => void,
): Promise<Uint8Array> {
  const { openDatabase } = await import('@/io/library/library-schema');
  const db = await openDatabase(() => {});
  const row = await db.get('images', imageId);
  const key: [string, number] = [imageId, (row?.seq ?? 0) + 1 + Number(at)];
  const bytes =
    at === 'snapshot' ? await db.get('snapshots', imageId) : await db.get('journal', key);
  if (!bytes) throw new Error('There is nothing to damage');
  damage(bytes);
  if (at === 'snapshot') await db.put('snapshots', bytes, imageId);
  else await db.put('journal', bytes, key);
  db.close();
  return bytes;
}
