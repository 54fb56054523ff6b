import { IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newDevice, openPicture, openTab } from '@/testing/tab';

beforeEach(newDevice);
afterEach(() => {
  vi.restoreAllMocks();
});

async function stored(name: string): Promise<unknown> {
  const { library } = await import('./session');
  return (await library()).setting(name);
}

test('of a slider that moves the newest value is kept, and is there at the next visit', async () => {
  const tab = await openTab('');
  for (const opacity of [0.4, 0.5, 0.6]) tab.setView({ opacity });
  await vi.waitFor(async () => expect(await stored('opacity')).toBe(0.6));
  const next = await openTab('');
  expect(next.useStore.getState().opacity).toBe(0.6);
});

test('a preference that cannot be saved is said once, and saved when there is room again', async () => {
  const tab = await openTab('');
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  tab.setView({ theme: 'dark' });
  await vi.waitFor(() =>
    expect(tab.useStore.getState().notices).toMatchObject([
      { message: 'notice.savingFailed', failure: { name: 'StorageFull' } },
    ]),
  );
  vi.restoreAllMocks();
  await openPicture(tab, 'a.png');
  await vi.waitFor(async () => expect(await stored('theme')).toBe('dark'));
});
