import type { CDPSession, Page } from '@playwright/test';
import { expect, fromDisk, golden, says, test } from './app';

/** As the browser's own zoom and another screen change the page: fewer CSS pixels, more device pixels each. */
async function setScreen(
  session: CDPSession,
  width: number,
  height: number,
  deviceScaleFactor: number,
): Promise<void> {
  await session.send('Emulation.setDeviceMetricsOverride', {
    width,
    height,
    deviceScaleFactor,
    mobile: false,
  });
}

/** Width of each canvas of the stage in its own pixels, and what the screen has for it. */
function canvasWidths(page: Page) {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLCanvasElement>('[data-testid=canvas] canvas')].map(
      (canvas) => ({
        own: canvas.width,
        screen: canvas.clientWidth * devicePixelRatio,
      }),
    ),
  );
}

test('pixels stay sharp when the browser zooms and when the window moves to another screen', async ({
  app,
  page,
}) => {
  await app.start('?private');
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.mask('dermoscopy.png');
  const session = await page.context().newCDPSession(page);
  for (const [width, height, ratio] of [
    [1400, 900, 1],
    [933, 600, 1.5],
    [1400, 900, 1],
    [1400, 900, 2],
    [1400, 900, 1],
  ] as const) {
    await setScreen(session, width, height, ratio);
    await expect
      .poll(
        async () =>
          (await canvasWidths(page)).every(({ own, screen }) => Math.abs(own - screen) < 1),
        {
          message: `${width} × ${height} at ${ratio}`,
        },
      )
      .toBe(true);
    expect(await canvasWidths(page)).toHaveLength(3);
    await page.keyboard.press('1'); // one pixel to one pixel
    await expect(page.getByTitle(says('command.zoomPixels'))).toHaveText('100 %');
  }
});

test('a thumbnail that is dragged over the page is no new image', async ({ app, page }) => {
  await app.start('?private');
  await app.drop(fromDisk(golden('dermoscopy.png')));
  await app.mask('dermoscopy.png');
  const rows = page.getByRole('navigation').getByRole('listitem');
  await expect(rows).toHaveCount(1);
  await rows.first().getByRole('button').first().dragTo(app.canvas);
  // A drag from the page itself, with the file that Chromium adds for a picture.
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array([1])], 'thumbnail.png'));
    return data;
  });
  await page.dispatchEvent('body', 'dragstart', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'dragend', { dataTransfer: transfer });
  await app.drop(fromDisk(golden('dermoscopy.png'), 'another.png')); // from outside: one more
  await expect(rows).toHaveCount(2);
});

test.describe('with forced colours', () => {
  test.use({ contextOptions: { forcedColors: 'active', reducedMotion: 'reduce' } });

  test('tool, decision, image, switches, sliders and fields are seen', async ({ app, page }) => {
    await app.start('?private');
    await app.drop(fromDisk(golden('dermoscopy.png')));
    await app.mask('dermoscopy.png');
    const border = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => Number.parseFloat(getComputedStyle(element).borderTopWidth));
    await page.keyboard.press('b');
    const pressed = page.locator('[aria-pressed="true"]');
    await expect(pressed.first()).toBeVisible();
    expect(await border('[aria-pressed="true"]')).toBeGreaterThanOrEqual(3);
    expect(await border('button[aria-pressed="false"]')).toBeLessThan(3);
    await page.keyboard.press('a');
    const accepted = 'button[data-decision="accepted"]';
    await expect(page.locator(accepted)).toHaveAttribute('aria-pressed', 'true');
    expect(await border(accepted)).toBeGreaterThanOrEqual(3);
    expect(await border('button[data-decision="rejected"]')).toBeLessThan(3);
    expect(await border('nav [aria-current]')).toBeGreaterThanOrEqual(3);

    /** Colours that the system chose for backgrounds, as the page computes them. */
    const background = (selector: string, pseudo?: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element, name) => getComputedStyle(element, name).backgroundColor, pseudo);
    const system = (name: string) =>
      page.evaluate((keyword) => {
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.cssText = `background: ${keyword}; forced-color-adjust: none`;
        const { backgroundColor } = getComputedStyle(probe);
        probe.remove();
        return backgroundColor;
      }, name);
    const [highlight, canvas] = [await system('Highlight'), await system('Canvas')];
    expect(highlight).not.toBe(canvas);
    const on = '[role=switch]:checked';
    const off = '[role=switch]:not(:checked)';
    expect(await background(on)).toBe(highlight);
    expect(await background(off)).toBe(canvas);
    expect(await border(off)).toBeGreaterThanOrEqual(1);
    expect(await background(off, '::after')).not.toBe(canvas);
    const field = page.locator('input[inputmode=decimal]').first().locator('..');
    expect(
      await field.evaluate((element) =>
        Number.parseFloat(getComputedStyle(element).borderTopWidth),
      ),
    ).toBeGreaterThanOrEqual(1);
    const track = await page
      .locator('input[type=range]')
      .first()
      .evaluate((element) => getComputedStyle(element).forcedColorAdjust);
    expect(track).toBe('none'); // so that the track's gradient of system colours is painted
  });
});
