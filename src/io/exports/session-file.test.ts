import { strToU8, unzipSync, type Zippable, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { plainName, readSessionFile, type SavedImage, writeSessionFile } from './session-file';

const info = {
  appVersion: '1',
  modelVersion: 'w1',
  modelHashes: { 'lka.onnx': 'ab' },
  savedAt: '2026-01-01T00:00:00Z',
};
const images: readonly SavedImage[] = [
  {
    name: 'lesion.png',
    modelVersion: 'w1',
    original: new Blob(['picture']),
    state: new Uint8Array([1, 2, 3]),
    maps: new Blob(['maps']),
    reference: null,
  },
  {
    name: 'nuclei.png',
    modelVersion: null,
    original: new Blob(['another']),
    state: new Uint8Array([4]),
    maps: null,
    reference: new Blob(['reference']),
  },
];

type Parts = Record<string, Uint8Array<ArrayBuffer>>;

/** A good session, changed by `change`, zipped again. */
async function tampered(change: (parts: Parts) => void): Promise<Blob> {
  const good = await writeSessionFile(info, images);
  const parts = unzipSync(new Uint8Array(await good.arrayBuffer())) as Parts;
  change(parts);
  return new Blob([zipSync(parts as Zippable) as Uint8Array<ArrayBuffer>]);
}

function editManifest(
  parts: Parts,
  edit: (manifest: { images: { original: object }[] }) => void,
): void {
  const manifest = JSON.parse(new TextDecoder().decode(parts['manifest.json']));
  edit(manifest);
  parts['manifest.json'] = strToU8(JSON.stringify(manifest)) as Uint8Array<ArrayBuffer>;
}

const read = (file: Blob) => readSessionFile(file, 's.zip');

describe('session files', () => {
  test('hold every image with its parts, byte for byte', async () => {
    const back = await read(await writeSessionFile(info, images));
    expect(back).toHaveLength(2);
    expect(await Promise.all(back.map((image) => image.original.text()))).toEqual([
      'picture',
      'another',
    ]);
    expect(back.map((image) => [image.name, [...image.state]])).toEqual([
      ['lesion.png', [1, 2, 3]],
      ['nuclei.png', [4]],
    ]);
    expect(await back[0]?.maps?.text()).toBe('maps');
    expect(back[1]?.maps).toBeNull();
    expect(await back[1]?.reference?.text()).toBe('reference');
  });

  test('name the model and its files in a manifest that people can read', async () => {
    const file = await writeSessionFile(info, images);
    const parts = unzipSync(new Uint8Array(await file.arrayBuffer()));
    const manifest = JSON.parse(new TextDecoder().decode(parts['manifest.json']));
    expect(manifest).toMatchObject({ ...info, format: 'med-fastsam-session', version: 2 });
    expect(manifest.images).toMatchObject([{ modelVersion: 'w1' }, { modelVersion: null }]);
  });

  test('packed again by another program they still open', async () => {
    expect(await read(await tampered(() => {}))).toHaveLength(2);
  });

  test('those that the version before wrote still open', async () => {
    const earlier = await tampered((parts) =>
      editManifest(parts, (m) => Object.assign(m, { version: 1 })),
    );
    expect(await read(earlier)).toHaveLength(2);
  });
});

describe('refuses', () => {
  const bytes = strToU8('x') as Uint8Array<ArrayBuffer>;
  const cases: [string, (parts: Parts) => void, string][] = [
    ['paths that climb out of the folder', (p) => (p['../evil.bin'] = bytes), 'is no part'],
    ['absolute paths', (p) => (p['/etc/passwd'] = bytes), 'is no part'],
    ['Windows paths', (p) => (p['images\\..\\evil'] = bytes), 'is no part'],
    ['files that no part is named like', (p) => (p['images/0001/run.js'] = bytes), 'is no part'],
    [
      'parts that the manifest does not name',
      (p) => (p['images/0009/maps.bin'] = bytes),
      'is not in its manifest',
    ],
    ['a part that was changed', (p) => (p['images/0001/state.bin'] = bytes), 'is damaged'],
    ['a part that is missing', (p) => delete p['images/0001/original.bin'], 'is missing'],
    ['a file without manifest', (p) => delete p['manifest.json'], 'no manifest'],
    ['a manifest that is no JSON', (p) => (p['manifest.json'] = bytes), 'no JSON'],
    ['a later version', (p) => editManifest(p, (m) => Object.assign(m, { version: 3 })), 'newer'],
    [
      'another app',
      (p) => editManifest(p, (m) => Object.assign(m, { format: 'zip' })),
      'another app',
    ],
    [
      'a manifest that points outside',
      (p) =>
        editManifest(p, ({ images }) => Object.assign(images[0]?.original ?? {}, { path: '../a' })),
      'odd',
    ],
    [
      'one part named for two images',
      (p) =>
        editManifest(p, ({ images }) => {
          const [a, b] = images;
          if (a && b) b.original = a.original;
        }),
      'named twice',
    ],
  ];
  test.each(cases)('%s', async (_, change, reason) => {
    const error = await read(await tampered((p) => void change(p))).catch((e: Error) => e);
    expect(error).toMatchObject({ name: 'SessionFileInvalid' });
    expect((error as Error).message).toContain(reason);
  });

  test('a path that is there twice', async () => {
    const zip = zipSync({ 'images/0001/maps.bin': bytes, 'images/0002/maps.bin': bytes });
    const text = Buffer.from(zip).toString('latin1').replaceAll('images/0002', 'images/0001');
    await expect(read(new Blob([Buffer.from(text, 'latin1')]))).rejects.toThrow('is there twice');
  });

  test('what claims to unpack to more than a page can hold, before unpacking it', async () => {
    const zip = zipSync({ 'images/0001/maps.bin': bytes });
    const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
    const central = view.getUint32(zip.length - 6, true);
    view.setUint32(central + 24, 3e9, true);
    const blob = new Blob([zip as Uint8Array<ArrayBuffer>]);
    await expect(read(blob)).rejects.toThrow('more than 2 GB');
  });

  test('what is no ZIP at all', async () => {
    await expect(read(new Blob(['hello']))).rejects.toMatchObject({ name: 'SessionFileInvalid' });
    await expect(read(new Blob([]))).rejects.toMatchObject({ name: 'SessionFileInvalid' });
  });
});

test.each([
  ['../../etc/passwd', '__.._etc_passwd'],
  ['a\u202egnp.exe', 'agnp.exe'],
  ['line\nbreak\u0000', 'linebreak'],
  ['..', '_'],
  ['', 'image'],
  ['<img src=x onerror=alert(1)>.png', '<img src=x onerror=alert(1)>.png'], // shown as text
])('the name %j becomes %j', (name, plain) => {
  expect(plainName(name)).toBe(plain);
});
