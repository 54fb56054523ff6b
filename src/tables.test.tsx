import { readFile } from 'node:fs/promises';
import { renderToStaticMarkup } from 'react-dom/server';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ReadFrames } from '@/io/formats/format';

/**
 * A row more in each table is found in every place that follows from it. If this fails, some place
 * has a list of its own again.
 */

const FIRST_BYTES = 'TOY!';
const ICON = 'M1 2h3';

/** Two grey pictures in a file, 40 × 32 pixels, the second brighter. */
const readToy: ReadFrames = async () =>
  [50, 200].map((value) => ({
    width: 40,
    height: 32,
    decode: async () => ({
      width: 40,
      height: 32,
      channels: 1,
      bits: 8,
      data: new Uint8Array(40 * 32).fill(value),
      window: null,
      spacing: null,
    }),
  }));

vi.mock('@/io/formats/formats', async (original) => {
  const module = await original<typeof import('@/io/formats/formats')>();
  const toy = {
    id: 'toy',
    title: 'Toy picture',
    mime: 'image/x-toy',
    extensions: ['.toy', '.ty'],
    holdsMany: true,
    isIn: (head: Uint8Array) => module.hasMagic(head, 0, FIRST_BYTES),
  };
  const formats = [...module.formats, toy];
  return { ...module, formats, formatById: (id: string) => formats.find((row) => row.id === id) };
});
vi.mock('@/io/formats/decoders', async (original) => {
  const { decoders } = await original<typeof import('@/io/formats/decoders')>();
  return { decoders: { ...decoders, toy: readToy } };
});
vi.mock('@/io/exports/exports', async (original) => {
  const { exporters: own } = await original<typeof import('@/io/exports/exports')>();
  const toy = { id: 'toy', extension: '.txt', mime: 'text/plain', keys: ['Mod+Alt+T'] };
  const exporters = [...own, toy];
  return { exporters, exporterById: (id: string) => exporters.find((row) => row.id === id) };
});
vi.mock('@/state/store/tools', async (original) => {
  const { toolRows: own } = await original<typeof import('@/state/store/tools')>();
  const toy = {
    id: 'toy',
    key: 'Y',
    needsMask: false,
    cursor: 'help',
    icon: [ICON],
    hasRing: true,
  };
  const toolRows = [...own, toy];
  return { toolRows, toolRowById: (id: string) => toolRows.find((row) => row.id === id) };
});
/** Rendered to text, a component would see the store as it began. */
vi.mock('@/state/store/store', async (original) => {
  const module = await original<typeof import('@/state/store/store')>();
  const read = (select: (state: object) => unknown) => select(module.useStore.getState());
  return { ...module, useStore: Object.assign(read, module.useStore) };
});
vi.mock('@/state/text/en/en', async (original) => {
  const { en } = await original<typeof import('@/state/text/en/en')>();
  return { en: { ...en, 'tool.toy': 'Play', 'export.toy': 'Export a toy' } };
});

const toyFile = (name: string): File => new File([`${FIRST_BYTES} and more`], name);

beforeEach(async () => {
  vi.stubGlobal('navigator', { maxTouchPoints: 0 });
  const { useStore } = await import('@/state/store/store');
  const { documentOf } = await import('@/testing/image');
  useStore.setState({ ...documentOf([]), activeId: null, notices: [], tool: 'pan' });
});

describe('one more format', () => {
  test('is recognised, and its pictures are decoded', async () => {
    const { countFrames, openImage } = await import('@/io/formats/open');
    expect(await countFrames(toyFile('a'), 'a')).toBe(2);
    const { format, raster } = await openImage(toyFile('a'), 'a', 'white', 'srgb', 1);
    expect([format, raster.width, raster.data[0]]).toEqual(['toy', 40, 200]);
    await expect(openImage(toyFile('a'), 'a', 'white', 'srgb', 2)).rejects.toMatchObject({
      name: 'FileDamaged',
    });
  });

  test('can be chosen in the picker of files', async () => {
    const input = Object.assign(new EventTarget(), {
      accept: '',
      files: [],
      remove: () => {},
      click: () => input.dispatchEvent(new Event('change')),
    });
    vi.stubGlobal('document', { createElement: () => input, body: { append: () => {} } });
    const { pickFiles } = await import('@/state/open/pick-files');
    await pickFiles();
    vi.unstubAllGlobals();
    expect(input.accept.split(',')).toEqual(
      expect.arrayContaining(['image/*', 'image/x-toy', '.toy', '.ty', '.png', '.zip']),
    );
  });

  test('is in the manifest: for what the system opens with the app, and shares with it', async () => {
    const { fillManifest } = await import('@/io/formats/accept');
    const { openable } = await import('@/io/formats/openable');
    const template = JSON.parse(await readFile('public/manifest.webmanifest', 'utf8'));
    const { file_handlers, share_target } = fillManifest(template, openable);
    expect(file_handlers[0].accept).toMatchObject({ 'image/x-toy': ['.toy', '.ty'] });
    expect(share_target.params.files[0].accept).toContain('image/x-toy');
  });

  test('is named on the first screen, in the facts of an image and in the refusal of other files', async () => {
    const { Welcome } = await import('@/ui/open/welcome');
    expect(renderToStaticMarkup(<Welcome />)).toContain('AVIF, Toy picture');
    const { formatTitle } = await import('@/state/text/readable-formats');
    expect(formatTitle('toy' as never)).toBe('Toy picture');
    const { describeFailure } = await import('@/state/failures/describe-failure');
    const failure = { name: 'FileUnsupported', values: { file: 'a', looksLike: 'b' }, detail: '' };
    expect(describeFailure(failure as never).next).toMatch(/AVIF,? or Toy picture/);
  });

  test('is listed once for each picture of a file', async () => {
    const { provideServices } = await import('@/state/store/services');
    const { openImages } = await import('@/testing/image');
    const { countFrames } = await import('@/io/formats/open');
    const open = () => new Promise(() => {});
    provideServices({ pixels: { countFrames, open } } as never);
    const { openFiles } = await import('@/state/open/open-files');
    void openFiles([toyFile('a.toy')]);
    await vi.waitFor(() =>
      expect(openImages().map(({ name }) => name)).toEqual(['a [1].toy', 'a [2].toy']),
    );
  });
});

/** The commands, with those of the rows more. */
async function commandOf(id: string) {
  const { commands } = await import('@/state/commands/commands');
  const found = commands.find((command) => (command.id as string) === id);
  if (!found) throw new Error(`There is no command ${id}`);
  return found;
}

/** What a place of the page shows. */
async function shown(place: 'help' | 'palette' | 'rail' | 'menu'): Promise<string> {
  const { HelpDialog } = await import('@/ui/commands/help-dialog');
  const { CommandPalette } = await import('@/ui/commands/command-palette');
  const { ToolRail } = await import('@/ui/edit/tool-rail');
  const places = {
    help: <HelpDialog onClose={() => {}} />,
    palette: <CommandPalette onClose={() => {}} />,
    rail: <ToolRail />,
    menu: await exportMenu(),
  };
  return renderToStaticMarkup(places[place]);
}

/** The menu that the Export button opens. */
async function exportMenu() {
  const { ContextMenu } = await import('@/ui/commands/context-menu');
  const { exportIds } = await import('@/ui/shell/top-bar');
  const { setView } = await import('@/state/store/store');
  setView({ contextMenu: { x: 0, y: 0, commandIds: exportIds } });
  return <ContextMenu />;
}

describe('one more export', () => {
  test('is a command with its text and shortcut, in the palette, the help sheet and the menu', async () => {
    expect(await commandOf('export-toy')).toMatchObject({ group: 'file', keys: ['Mod+Alt+T'] });
    for (const place of ['palette', 'help', 'menu'] as const)
      expect(await shown(place), place).toContain('Export a toy');
    expect(await shown('help')).toMatch(/Export a toy<\/dt><dd><kbd>Ctrl\+Alt\+T/);
  });

  test('has the icon of exports', async () => {
    const { CommandIcon } = await import('@/ui/commands/command-icon');
    const icon = renderToStaticMarkup(<CommandIcon id={'export-toy' as never} />);
    expect(icon).toContain('lucide-download');
  });

  test('is asked of the worker, and saved under the name of its row', async () => {
    const { provideServices } = await import('@/state/store/services');
    const { readyImage } = await import('@/testing/image');
    readyImage('a', 4, new Array(16).fill(1));
    const exportFile = vi.fn(async () => new Blob(['toy']));
    provideServices({ pixels: { export: exportFile } } as never);
    const link = { href: '', download: '', click: vi.fn() };
    vi.stubGlobal('document', { createElement: () => link });
    await (await commandOf('export-toy')).run();
    vi.unstubAllGlobals();
    expect(exportFile).toHaveBeenCalledWith('toy', expect.objectContaining({ imageId: 'a' }));
    expect(link.download).toBe('a-toy.txt');
    expect(link.click).toHaveBeenCalled();
  });
});

describe('one more tool', () => {
  test('is a command with its text and key, in the rail, the palette and the help sheet', async () => {
    const command = await commandOf('tool-toy');
    expect(command).toMatchObject({ group: 'tool', keys: ['Y'] });
    for (const place of ['rail', 'palette', 'help'] as const)
      expect(await shown(place), place).toContain('Play');
    expect(await shown('help')).toMatch(/Play<\/dt><dd><kbd>Y/);
    const { useStore } = await import('@/state/store/store');
    await command.run();
    expect(useStore.getState().tool).toBe('toy');
    expect(command.isOn?.(useStore.getState())).toBe(true);
  });

  test('has the icon that its row draws', async () => {
    expect(await shown('rail')).toContain(`d="${ICON}"`);
    expect(await shown('palette')).toContain(`d="${ICON}"`);
  });

  test('has the cursor, ring and options of its row', async () => {
    const { tools } = await import('@/canvas/tools/tools');
    expect(tools).toMatchObject({ toy: { cursor: 'help', hasRing: true } });
    const { readyImage } = await import('@/testing/image');
    const { useStore } = await import('@/state/store/store');
    readyImage('a', 4, new Array(16).fill(1));
    useStore.setState({ tool: 'toy' as never });
    const { ToolOptions } = await import('@/ui/edit/tool-options');
    expect(renderToStaticMarkup(<ToolOptions />)).toContain('Radius');
  });
});
