// Draws the app's icons into public/icons: an object's outline with its core, the sign of the app.
// Run `node scripts/make-icons.mjs` after changing the drawing; needs Chromium, as the e2e tests do.
import { writeFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';

const ACCENT = '#0b746f';
const folder = new URL('../public/icons/', import.meta.url);

/** The sign in a 24-unit square; the same path is in src/ui/shell/brand.tsx. */
const sign = `
  <path d="M12.6 4.6c3.6.2 6.6 2.7 6.7 6.3.1 2.3-1 3.3-1.5 5-.7 2.3-2.4 3.5-4.9 3.4-2.3-.1-3.5-1-5.2-2-1.9-1.2-3.1-2.9-3-5.4.2-3.9 4-7.5 7.9-7.3Z" fill="none" stroke="#fff" stroke-width="1.8"/>
  <circle cx="11.3" cy="11.8" r="2.9" fill="#fff"/>`;

/**
 * @param radius corner radius in 24ths of the side
 * @param scale  size of the sign; maskable icons keep it inside the middle 80 %
 */
function draw(radius, scale) {
  const shift = 12 * (1 - scale);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">
  <rect width="24" height="24" rx="${radius}" fill="${ACCENT}"/>
  <g transform="translate(${shift} ${shift}) scale(${scale})">${sign}
  </g>
</svg>
`;
}

async function render(page, svg, sidePx, file) {
  await page.setViewportSize({ width: sidePx, height: sidePx });
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  await page.setContent(
    `<body style="margin:0"><img src="${source}" width="${sidePx}" height="${sidePx}"></body>`,
  );
  await page
    .locator('img')
    .screenshot({ path: new URL(file, folder).pathname, omitBackground: true });
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage();
await writeFile(new URL('favicon.svg', folder), draw(6, 1));
await render(page, draw(6, 1), 192, 'icon-192.png');
await render(page, draw(6, 1), 512, 'icon-512.png');
await render(page, draw(0, 0.8), 512, 'icon-maskable-512.png');
await browser.close();
