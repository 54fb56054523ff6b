import type { Page } from '@playwright/test';
import { en } from '../src/state/text/en/en';
import { type App, expect, fixture, fromDisk, test } from './app';
import { pointedAt } from './sight';
import { OBJECTS, objectsPicture, smallPicture } from './small-picture';

type Text = keyof typeof en;

const COUNT = Object.keys(OBJECTS).length;
const AREA_PX = 6566;

/** Presses a key of the command and sees what it did. */
type Seen = (press: () => Promise<void>) => Promise<void>;

interface Check {
  /** The name of the row, as the help sheet has it. */
  readonly name: Text;
  /** Makes the effect possible, before each key of the row. */
  before?(): Promise<unknown>;
  readonly seen: Seen;
  after?(): Promise<unknown>;
}

/** What one of the canvas's layers shows, as a number: 1 is the mask, 2 what tools draw. */
function layer(page: Page, index: number): Promise<number> {
  return page.evaluate((at) => {
    const canvas = document.querySelectorAll<HTMLCanvasElement>('[data-testid=canvas] canvas')[at];
    const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    let hash = 0;
    for (const value of data ?? []) hash = (Math.imul(hash, 31) + value) | 0;
    return hash;
  }, index);
}

/** Every row of the help sheet with its keys as they are written there. */
async function sheetRows(page: Page): Promise<{ name: string; keys: string[] }[]> {
  await page.keyboard.press('?');
  const rows = await page
    .getByRole('dialog', { name: en['help.title'] })
    .locator('dl > div')
    .evaluateAll((list) =>
      list.map((row) => ({
        name: row.querySelector('dt')?.textContent ?? '',
        keys: [...row.querySelectorAll('kbd')].map((key) => key.textContent ?? ''),
      })),
    );
  await page.keyboard.press('Escape');
  return rows;
}

/** Keys whose name on the sheet is a sign. */
const WRITTEN: Readonly<Record<string, string>> = {
  Ctrl: 'Control',
  Esc: 'Escape',
  Del: 'Delete',
  '←': 'ArrowLeft',
  '→': 'ArrowRight',
  '↑': 'ArrowUp',
  '↓': 'ArrowDown',
  '⌫': 'Backspace',
  'Page Up': 'PageUp',
  'Page Down': 'PageDown',
};

/** Presses a chord that the sheet names, on a PC's keyboard, or turns the wheel with its modifiers held. */
async function pressWritten(page: Page, chord: string): Promise<void> {
  const parts = chord.length === 1 ? [chord.toLowerCase()] : chord.split('+');
  const keys = parts.map((part) => WRITTEN[part] ?? part);
  const [key, ...modifiers] = keys.reverse();
  if (key !== 'Wheel') return page.keyboard.press([...modifiers.reverse(), key].join('+'));
  for (const modifier of modifiers) await page.keyboard.down(modifier);
  await page.mouse.wheel(0, -100);
  for (const modifier of modifiers) await page.keyboard.up(modifier);
}

/** A check for each row of the sheet, in an order in which each finds what it needs. */
function checksOf(app: App): readonly Check[] {
  const { page } = app;
  const press = (keys: string) => page.keyboard.press(keys);
  const button = (name: Text) => page.getByRole('button', { name: en[name], exact: true }).first();
  const panel = page.getByRole('complementary', { name: en['result.title'] });
  const selected = page
    .getByRole('grid', { name: en['objects.table'] })
    .locator('tr[aria-selected=true]');
  const count = () => app.objectCount();
  const area = () => app.areaPx();
  const mask = () => layer(page, 1);
  const line = () => layer(page, 2);
  const clicks = panel.locator('li').filter({ hasText: en['clicks.belongs'] });
  const zoom = () =>
    page
      .getByText(/^\d+ %$/)
      .first()
      .innerText();
  const radius = () =>
    page.getByRole('slider', { name: en['tools.radius'], exact: true }).inputValue();
  const image = () => panel.getByRole('heading', { level: 2 }).first().innerText();
  const mapFrame = () => page.getByTitle(en['canvas.miniMap']).locator('div').getAttribute('style');
  const revision = () => app.canvas.getAttribute('data-revision');
  const undo = () => press('Control+Z');
  const undone = async (): Promise<void> => {
    await undo();
    await expect.poll(count).toBe(COUNT);
    await expect.poll(area).toBe(AREA_PX);
  };
  const tool = (key: string) => async (): Promise<void> => {
    await press(key);
    await app.canvas.blur(); // pressed with a pointer, it would leave arrows to the image list
    await app.canvas.focus();
    await press('ArrowRight'); // the crosshair is there
  };
  const inOrder =
    (...deeds: (() => Promise<unknown>)[]) =>
    async (): Promise<void> => {
      for (const deed of deeds) await deed();
    };

  const changes =
    (read: () => Promise<unknown>): Seen =>
    async (by) => {
      const before = await read();
      await by();
      await expect.poll(read).not.toEqual(before);
    };
  const becomes =
    (read: () => Promise<unknown>, value: unknown): Seen =>
    async (by) => {
      expect(await read()).not.toEqual(value);
      await by();
      await expect.poll(read).toEqual(value);
    };
  const turns = (attribute: string, name: Text): Seen =>
    changes(() => button(name).getAttribute(attribute));
  const opens =
    (title: Text): Seen =>
    async (by) => {
      const dialog = page.getByRole('dialog', { name: en[title] });
      await expect(dialog).toBeHidden();
      await by();
      await expect(dialog).toBeVisible();
      await press('Escape');
      await expect(dialog).toBeHidden();
    };
  const starts =
    (event: 'download' | 'filechooser'): Seen =>
    async (by) => {
      const started = event === 'download' ? page.waitForEvent(event) : page.waitForEvent(event);
      await by();
      await started;
    };
  const selectFirst = inOrder(
    () => press('Escape'),
    () => press('n'),
    () => expect(selected).toHaveCount(1),
  );
  const decides = (decision: string): Seen =>
    changes(() => page.locator(`button[data-decision=${decision}]`).getAttribute('aria-pressed'));
  const chooses = (key: string, name: Text): Check => ({
    name,
    before: () => press(key),
    seen: becomes(() => button(name).getAttribute('aria-pressed'), 'true'),
  });

  return [
    { name: 'command.help', seen: opens('help.title') },
    { name: 'command.palette', seen: opens('command.palette') },
    { name: 'command.storage', seen: opens('storage.title') },
    { name: 'command.engine', seen: opens('engine.title') },
    { name: 'command.about', seen: opens('about.title') },
    { name: 'command.privacy', seen: opens('privacy.title') },
    {
      name: 'command.theme',
      seen: changes(() => page.locator('html').getAttribute('data-theme')),
    },
    {
      name: 'command.diagnostics',
      seen: async (by) => {
        await by();
        const said = page.getByText(en['notice.diagnosticsCopied']);
        const shown = page.getByText(en['notice.diagnosticsShown'].slice(0, 40));
        await expect(said.or(shown)).toBeVisible();
      },
    },
    { name: 'command.open', seen: starts('filechooser') },
    { name: 'command.openSession', seen: starts('filechooser') },
    { name: 'command.loadReference', seen: starts('filechooser') },
    {
      name: 'command.loadMask',
      seen: async (by) => {
        const chooser = page.waitForEvent('filechooser');
        await by();
        const { name, bytes } = objectsPicture();
        const file = { name, mimeType: 'image/png', buffer: Buffer.from(bytes) };
        await (await chooser).setFiles(file);
        await expect.poll(count).toBe(COUNT);
      },
    },
    { name: 'command.saveSession', seen: starts('download') },
    { name: 'export.mask', seen: starts('download') },
    { name: 'export.labels', seen: starts('download') },
    { name: 'export.labels-as-listed', seen: starts('download') },
    { name: 'export.overlay', seen: starts('download') },

    {
      name: 'command.toggleMask',
      seen: turns('aria-pressed', 'command.toggleMask'),
      after: () => press('m'),
    },
    { name: 'command.lessOpaque', seen: changes(mask) },
    { name: 'command.moreOpaque', seen: changes(mask) },
    { name: 'command.toggleStyle', seen: changes(mask) },
    { name: 'command.toggleDoubt', seen: changes(mask), after: () => press('u') },
    {
      name: 'command.swipe',
      seen: changes(() => page.getByRole('slider', { name: en['swipe.divider'] }).count()),
      after: () => press('s'),
    },
    { name: 'command.zoomIn', seen: changes(zoom) },
    { name: 'command.zoomOut', seen: changes(zoom) },
    { name: 'command.zoomPixels', seen: becomes(zoom, '100 %') },
    ...(['Left', 'Right', 'Up', 'Down'] as const).map(
      (to): Check => ({
        name: `command.look${to}`,
        before: inOrder(() => press('0'), ...[1, 2, 3].map(() => () => press('+'))),
        seen: changes(mapFrame),
      }),
    ),
    { name: 'command.fit', seen: changes(zoom) },

    { name: 'command.selectAll', seen: becomes(() => selected.count(), COUNT) },
    { name: 'command.selectNone', seen: becomes(() => selected.count(), 0) },
    { name: 'command.selectNext', seen: changes(() => selected.allInnerTexts()) },
    {
      name: 'command.selectPrevious',
      before: () => press('n'),
      seen: changes(() => selected.allInnerTexts()),
    },
    {
      name: 'command.deleteObjects',
      before: selectFirst,
      seen: becomes(count, COUNT - 1),
      after: undone,
    },
    {
      name: 'command.mergeObjects',
      before: () => press('Control+A'),
      seen: becomes(count, 1),
      after: undone,
    },
    { name: 'command.keepSelected', before: selectFirst, seen: becomes(count, 1), after: undone },
    {
      name: 'command.undo',
      before: inOrder(
        selectFirst,
        () => press('Delete'),
        () => expect.poll(count).toBe(COUNT - 1),
      ),
      seen: becomes(count, COUNT),
    },
    { name: 'command.redo', seen: becomes(count, COUNT - 1), after: undone },

    { name: 'command.keepLargest', seen: becomes(count, 1), after: undone },
    { name: 'command.removeSmall', seen: becomes(count, COUNT - 1), after: undone },
    ...(['fillHoles', 'smooth', 'grow', 'shrink'] as const).map(
      (step): Check => ({
        name: `command.${step}`,
        seen: changes(area),
        after: undone,
      }),
    ),

    { name: 'command.accept', seen: decides('accepted') },
    { name: 'command.reject', seen: decides('rejected') },
    { name: 'command.flag', seen: decides('flagged') },
    {
      name: 'command.nextImage',
      before: () => press('PageUp'),
      seen: becomes(image, 'second.png'),
    },
    {
      name: 'command.previousImage',
      before: () => press('PageDown'),
      seen: becomes(image, 'nuclei.png'),
    },

    chooses('v', 'tool.pan'),
    chooses('h', 'tool.select'),
    chooses('h', 'tool.eraser'),
    chooses('h', 'tool.lasso'),
    chooses('h', 'tool.lasso-erase'),
    chooses('h', 'tool.fill'),
    chooses('h', 'tool.click'),
    chooses('h', 'tool.split'),
    chooses('h', 'tool.brush'),
    { name: 'command.radiusSmaller', seen: changes(radius) },
    { name: 'command.radiusLarger', seen: changes(radius) },
    {
      name: 'command.penOnly',
      seen: becomes(
        () => page.getByRole('switch', { name: en['command.penOnly'], checked: true }).count(),
        1,
      ),
    },

    // The crosshair begins in the middle, where the square is.
    {
      name: 'help.canvas.draw',
      before: tool('b'),
      seen: changes(mask),
      after: inOrder(() => press('Enter'), undone),
    },
    {
      name: 'help.canvas.inverse',
      before: tool('e'),
      seen: changes(mask),
      after: inOrder(() => press('Enter'), undone),
    },
    {
      name: 'help.canvas.takeBack',
      before: tool('b'),
      seen: async (by) => {
        const before = await mask();
        await press('Enter');
        await expect.poll(mask).not.toBe(before);
        await by();
        await expect.poll(mask).toBe(before);
      },
    },
    { name: 'help.canvas.move', before: tool('b'), seen: changes(() => pointedAt(app)) },
    { name: 'help.canvas.moveFar', before: tool('b'), seen: changes(() => pointedAt(app)) },
    {
      name: 'help.canvas.add',
      before: inOrder(tool('v'), selectFirst),
      seen: becomes(() => selected.count(), 2),
    },
    {
      name: 'help.canvas.stepBack',
      before: inOrder(
        tool('l'),
        () => press('Enter'),
        () => press('Shift+ArrowRight'),
        () => press('Enter'),
      ),
      seen: changes(line),
      after: () => press('Escape'),
    },
    {
      name: 'help.canvas.compare',
      seen: async () => {
        const before = await mask();
        await page.keyboard.down('Space');
        await expect.poll(mask).not.toBe(before);
        await page.keyboard.up('Space');
        await expect.poll(mask).toBe(before);
      },
    },
    {
      name: 'help.canvas.zoom',
      before: async () => {
        const box = await app.canvas.boundingBox();
        if (box) await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      },
      seen: changes(zoom),
    },
    { name: 'help.canvas.radius', before: tool('b'), seen: changes(radius) },

    {
      name: 'command.clearClicks',
      before: inOrder(
        tool('c'),
        () => press('Enter'),
        () => expect(clicks).toHaveCount(1),
      ),
      seen: becomes(() => clicks.count(), 0),
    },
    {
      name: 'command.refineFromMask',
      seen: async (by) => {
        const working = page.getByText(en['clicks.refining']);
        await by();
        await expect(working).not.toHaveCount(0);
        await expect(working).toHaveCount(0);
      },
    },
    { name: 'command.backToAi', seen: changes(revision) },
    {
      name: 'command.segmentAgain',
      seen: changes(() => page.getByTestId('stage-times').getAttribute('data-total')),
    },
    {
      name: 'command.cancel',
      // Another pixel size: what the model has read of the picture before would be too quick to cancel.
      before: () => page.getByRole('button', { name: '20×' }).click(),
      seen: async (by) => {
        await by();
        await expect(
          page.getByText(en['notice.rerunCancelled'].replace('{file}', 'nuclei.png')),
        ).toBeVisible();
      },
    },
    {
      name: 'command.closeImage',
      before: async () => page.once('dialog', (dialog) => void dialog.accept()),
      seen: changes(() => page.getByRole('listitem').filter({ hasText: 'nuclei.png' }).count()),
    },
  ];
}

/** Only enabled when there is a newer version: update.spec takes the offer, by its button. */
const ELSEWHERE: readonly Text[] = ['command.update'];

test('each key of the help sheet does what the sheet says, and the sheet has no other', async ({
  app,
  page,
}) => {
  await app.start('?private');
  await app.drop(smallPicture());
  await app.drop(fromDisk(fixture('rgb.png'), 'second.png'));
  await app.mask('second.png');
  await page.keyboard.press('PageUp');
  await app.mask('nuclei.png');
  const rows = new Map((await sheetRows(page)).map(({ name, keys }) => [name, keys]));
  const checks = checksOf(app);
  expect([...rows.keys()].sort()).toEqual(
    [...checks.map(({ name }) => name), ...ELSEWHERE].map((name) => en[name] as string).sort(),
  );
  for (const { name, before, seen, after } of checks) {
    for (const key of rows.get(en[name]) ?? []) {
      await test.step(`${en[name]}: ${key}`, async () => {
        await before?.();
        await seen(() => pressWritten(page, key));
        await after?.();
      });
    }
  }

  await test.step('a text field, a slider and a dialog have their keys for themselves', async () => {
    const pressed = (name: Text) =>
      page.getByRole('button', { name: en[name], exact: true, pressed: true });
    await page.keyboard.press('f');
    const note = page.getByRole('textbox', { name: en['review.note'] });
    await note.pressSequentially('a b[r] 0');
    await page.keyboard.press('Backspace');
    await expect(note).toHaveValue('a b[r] ');
    await expect(page.locator('button[data-decision=flagged]')).toHaveAttribute(
      'aria-pressed',
      'true',
    );

    const threshold = page.getByRole('slider', { name: en['adjust.threshold'], exact: true });
    const before = await threshold.inputValue();
    await threshold.focus();
    await page.keyboard.press('ArrowRight');
    await expect(threshold).not.toHaveValue(before);
    await page.keyboard.press('e'); // no slider knows letters
    await expect(pressed('tool.eraser')).toHaveCount(1);

    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('b');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(pressed('tool.eraser')).toHaveCount(1);
  });
});
