import { expect, test } from 'vitest';
import { turnUpright } from './orient';

/** How EXIF stores the upright picture `ab / cd / ef` for each orientation. */
const STORED: Readonly<Record<number, readonly string[]>> = {
  1: ['ab', 'cd', 'ef'],
  2: ['ba', 'dc', 'fe'],
  3: ['fe', 'dc', 'ba'],
  4: ['ef', 'cd', 'ab'],
  5: ['ace', 'bdf'],
  6: ['bdf', 'ace'],
  7: ['fdb', 'eca'],
  8: ['eca', 'fdb'],
};

test.each(Object.entries(STORED))(
  'a picture stored with orientation %s is turned upright',
  (orientation, rows) => {
    const width = rows[0]?.length ?? 0;
    const data = Uint8Array.from([...rows.join('')].flatMap((c) => [c.charCodeAt(0), 1, 2]));
    const upright = turnUpright(
      { width, height: rows.length, channels: 3, data },
      Number(orientation),
    );
    expect([upright.width, upright.height]).toEqual([2, 3]);
    const shown = Array.from({ length: 6 }, (_, i) =>
      String.fromCharCode(upright.data[3 * i] as number),
    );
    expect(shown.join('')).toBe('abcdef');
    expect(upright.data.filter((_, i) => i % 3 === 2).every((value) => value === 2)).toBe(true);
  },
);
