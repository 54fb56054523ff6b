import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { holdWrite, newDevice, openPicture, openTab } from '@/testing/tab';

const reload = vi.fn();
const takeOver = vi.fn(async () => {});

/** A tab with one image whose work is on disk, offered a version that takes over when asked. */
async function offered() {
  vi.doMock('@/offline/client', () => ({
    startOfflineWorker: async (_: string, events: { onUpdateReady(): void }) => {
      events.onUpdateReady();
      const stored = { releaseId: 'old', isEngineStored: true, isComplete: true };
      return { isInstalled: true, state: async () => stored, applyUpdate: takeOver };
    },
  }));
  const tab = await openTab();
  const { startOffline, applyUpdate } = await import('./offline');
  await startOffline();
  await openPicture(tab, 'a.png');
  await tab.whenSaved();
  const update = () => tab.useStore.getState().update;
  expect(update()).toBe('ready');
  return { tab, applyUpdate, update };
}

/** Paints and holds the write of it up until `letGo`. */
async function withSlowSave(tab: Awaited<ReturnType<typeof openTab>>): Promise<() => void> {
  const { writing, letGo } = await holdWrite();
  tab.paintRow(0, 2, 8, 2);
  await vi.waitFor(() => expect(writing).toHaveBeenCalled());
  expect(tab.useStore.getState().saveState).toBe('saving');
  return letGo;
}

beforeEach(() => {
  newDevice();
  vi.stubEnv('PROD', true);
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('crossOriginIsolated', true);
  vi.stubGlobal('document', Object.assign(new EventTarget(), { baseURI: 'http://localhost/' }));
  vi.stubGlobal('location', Object.assign(new URL('http://localhost/'), { reload }));
  Object.assign(navigator, { serviceWorker: {} });
  vi.clearAllMocks();
  takeOver.mockImplementation(async () => {});
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('a new version that was asked for', () => {
  test('is loaded at once when all work is on disk', async () => {
    const { applyUpdate } = await offered();
    await applyUpdate();
    expect(takeOver).toHaveBeenCalledOnce();
    expect(reload).toHaveBeenCalledOnce();
  });

  test('waits for work that is being saved', async () => {
    const { tab, applyUpdate, update } = await offered();
    const letGo = await withSlowSave(tab);
    const applied = applyUpdate();
    await new Promise(setImmediate);
    expect(update()).toBe('applying');
    expect(takeOver).not.toHaveBeenCalled();
    letGo();
    await applied;
    expect(tab.useStore.getState().saveState).toBe('saved');
    expect(reload).toHaveBeenCalledOnce();
  });

  test('is offered again, with the reason, when saving does not end; and is not loaded behind the back when it does', async () => {
    const { tab, applyUpdate, update } = await offered();
    const letGo = await withSlowSave(tab);
    vi.useFakeTimers();
    const applied = applyUpdate();
    await vi.advanceTimersByTimeAsync(20_000);
    await applied;
    expect(update()).toBe('ready');
    expect(tab.useStore.getState().notices.map(({ failure }) => failure?.name)).toEqual([
      'UpdateUnsaved',
    ]);
    vi.useRealTimers();
    letGo();
    await tab.whenSaved();
    expect(takeOver).not.toHaveBeenCalled();
    expect(reload).not.toHaveBeenCalled();
    await applyUpdate();
    expect(reload).toHaveBeenCalledOnce();
  });

  test('does not throw away what is edited while it takes over', async () => {
    const { tab, applyUpdate, update } = await offered();
    let letGo = (): void => {};
    takeOver.mockImplementation(async () => {
      letGo = await withSlowSave(tab);
      vi.useFakeTimers();
    });
    const applied = applyUpdate();
    await vi.waitFor(() => expect(vi.isFakeTimers()).toBe(true));
    await vi.advanceTimersByTimeAsync(20_000);
    await applied;
    expect(reload).not.toHaveBeenCalled();
    expect(update()).toBe('replaced');
    vi.useRealTimers();
    letGo();
    await tab.whenSaved();
    await applyUpdate();
    expect(takeOver).toHaveBeenCalledOnce(); // it has taken over already
    expect(reload).toHaveBeenCalledOnce();
  });
});

describe('on a host without isolation headers, which the service worker adds', () => {
  /** Opens the page, and a picture if told so, before the service worker is there. */
  async function start(isControlled: boolean, picture?: string): Promise<void> {
    vi.doMock('@/offline/client', () => ({
      startOfflineWorker: async () => ({
        isInstalled: true,
        isControlled,
        state: async () => ({ releaseId: 'some', isEngineStored: true, isComplete: true }),
      }),
    }));
    const tab = await openTab();
    if (picture) await openPicture(tab, picture);
    const { startOffline } = await import('./offline');
    const reloaded = new Promise<void>((resolve) => reload.mockImplementation(resolve));
    await Promise.race([startOffline(), reloaded]); // the page ends where it is loaded again
  }

  beforeEach(() => {
    vi.stubGlobal('crossOriginIsolated', false);
    vi.stubGlobal('history', {
      state: null,
      replaceState(state: unknown) {
        Object.assign(this, { state });
      },
    });
  });

  test('the page is loaded again, once', async () => {
    await start(true);
    expect(reload).toHaveBeenCalledOnce();
    await start(true); // the page loaded again; its history entry is the same
    expect(reload).toHaveBeenCalledOnce();
  });

  test('not when the worker does not answer the page', async () => {
    await start(false);
    expect(reload).not.toHaveBeenCalled();
  });

  test('not under a picture that was opened meanwhile', async () => {
    await start(true, 'a.png');
    expect(reload).not.toHaveBeenCalled();
  });
});
