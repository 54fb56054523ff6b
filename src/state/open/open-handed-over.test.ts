import { beforeEach, describe, expect, test, vi } from 'vitest';
import { cacheNames } from '@/offline/caches';
import { fakeCaches } from '@/testing/caches';
import { holdWrite, newDevice, openTab, type Tab } from '@/testing/tab';

const folder = 'http://localhost/';
vi.stubGlobal('document', { baseURI: folder });

/** What the service worker does with an image from the share sheet. */
async function share(id: string, name: string): Promise<void> {
  const cache = await caches.open(cacheNames(folder).shared);
  await cache.put(`${folder}.shared/${id}/0/${name}`, new Response('pixels'));
}

async function sharedFiles(): Promise<number> {
  return (await (await caches.open(cacheNames(folder).shared)).keys()).length;
}

async function handOver(query: string): Promise<void> {
  const { openHandedOver } = await import('./open-handed-over');
  const { readAddress } = await import('@/state/store/address');
  await openHandedOver(readAddress(query).handedOver);
}

const names = (tab: Tab): string[] => tab.images().map(({ name }) => name);

beforeEach(() => {
  newDevice();
  vi.stubGlobal('caches', fakeCaches());
});

describe('images shared with the app', () => {
  test('stay where they are until they are saved, and are deleted there then', async () => {
    await share('one', 'lesion.png');
    const tab = await openTab();
    const { opened, writing, letGo } = await holdWrite();
    await handOver('shared=one');
    await vi.waitFor(() => expect(writing).toHaveBeenCalled());
    expect(names(tab)).toEqual(['lesion.png']);
    expect(await sharedFiles()).toBe(1);
    letGo();
    await vi.waitFor(async () => expect(await sharedFiles()).toBe(0));
    expect(await opened.list()).toHaveLength(1);
  });

  test('are opened by the next page when the one they were for has ended too early', async () => {
    await share('one', 'lesion.png');
    const first = await openTab();
    const { library } = await import('@/state/keep/session');
    vi.spyOn(await library(), 'write').mockReturnValue(new Promise(() => {}));
    await handOver('shared=one');
    await vi.waitFor(() => expect(names(first)).toEqual(['lesion.png']));

    const beside = await openTab();
    await handOver('');
    expect(names(beside)).toEqual([]); // the first still lives
    first.crash();
    const next = await openTab();
    await handOver('');
    await vi.waitFor(() => expect(names(next)).toEqual(['lesion.png']));
    await vi.waitFor(async () => expect(await sharedFiles()).toBe(0));
  });

  test('are deleted at once where nothing is kept, and those of others are not opened there', async () => {
    await share('one', 'lesion.png');
    await share('two', 'other.png');
    const tab = await openTab('private');
    await handOver('private&shared=one');
    await vi.waitFor(async () => expect(await sharedFiles()).toBe(1));
    expect(names(tab)).toEqual(['lesion.png']);
  });
});
