import { beforeEach, describe, expect, test, vi } from 'vitest';
import { holdWrite, newDevice, openPicture, openTab, restored, type Tab } from '@/testing/tab';

beforeEach(newDevice);

const aiMask = ['######..', '######..', '######..', '######..'];

async function withPicture(): Promise<Tab> {
  const tab = await openTab();
  await openPicture(tab, 'a.png');
  tab.paintRow(0, 2, 8, 2);
  await tab.whenSaved();
  return tab;
}

async function keptImages(): Promise<number> {
  const { library } = await import('./session');
  return (await (await library()).list()).length;
}

describe('keeping turned off', () => {
  test('deletes what this tab has kept and keeps nothing of what comes', async () => {
    const tab = await withPicture();
    await tab.setKeeping(false);
    expect(await keptImages()).toBe(0);
    tab.paintRow(1, 2, 8, 3);
    tab.setNote(tab.image().id, 'not for others');
    await openPicture(tab, 'b.png');
    await tab.whenSaved();
    expect(await keptImages()).toBe(0);
    expect(tab.useStore.getState()).toMatchObject({ saveState: 'off', unsavedIds: [] });
    expect(tab.useStore.getState().notices).toEqual([]);
  });

  test('deletes restored images too, and their later edits do not come back', async () => {
    (await withPicture()).crash();
    const tab = await restored();
    await tab.setKeeping(false);
    tab.setActive(tab.image().id);
    tab.paintRow(1, 2, 8, 3);
    await tab.whenSaved();
    expect(tab.mask().slice(0, 2)).toEqual(['##222222', '##333333']);
    expect(await keptImages()).toBe(0);
    tab.crash();
    const next = await openTab();
    await next.findRestorable();
    expect(next.useStore.getState().restorable).toEqual([]);
  });

  test('while changes are on their way to disk leaves none of them there', async () => {
    const tab = await withPicture();
    const { writing, letGo } = await holdWrite();
    const opening = openPicture(tab, 'b.png');
    await vi.waitFor(() => expect(writing).toHaveBeenCalled());
    const turningOff = tab.setKeeping(false);
    await new Promise(setImmediate); // it has come as far as it can while the write is under way
    letGo();
    await turningOff;
    await opening;
    await tab.whenSaved();
    expect(await keptImages()).toBe(0);
  });

  test('offers and takes no work of earlier visits; it stays for a tab that keeps', async () => {
    (await withPicture()).crash();
    const tab = await openTab();
    await tab.findRestorable();
    const [ended] = tab.useStore.getState().restorable;
    await tab.setKeeping(false);
    expect(tab.useStore.getState().restorable).toEqual([]);
    await tab.restoreSession(ended?.sessionId ?? '');
    expect(tab.images()).toEqual([]);
    tab.crash();
    expect((await restored()).mask()).toEqual(['##222222', ...aiMask.slice(1)]);
  });

  test('and on again keeps everything that is open, with its whole history', async () => {
    const tab = await withPicture();
    await tab.setKeeping(false);
    tab.paintRow(1, 2, 8, 3);
    await tab.setKeeping(true);
    tab.paintRow(2, 2, 8, 2);
    await tab.whenSaved();
    tab.crash();
    const next = await restored();
    expect(next.mask()).toEqual(['##222222', '##333333', '##222222', aiMask[3]]);
    next.setActive(next.image().id);
    for (let i = 0; i < 3; i++) next.undo();
    expect(next.mask()).toEqual(aiMask);
  });
});

describe('going on without saving', () => {
  test('leaves what was saved on the device, says so, and adds nothing to it', async () => {
    const tab = await withPicture();
    await tab.goOnWithoutSaving();
    expect(tab.useStore.getState().storageMode).toBe('stopped');
    tab.paintRow(1, 2, 8, 3);
    await tab.whenSaved();
    tab.crash();
    expect((await restored()).mask()).toEqual(['##222222', ...aiMask.slice(1)]);
  });

  test('can be taken back: what is open replaces what was saved before', async () => {
    const tab = await withPicture();
    await tab.goOnWithoutSaving();
    tab.paintRow(1, 2, 8, 3);
    await tab.setKeeping(true);
    await tab.whenSaved();
    expect(tab.useStore.getState()).toMatchObject({ saveState: 'saved', unsavedIds: [] });
    tab.crash();
    const next = await restored();
    expect(next.images()).toHaveLength(1);
    expect(next.mask()).toEqual(['##222222', '##333333', ...aiMask.slice(2)]);
  });
});

test('work that the browser has cleared is reported, and saved anew by keeping off and on again', async () => {
  const tab = await withPicture();
  const { library, sessionId } = await import('./session');
  await (await library()).discard(sessionId);
  tab.paintRow(1, 2, 8, 3);
  await tab.whenSaved();
  expect(tab.useStore.getState().notices).toMatchObject([
    { message: 'notice.imageNotSaved', failure: { name: 'StorageConflict' } },
  ]);
  await tab.setKeeping(false);
  await tab.setKeeping(true);
  await tab.whenSaved();
  expect(tab.useStore.getState().unsavedIds).toEqual([]);
  tab.crash();
  expect((await restored()).mask()).toEqual(['##222222', '##333333', ...aiMask.slice(2)]);
});

describe('closing the page', () => {
  /** Whether the browser would ask the person first. */
  const asks = (): boolean =>
    !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));

  test('asks while a change is on its way to disk, and not once it is there', async () => {
    const tab = await openTab('');
    await openPicture(tab, 'a.png');
    await tab.whenSaved();
    expect(asks()).toBe(false);
    tab.paintRow(0, 2, 8, 2);
    expect(asks()).toBe(true);
    await tab.whenSaved();
    expect(asks()).toBe(false);
  });

  test.each(['private', 'kiosk'])(
    'asks when it would lose work that ?%s keeps nowhere, and not without work',
    async (mode) => {
      const tab = await openTab(mode);
      await openPicture(tab, 'a.png');
      expect(asks()).toBe(false);
      tab.paintRow(0, 2, 8, 2);
      expect(asks()).toBe(true);
      tab.undo();
      expect(asks()).toBe(false);
    },
  );
});

describe('the browser is asked not to clear the storage', () => {
  test.each([
    [true, 'promises'],
    [false, 'does not promise'],
  ])(
    'once, when there is first work to lose, and its answer shown as it is: %s',
    async (answer) => {
      const persist = vi.spyOn(navigator.storage, 'persist').mockResolvedValue(answer);
      const tab = await openTab('');
      await openPicture(tab, 'a.png');
      await tab.whenSaved();
      expect(persist).not.toHaveBeenCalled(); // a picture alone can be opened again
      tab.paintRow(0, 2, 8, 2);
      tab.setNote(tab.image().id, 'clear border');
      tab.paintRow(1, 2, 8, 2);
      await tab.whenSaved();
      expect(persist).toHaveBeenCalledOnce();
      expect(tab.useStore.getState().isPersisted).toBe(answer);
      persist.mockRestore();
    },
  );

  test('not where nothing is kept', async () => {
    const persist = vi.spyOn(navigator.storage, 'persist');
    const tab = await openTab('private');
    await openPicture(tab, 'a.png');
    tab.paintRow(0, 2, 8, 2);
    expect(persist).not.toHaveBeenCalled();
    persist.mockRestore();
  });
});

test('work is kept, without a word of failure, where a browser has no storage manager', async () => {
  const { storage } = navigator;
  Object.assign(navigator, { storage: undefined });
  const tab = await openTab('');
  await openPicture(tab, 'a.png');
  tab.paintRow(0, 2, 8, 2);
  await tab.whenSaved();
  await tab.takeStock();
  expect(tab.useStore.getState()).toMatchObject({
    saveState: 'saved',
    usedBytes: null,
    quotaBytes: null,
    isPersisted: null,
    notices: [],
  });
  tab.crash();
  expect((await restored()).mask()[0]).toBe('##222222');
  Object.assign(navigator, { storage });
});

test('that room runs out is said while writing still works, with what is left, and once', async () => {
  const estimate = vi.spyOn(navigator.storage, 'estimate');
  estimate.mockResolvedValue({ usage: 3e9, quota: 10e9 });
  const tab = await openTab('');
  await tab.takeStock();
  expect(tab.useStore.getState().notices).toEqual([]);
  estimate.mockResolvedValue({ usage: 8.5e9, quota: 10e9 });
  await tab.takeStock();
  estimate.mockResolvedValue({ usage: 8.7e9, quota: 10e9 });
  await tab.takeStock();
  expect(tab.useStore.getState()).toMatchObject({
    saveState: 'saved',
    usedBytes: 8.7e9,
    quotaBytes: 10e9,
    notices: [{ message: 'notice.storageNearlyFull', values: { left: '1.5 GB' } }],
  });
  estimate.mockRestore();
});

for (const mode of ['kiosk', 'private'])
  test(`with ?${mode} not even a database is made, by images, edits or preferences`, async () => {
    const tab = await openTab(mode);
    await openPicture(tab, 'a.png');
    tab.paintRow(0, 2, 8, 2);
    tab.setView({ theme: 'dark' });
    await tab.whenSaved();
    expect(await indexedDB.databases()).toEqual([]);
  });

test('a library that cannot be read is said once, and read after trying again', async () => {
  (await withPicture()).crash();
  const opening = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('simulated', 'UnknownError');
  });
  const tab = await openTab('');
  await tab.takeStock(); // as the dialog does
  expect(tab.useStore.getState().saveState).toBe('failed');
  expect(tab.useStore.getState().notices).toMatchObject([
    { message: 'notice.savingFailed', failure: { name: 'StorageFailed' } },
  ]);
  opening.mockRestore();
  await tab.retry();
  expect(tab.useStore.getState()).toMatchObject({
    saveState: 'saved',
    restorable: [{ images: 1 }],
  });
});

describe('everything erased by another tab', () => {
  const eraseElsewhere = async (): Promise<void> => {
    const { eraseDevice } = await import('@/io/library/erase-device');
    await eraseDevice([]);
  };

  test('is said, and nothing that is open here comes back to the disk', async () => {
    const tab = await openTab('');
    await openPicture(tab, 'a.png');
    await tab.whenSaved();
    await eraseElsewhere();
    expect(tab.useStore.getState()).toMatchObject({ storageMode: 'private', saveState: 'off' });
    expect(tab.useStore.getState().notices).toMatchObject([
      { kind: 'warning', message: 'notice.erasedElsewhere', command: 'save-session' },
    ]);
    tab.paintRow(0, 2, 8, 2);
    await openPicture(tab, 'b.png');
    await tab.whenSaved();
    expect(await indexedDB.databases()).toEqual([]);
  });

  test('also while changes are on their way to disk', async () => {
    const tab = await openTab('');
    await openPicture(tab, 'a.png');
    tab.paintRow(0, 2, 8, 2);
    const erasing = eraseElsewhere();
    tab.paintRow(1, 2, 8, 2);
    await erasing;
    await tab.whenSaved();
    expect(await indexedDB.databases()).toEqual([]);
  });

  test('does not keep a tab without images from keeping what comes', async () => {
    const tab = await openTab('');
    await eraseElsewhere();
    await openPicture(tab, 'a.png');
    await tab.whenSaved();
    expect(await keptImages()).toBe(1);
    expect(tab.useStore.getState().notices).toEqual([]);
  });
});
