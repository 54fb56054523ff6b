import { encode } from 'fast-png';
import { type Dropped, expect, says, test } from './app';

const COUNT = 1000;

/** A grey picture that takes no time to decode. */
function picture(number: number): Dropped {
  const data = new Uint8Array(32 * 32).fill(number % 200);
  const bytes = encode({ width: 32, height: 32, data, channels: 1, depth: 8 });
  return { name: `picture ${number}.png`, bytes };
}

const pictures = Array.from({ length: COUNT }, (_, i) => picture(i + 1));

for (const viewport of [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]) {
  test(`of 1,000 images the page holds those in sight, ${viewport.width} px wide`, async ({
    app,
    page,
  }) => {
    await page.setViewportSize(viewport);
    await app.start('?private');
    await app.drop(...pictures);
    const list = page.getByRole('navigation', { name: says('images.title') });
    const row = (number: number) =>
      list.getByRole('listitem').filter({ has: page.getByTitle(`picture ${number}.png`) });
    await expect(list.getByRole('heading')).toContainText('1,000');

    await expect(row(1)).toBeInViewport();
    await expect(row(1)).toHaveAttribute('aria-setsize', '1000');
    await expect(row(500)).toHaveCount(0);
    expect(await list.getByRole('listitem').count()).toBeLessThan(60);

    await row(1).getByRole('button').first().focus();
    await page.keyboard.press('End');
    await expect(row(COUNT)).toBeInViewport({ ratio: 0.9 });
    await expect(row(COUNT).getByRole('button').first()).toBeFocused();
    await expect(row(COUNT)).toHaveAttribute('aria-posinset', '1000');
    expect(await list.getByRole('listitem').count()).toBeLessThan(60);

    await page.keyboard.press('Enter');
    await app.press('previous-image');
    await expect(row(COUNT - 1).locator('[aria-current]')).toBeVisible();
    await expect(row(COUNT - 1)).toBeInViewport({ ratio: 0.9 });
    await page.keyboard.press('Home');
    await expect(row(1).getByRole('button').first()).toBeFocused();
    await expect(row(1)).toBeInViewport({ ratio: 0.9 });
  });
}
