import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readAddress, removeHandedOver, writeKeeping } from './address';

describe('the address of the page', () => {
  test('asks for nothing by itself', () => {
    expect(readAddress('')).toEqual({
      storageMode: 'keep',
      engine: 'auto',
      threads: null,
      handedOver: { shared: null, hasSharedFailed: false, sample: null },
    });
  });

  test.each([
    ['?private', 'private'],
    ['?kiosk', 'kiosk'],
    ['?private&kiosk', 'kiosk'],
    ['?kiosk=0', 'kiosk'], // nobody who meant to store would write it
    ['?Private', 'keep'],
  ] as const)('%s makes the storage mode %s', (search, storageMode) => {
    expect(readAddress(search)).toMatchObject({ storageMode });
  });

  test.each([
    ['?engine=wasm', 'wasm'],
    ['?engine=webgpu', 'webgpu'],
    ['?engine=cuda', 'auto'],
    ['?engine', 'auto'],
  ] as const)('%s makes the engine %s', (search, engine) => {
    expect(readAddress(search)).toMatchObject({ engine });
  });

  test.each([
    ['?threads=1', 1],
    ['?threads=8', 8],
    ['?threads=0', null],
    ['?threads=-2', null],
    ['?threads=1.5', null],
    ['?threads=many', null],
    ['?threads', null],
  ])('%s limits the threads to %s', (search, threads) => {
    expect(readAddress(search)).toMatchObject({ threads });
  });

  test('hands over a share, its failure, or a sample', () => {
    const handedOver = (search: string) => readAddress(search).handedOver;
    const nothing = handedOver('');
    expect(handedOver('?shared=a1')).toEqual({ ...nothing, shared: 'a1' });
    expect(handedOver('?shared-failed')).toEqual({ ...nothing, hasSharedFailed: true });
    expect(handedOver('?sample=histology')).toEqual({ ...nothing, sample: 'histology' });
  });
});

describe('a change of the address', () => {
  const replaceState = vi.fn();

  beforeEach(() => {
    vi.stubGlobal('history', { state: 'as it was', replaceState });
    replaceState.mockClear();
  });
  afterEach(() => vi.unstubAllGlobals());

  const hrefAfter = (href: string, change: () => void): string => {
    vi.stubGlobal('location', new URL(href));
    change();
    expect(replaceState).toHaveBeenCalledExactlyOnceWith('as it was', '', expect.any(URL));
    return String(replaceState.mock.lastCall?.[2]);
  };

  test('takes out what was handed over and leaves the rest', () => {
    const href = 'https://host/app/?kiosk=&shared=a1&sample=x&shared-failed=&threads=1#here';
    expect(hrefAfter(href, removeHandedOver)).toBe('https://host/app/?kiosk=&threads=1#here');
  });

  test('says whether work is kept, once', () => {
    const off = hrefAfter('https://host/?engine=wasm', () => writeKeeping(false));
    expect(readAddress(new URL(off).search)).toMatchObject({
      storageMode: 'private',
      engine: 'wasm',
    });
    replaceState.mockClear();
    expect(hrefAfter(off, () => writeKeeping(true))).toBe('https://host/?engine=wasm');
  });
});
