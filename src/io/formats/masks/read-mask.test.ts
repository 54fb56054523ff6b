import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { writePng } from '@/testing/png';
import { listReadings, readMask } from './read-mask';

const SIZE = { width: 96, height: 96 };
const SPACING = 16;

/** Thirty-six nuclei of 8 to 12 pixels, none at the edge of the image; the number of each pixel's, or 0. */
const NUCLEI = each((x, y) => {
  const column = Math.floor(x / SPACING);
  const row = Math.floor(y / SPACING);
  const number = 6 * row + column + 1;
  const radius = 4 + (number % 3);
  const distance = Math.hypot((x % SPACING) - 7.5, (y % SPACING) - 7.5);
  return distance < radius ? number : 0;
});
const TRUTH = NUCLEI.map((number) => Math.min(number, 1));

/** 0–1: the truth after `rounds` of averaging 3 × 3 pixels, as smoothing or resampling leaves it. */
function softened(rounds: number): number[] {
  let values = TRUTH.map((value) => value);
  for (let round = 0; round < rounds; round++) {
    const at = (x: number, y: number): number =>
      x < 0 || y < 0 || x >= SIZE.width || y >= SIZE.height
        ? 0
        : (values[y * SIZE.width + x] as number);
    values = each((x, y) => {
      let sum = 0;
      for (const dy of [-1, 0, 1]) for (const dx of [-1, 0, 1]) sum += at(x + dx, y + dy);
      return sum / 9;
    });
  }
  return values;
}
const SOFT = softened(1);

function each(value: (x: number, y: number) => number): number[] {
  const { width, height } = SIZE;
  return Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)));
}

const grey = (samples: readonly number[], depth: 1 | 2 | 4 | 8 | 16 = 8): File =>
  writePng({ ...SIZE, colourType: 0, depth, samples });
const rgb = (colourOf: (i: number) => readonly number[]): File =>
  writePng({ ...SIZE, colourType: 2, samples: TRUTH.flatMap((_, i) => colourOf(i)) });
const mix = (part: number, a: readonly number[], b: readonly number[]): number[] =>
  a.map((value, c) => Math.round(part * value + (1 - part) * (b[c] as number)));
const BLACK = [0, 0, 0];
const WHITE = [255, 255, 255];
const RED = [220, 20, 40];

async function read(file: File) {
  const { labels, reading, isCertain } = await readMask(file, file.name, SIZE, null);
  const [first, ...others] = await listReadings(file, file.name, SIZE);
  return {
    labels,
    kind: reading.kind,
    isCertain,
    first,
    others: others.map((o) => o.reading.kind),
  };
}

function dice(labels: ArrayLike<number>, truth: readonly number[] = TRUTH): number {
  let both = 0;
  let sum = 0;
  for (let i = 0; i < truth.length; i++) {
    const a = (labels[i] as number) > 0;
    const b = (truth[i] as number) > 0;
    if (a && b) both++;
    sum += Number(a) + Number(b);
  }
  return (2 * both) / sum;
}

/** A file that needs no question and is the truth, whatever is soft about its edges. */
async function expectMask(file: File): Promise<void> {
  const found = await read(file);
  expect(found).toMatchObject({ isCertain: true, first: { objectCount: 36 } });
  expect(Math.max(...found.labels)).toBe(1);
  expect(dice(found.labels)).toBeGreaterThanOrEqual(0.99);
}

describe('a mask in grey is a mask', () => {
  test.each([
    ['0 and 255', grey(TRUTH.map((v) => 255 * v))],
    ['one bit', grey(TRUTH, 1)],
    ['0 and 1', grey(TRUTH)],
    ['0 and 128', grey(TRUTH.map((v) => 128 * v))],
    ['0, 254 and 255', grey(TRUTH.map((v, i) => (v ? 254 + (i % 2) : 0)))],
    ['soft edges, 8 bits', grey(SOFT.map((v) => Math.round(255 * v)))],
    [
      'soft edges, 16 bits',
      grey(
        SOFT.map((v) => Math.round(65535 * v)),
        16,
      ),
    ],
    [
      'soft edges of a 12-bit camera',
      grey(
        SOFT.map((v) => Math.round(4095 * v)),
        16,
      ),
    ],
    ['soft edges, brightest 40', grey(SOFT.map((v) => Math.round(40 * v)))],
    [
      'a plateau of two values',
      grey(SOFT.map((v, i) => (v < 1 ? Math.round(255 * v) : i % SIZE.width < 40 ? 254 : 255))),
    ],
    [
      'soft edges in four bits',
      grey(
        SOFT.map((v) => Math.round(15 * v)),
        4,
      ),
    ],
    ['wide soft edges', grey(softened(2).map((v) => Math.round(255 * v)))],
    [
      'the ringing of JPEG',
      grey(
        SOFT.map((v, i) =>
          v > 0 ? Math.max(0, Math.min(255, Math.round(255 * v) + (i % 5) - 2)) : 0,
        ),
      ),
    ],
  ])('%s', (_, file) => expectMask(file));
});

describe('transparent pixels are background, whatever colour lies beneath', () => {
  const withAlpha = (colour: (i: number) => readonly number[], alpha: readonly number[]): File =>
    writePng({
      ...SIZE,
      colourType: 6,
      samples: alpha.flatMap((a, i) => [...colour(i), a]),
    });
  const hard = TRUTH.map((v) => 255 * v);

  test.each([
    ['black on clear black', withAlpha(() => BLACK, hard)],
    ['black on clear white', withAlpha((i) => (TRUTH[i] ? BLACK : WHITE), hard)],
    ['white on clear noise', withAlpha((i) => (TRUTH[i] ? WHITE : [i % 251, i % 13, 7]), hard)],
    [
      'red, soft, half opaque',
      withAlpha(
        () => RED,
        SOFT.map((v) => Math.round(128 * v)),
      ),
    ],
    ['grey with alpha', writePng({ ...SIZE, colourType: 4, samples: hard.flatMap((a) => [0, a]) })],
    [
      '16-bit grey with alpha',
      writePng({ ...SIZE, colourType: 4, depth: 16, samples: hard.flatMap((a) => [0, 257 * a]) }),
    ],
    [
      'a grey key',
      writePng({
        ...SIZE,
        colourType: 0,
        samples: TRUTH.map((v) => 255 - 255 * v),
        transparency: [0, 255],
      }),
    ],
    [
      'an RGB key',
      writePng({
        ...SIZE,
        colourType: 2,
        samples: TRUTH.flatMap((v) => (v ? BLACK : WHITE)),
        transparency: [0, 255, 0, 255, 0, 255],
      }),
    ],
    [
      'a palette whose first entry is clear white',
      writePng({
        ...SIZE,
        colourType: 3,
        samples: TRUTH,
        palette: [...WHITE, ...BLACK],
        transparency: [0],
      }),
    ],
    [
      'a palette of growing opacity',
      writePng({
        ...SIZE,
        colourType: 3,
        samples: SOFT.map((v) => Math.floor(4 * v + 1e-9)),
        palette: [WHITE, WHITE, WHITE, WHITE, WHITE].flat(),
        transparency: [0, 64, 128, 192, 255],
      }),
    ],
  ])('%s', (_, file) => expectMask(file));

  test('labels on a clear ground stay labels', async () => {
    const samples = NUCLEI.flatMap((number) => [number, number ? 255 : 0]);
    const found = await read(writePng({ ...SIZE, colourType: 4, samples }));
    expect(found).toMatchObject({ kind: 'numbers', isCertain: true });
    expect([...found.labels]).toEqual(NUCLEI);
  });
});

describe('a palette that is a grey ramp goes by its colours', () => {
  const levels = SOFT.map((v) => Math.round(255 * v));
  const ramp = (greyOf: (index: number) => number, indexOf: (level: number) => number): File =>
    writePng({
      ...SIZE,
      colourType: 3,
      samples: levels.map(indexOf),
      palette: Array.from({ length: 256 }, (_, i) => Array(3).fill(greyOf(i))).flat(),
    });
  test.each([
    [
      'in order',
      ramp(
        (i) => i,
        (level) => level,
      ),
    ],
    [
      'white first',
      ramp(
        (i) => 255 - i,
        (level) => 255 - level,
      ),
    ],
    [
      'shuffled',
      ramp(
        (i) => (i * 77) % 256,
        (level) => (level * 133) % 256,
      ),
    ],
    [
      'with entries twice',
      ramp(
        (i) => i & 0xfe,
        (level) => level,
      ),
    ],
  ])('%s', (_, file) => expectMask(file));
});

describe('numbers are labels', () => {
  test.each([
    ['1 to 36', NUCLEI, 8],
    ['16 bits with gaps', NUCLEI.map((number) => number * 700), 16],
    ['high numbers alone', NUCLEI.map((number) => (number ? 300 + number : 0)), 16],
    ['up to 65,534', NUCLEI.map((number) => (number ? 65534 - number + 1 : 0)), 16],
  ] as const)('%s', async (_, numbers, depth) => {
    const found = await read(grey(numbers, depth));
    expect(found).toMatchObject({ kind: 'numbers', isCertain: true, first: { objectCount: 36 } });
    expect([...found.labels]).toEqual([...numbers]);
  });

  test('two numbers are two objects', async () => {
    const two = each((x, y) => (y < 20 || y > 60 ? 0 : x < 40 ? 1 : x > 60 ? 2 : 0));
    expect([...(await read(grey(two))).labels]).toEqual(two);
  });

  test('65,535 is asked about, and as an object gets a number that is free', async () => {
    const numbers = NUCLEI.map((number) => (number === 7 ? 65535 : number));
    const file = grey(numbers, 16);
    expect(await read(file)).toMatchObject({ kind: 'no-void', isCertain: false });
    const kept = await readMask(file, '', SIZE, { kind: 'with-void', value: 65535 });
    expect([...kept.labels]).toEqual(NUCLEI);
  });

  test('objects that cover all of the image are all kept, and asked about', async () => {
    const dense = each((x, y) => {
      const row = Math.floor(y / 16);
      return 6 * row + Math.floor(((x + 8 * (row % 2)) % 96) / 16) + 1;
    });
    const found = await read(grey(dense));
    expect(found.isCertain).toBe(false);
    const file = grey(dense);
    const kept = await readMask(file, '', SIZE, { kind: 'numbers', value: 0 });
    expect([...kept.labels]).toEqual(dense);
  });

  test('more objects than 8 bits have numbers are counted by pieces, and asked about', async () => {
    const many = each((x, y) =>
      x % 5 && y % 5 ? 20 * Math.floor(y / 5) + Math.floor(x / 5) + 1 : 0,
    );
    const wrapped = many.map((number) => number % 256);
    const found = await read(grey(wrapped));
    expect(found.kind).toBe('pieces');
    expect(found.isCertain).toBe(false);
    expect(new Set(found.labels).size - 1).toBe(new Set(many).size - 2); // 256 became ground
    expect((await read(grey(many, 16))).kind).toBe('numbers');
  });

  test('a ground that is not 0 is found at the edge, and asked about', async () => {
    const found = await read(grey(NUCLEI.map((number) => (number ? number : 99))));
    expect(found).toMatchObject({ kind: 'numbers', isCertain: false });
    expect([...found.labels]).toEqual(NUCLEI);
  });
});

describe('classes are asked about, each piece an object', () => {
  const classes = NUCLEI.map((number) => (number ? 1 + (number % 3) : 0));
  const COLOURS = [BLACK, RED, [30, 200, 60], [40, 60, 240]];

  test.each([
    ['numbers', grey(classes)],
    ['grey levels', grey(classes.map((c) => 60 * c))],
    ['0, 128 and 255', grey(NUCLEI.map((n) => (n ? (n % 2 ? 128 : 255) : 0)))],
    ['colours', rgb((i) => COLOURS[classes[i] as number] as number[])],
    ['a palette', writePng({ ...SIZE, colourType: 3, samples: classes, palette: COLOURS.flat() })],
  ])('%s', async (_, file) => {
    const found = await read(file);
    expect(found).toMatchObject({ kind: 'pieces', isCertain: false, first: { objectCount: 36 } });
    expect(found.others).toContain('numbers');
    expect(found.others).toContain('only');
    expect(dice(found.labels)).toBe(1);
  });

  test('one class alone, or one channel', async () => {
    const colours = [BLACK, [255, 0, 0], [0, 255, 0], [255, 255, 0]];
    const file = rgb((i) => colours[classes[i] as number] as number[]);
    const found = await read(file);
    expect(found.others).toContain('channel');
    const red = await readMask(file, '', SIZE, { kind: 'channel', value: 0 });
    expect([...red.labels]).toEqual(classes.map((c) => Number(c === 1 || c === 3)));
    const only = await readMask(grey(classes), '', SIZE, { kind: 'only', value: 2 });
    expect([...only.labels]).toEqual(classes.map((c) => Number(c === 2)));
  });

  test('many colours, one each, are labels', async () => {
    const colourOf = (n: number) => (n ? [(n * 67) % 256, (n * 29) % 256, 40 + 5 * n] : BLACK);
    const found = await read(rgb((i) => colourOf(NUCLEI[i] as number)));
    expect(found).toMatchObject({ kind: 'numbers', isCertain: true, first: { objectCount: 36 } });
    expect(dice(found.labels)).toBe(1);
  });
});

describe('255 beside low numbers marks what is left out: it is asked about', () => {
  const inside = each((x, y) => {
    const distance = Math.hypot((x % SPACING) - 7.5, (y % SPACING) - 7.5);
    return distance < 4 ? 1 : 0;
  });
  const rimmed = inside.map((v, i) => v || (NUCLEI[i] ? 255 : 0));
  const vocPalette = Array.from({ length: 256 }, (_, i) =>
    i === 1 ? [128, 0, 0] : i === 255 ? [224, 224, 192] : BLACK,
  ).flat();
  test.each([
    ['grey', grey(rimmed)],
    ['a palette', writePng({ ...SIZE, colourType: 3, samples: rimmed, palette: vocPalette })],
  ])('%s', async (_, file) => {
    const found = await read(file);
    expect(found).toMatchObject({ kind: 'no-void', isCertain: false, first: { objectCount: 36 } });
    expect([...found.labels]).toEqual(inside);
    expect(found.others).toContain('with-void');
  });
});

describe('one colour on another is a mask', () => {
  test.each([
    ['red on black', rgb((i) => (TRUTH[i] ? RED : BLACK))],
    ['red on white', rgb((i) => (TRUTH[i] ? RED : WHITE))],
    ['soft green on white', rgb((i) => mix(SOFT[i] as number, [0, 128, 0], WHITE))],
    ['yellow on violet', rgb((i) => (TRUTH[i] ? [253, 231, 37] : [68, 1, 84]))],
    [
      'a palette of red and white, red first',
      writePng({
        ...SIZE,
        colourType: 3,
        samples: TRUTH.map((v) => 1 - v),
        palette: [...RED, ...WHITE],
      }),
    ],
  ])('%s', (_, file) => expectMask(file));
});

test.each([
  ['hard', grey(TRUTH.map((v) => 255 - 255 * v))],
  ['soft', grey(SOFT.map((v) => 255 - Math.round(255 * v)))],
  [
    '16 bits',
    grey(
      TRUTH.map((v) => 65535 - 65535 * v),
      16,
    ),
  ],
])('dark objects on white are noticed: %s', async (_, file) => {
  const found = await read(file);
  expect(found).toMatchObject({ kind: 'inverted', isCertain: false, first: { objectCount: 36 } });
  expect(found.others).toContain('mask');
  expect(dice(found.labels)).toBeGreaterThanOrEqual(0.99);
});

test.each([
  ['white', WHITE],
  ['yellow', [255, 255, 0]],
])('%s outlines are asked about, and enclose objects', async (_, colour) => {
  const isLine = (i: number): boolean => {
    const near = [i, i - 1, i + 1, i - SIZE.width, i + SIZE.width];
    return TRUTH[i] === 1 && near.some((j) => TRUTH[j] === 0);
  };
  const found = await read(rgb((i) => (isLine(i) ? colour : BLACK)));
  expect(found).toMatchObject({ kind: 'outlines', isCertain: false, first: { objectCount: 36 } });
  expect(dice(found.labels)).toBe(1);
});

test('an empty mask has no object, a mask of nothing but object is asked about', async () => {
  const empty = await read(grey(TRUTH.map(() => 0)));
  expect(empty).toMatchObject({ isCertain: true, first: { objectCount: 0 } });
  expect(await read(grey(TRUTH.map(() => 255)))).toMatchObject({ isCertain: false });
});

/** Reproducible noise of −1 to 1. */
const noise = (i: number): number => ((i * 7919 + 13) % 257) / 128 - 1;

test('a photograph is never taken for a mask without a word', async () => {
  const tissue = (i: number, c: number): number =>
    (TRUTH[i] ? [90, 60, 140] : [210, 160, 200]).map(
      (v, k) => v + Math.round(25 * noise(3 * i + k)),
    )[c] as number;
  const inGrey = await read(grey(TRUTH.map((_, i) => tissue(i, 1))));
  expect(inGrey.isCertain).toBe(false);
  const inColour = rgb((i) => [0, 1, 2].map((c) => tissue(i, c)));
  await expect(readMask(inColour, '', SIZE, null)).rejects.toMatchObject({ name: 'NotAMask' });
});

test('a picture in many colours is refused by name', async () => {
  const file = rgb((i) => [(i * 31) % 256, (i * 7) % 256, (i * 3) % 256]);
  await expect(readMask(file, 'tile.png', SIZE, null)).rejects.toMatchObject({
    name: 'NotAMask',
    values: { file: 'tile.png' },
  });
});

describe('files that other programs have written', () => {
  const FIXTURE = { width: 48, height: 40 };
  const fixture = async (name: string) =>
    readMask(new Blob([await readFile(`e2e/fixtures/files/${name}`)]), name, FIXTURE, null);
  const of = (value: (x: number, y: number) => number): number[] =>
    Array.from({ length: 48 * 40 }, (_, i) => value(i % 48, Math.floor(i / 48)));

  test('a disc of 255', async () => {
    const { labels } = await fixture('mask.png');
    expect([...labels]).toEqual(of((x, y) => ((x - 20) ** 2 + (y - 15) ** 2 < 100 ? 1 : 0)));
  });

  test('16-bit blocks are labels as they are', async () => {
    const { labels } = await fixture('labels-16.png');
    expect([...labels]).toEqual(of((x, y) => 300 * Math.floor(x / 16) + Math.floor(y / 20)));
  });

  test('indices of a coloured palette are labels', async () => {
    const { labels } = await fixture('labels-palette.png');
    expect([...labels]).toEqual(of((x) => Math.floor(x / 12)));
  });

  test('a mask of another size is refused with both sizes', async () => {
    const file = new Blob([await readFile('e2e/fixtures/files/mask.png')]);
    const other = { width: 40, height: 48 };
    await expect(readMask(file, 'mask.png', other, null)).rejects.toMatchObject({
      name: 'MaskSizeMismatch',
      values: { file: 'mask.png', width: 48, height: 40, imageWidth: 40, imageHeight: 48 },
    });
  });
});
