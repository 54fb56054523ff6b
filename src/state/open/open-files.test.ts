import { readFile } from 'node:fs/promises';
import { zipSync } from 'fflate';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { cacheNames } from '@/offline/caches';
import { fakeCaches } from '@/testing/caches';
import { newDevice, openPicture, openTab, type Tab } from '@/testing/tab';
import { frameName } from './open-files';

const folder = 'http://localhost/';
const png = (name: string): Promise<File> => fixture('rgb.png', name);

async function fixture(file: string, name = file): Promise<File> {
  return new File([await readFile(`e2e/fixtures/files/${file}`)], name);
}

/** A session of one picture with an edit, as another tab has saved it. */
async function savedSession(name: string): Promise<File> {
  const tab = await openTab('private');
  await openPicture(tab, 'saved.png');
  tab.paintRow(0, 2, 8, 2);
  let saved = new Blob();
  vi.stubGlobal('document', { createElement: () => ({ click: () => {} }) });
  vi.spyOn(URL, 'createObjectURL').mockImplementation((object) => {
    if (object instanceof Blob) saved = object;
    return 'blob:';
  });
  await tab.saveSession();
  vi.restoreAllMocks();
  return new File([saved], name);
}

const names = (tab: Tab): string[] => tab.images().map(({ name }) => name);

/** Each way in, as a function that brings files through it. */
const doors: Readonly<Record<string, (files: readonly File[]) => Promise<void>>> = {
  'dropped, or pasted': async (files) => {
    const { openFiles } = await import('./open-files');
    await openFiles(files);
  },
  'chosen as images': async (files) => {
    chooses(files);
    const { pickFiles } = await import('./pick-files');
    await pickFiles();
  },
  'chosen as a session': async (files) => {
    chooses(files);
    const { pickSession } = await import('./pick-files');
    await pickSession();
  },
  shared: async (files) => {
    const cache = await caches.open(cacheNames(folder).shared);
    for (const [at, file] of files.entries())
      await cache.put(`${folder}.shared/one/${at}/${file.name}`, new Response(file));
    await handOver('shared=one');
  },
  'opened with the app': async (files) => {
    const handles = files.map((file) => ({ name: file.name, getFile: async () => file }));
    const launchQueue = {
      setConsumer: (take: (launch: object) => void) => take({ files: handles }),
    };
    Object.assign(window, { launchQueue });
    await handOver('');
  },
  'taken from the samples': async (files) => {
    for (const file of files) {
      vi.stubGlobal('fetch', async () => new Response(file));
      const { openSample } = await import('./samples');
      await openSample(`samples/${file.name}`, file.name);
    }
  },
};

/** Answers the system's dialog for files with these. */
function chooses(files: readonly File[]): void {
  const input = Object.assign(new EventTarget(), {
    files,
    remove: () => {},
    click: () => input.dispatchEvent(new Event('change')),
  });
  vi.stubGlobal('document', { createElement: () => input, body: { append: () => {} } });
}

async function handOver(query: string): Promise<void> {
  const { openHandedOver } = await import('./open-handed-over');
  const { readAddress } = await import('@/state/store/address');
  await openHandedOver(readAddress(query).handedOver);
}

beforeEach(() => {
  newDevice();
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('document', { baseURI: folder });
  vi.stubGlobal('caches', fakeCaches());
});

describe.each(Object.keys(doors))('files that are %s', (door) => {
  test('open as the pictures and restore as the sessions that they are, whatever their names say', async () => {
    const session = await savedSession('lesion.png');
    vi.stubGlobal('document', { baseURI: folder });
    const tab = await openTab();
    await doors[door]?.([await png('picture.zip'), session]);
    await vi.waitFor(() => expect(names(tab).sort()).toEqual(['picture.zip', 'saved.png']));
    await vi.waitFor(() => {
      const restored = tab.images().findIndex(({ name }) => name === 'saved.png');
      expect(tab.mask(restored)[0]).toBe('##222222');
    });
    expect(tab.useStore.getState().notices).toEqual([]);
  });

  test('are not held up by one that is refused', async () => {
    const other = new File([zipSync({ 'a.txt': new Uint8Array(8) }) as BlobPart], 'exports.zip');
    const cut = (await savedSession('cut.zip')).slice(0, 2000);
    vi.stubGlobal('document', { baseURI: folder });
    const tab = await openTab();
    await doors[door]?.([other, new File([cut], 'cut.zip'), await png('good.png')]);
    await vi.waitFor(() => expect(names(tab)).toEqual(['good.png']));
    await vi.waitFor(() => expect(tab.useStore.getState().notices).toHaveLength(2));
    expect(tab.useStore.getState().notices).toMatchObject([
      { failure: { name: 'ArchiveUnknown', values: { file: 'exports.zip' } } },
      { failure: { name: 'SessionFileInvalid', values: { file: 'cut.zip' } } },
    ]);
  });
});

test('pictures of one drop are listed in its order, and the first is shown', async () => {
  const tab = await openTab();
  await tab.openFiles([await png('b.png'), await png('a.png'), await png('c.png')]);
  expect(names(tab)).toEqual(['b.png', 'a.png', 'c.png']);
  expect(tab.useStore.getState().activeId).toBe(tab.image(0).id);
});

test('a file that is no picture and cannot be read is listed, so that its refusal has a place', async () => {
  const tab = await openTab();
  const gone = await png('gone.png');
  gone.slice = () => {
    throw new DOMException('A requested file could not be found', 'NotReadableError');
  };
  await tab.openFiles([gone, await fixture('text.png')]);
  expect(names(tab)).toEqual(['gone.png', 'text.png']);
});

test('a file that is gone when it is opened with the app is named, and the others open', async () => {
  const tab = await openTab();
  const handles = [
    { name: 'gone.png', getFile: () => Promise.reject(new DOMException('gone', 'NotFoundError')) },
    { name: 'good.png', getFile: () => png('good.png') },
  ];
  const launchQueue = { setConsumer: (take: (launch: object) => void) => take({ files: handles }) };
  Object.assign(window, { launchQueue });
  await handOver('');
  await vi.waitFor(() => expect(names(tab)).toEqual(['good.png']));
  expect(tab.useStore.getState().notices).toMatchObject([
    { failure: { name: 'FileUnreadable', values: { file: 'gone.png' } } },
  ]);
});

describe('a file of many pictures', () => {
  test('is listed as that many, each decoded by its number, and comes back so', async () => {
    const first = await openTab();
    const open = await manyPictures(first, 3);
    await first.openFiles([await png('stack.png'), await png('beside.png')]);
    expect(names(first)).toEqual(
      ['stack [1].png', 'stack [2].png', 'stack [3].png', 'beside [1].png'].concat([
        'beside [2].png',
        'beside [3].png',
      ]),
    );
    expect(open.mock.calls.map((call) => call.slice(2))).toEqual(
      ['stack', 'beside'].flatMap((name) => [0, 1, 2].map((n) => [`${name} [${n + 1}].png`, n])),
    );
    await first.whenSaved();
    first.crash();

    const second = await openTab();
    await second.findRestorable();
    await second.restoreSession(second.useStore.getState().restorable[0]?.sessionId ?? '');
    expect(second.images().map(({ frame }) => frame)).toEqual([0, 1, 2, 0, 1, 2]);
    expect(second.decoding.mock.calls.map((call: unknown[]) => call[3])).toEqual([
      0, 1, 2, 0, 1, 2,
    ]);
  });

  test('whose pictures cannot be counted is listed once, and says there what is wrong', async () => {
    const tab = await openTab();
    await manyPictures(tab, new Error('simulated'));
    tab.decoding.mockRejectedValueOnce(new Error('simulated'));
    await tab.openFiles([await png('cut.png')]);
    expect(names(tab)).toEqual(['cut.png']);
    expect(tab.image().phase).toBe('failed');
  });

  test('gives each a name of its own that ends as the file does', () => {
    expect(frameName('stack.ome.tif', 1)).toBe('stack.ome [2].tif');
    expect(frameName('stack', 0)).toBe('stack [1]');
  });
});

/** Makes PNG a format of many pictures, and counts so many in each file. */
async function manyPictures(tab: Tab, count: number | Error) {
  const { formatById } = await import('@/io/formats/formats');
  Object.assign(formatById('png'), { holdsMany: true });
  const { pixels } = await import('@/state/store/services');
  const countFrames = async (): Promise<number> => {
    if (count instanceof Error) throw count;
    return count;
  };
  Object.assign(pixels(), { countFrames });
  return tab.decoding as typeof tab.decoding & { mock: { calls: unknown[][] } };
}
