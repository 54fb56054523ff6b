import { expect, test } from 'vitest';
import { DIFFERENCE_COLOURS, PALETTES, type Rgb } from './palette';

/**
 * What is left of a colour without one kind of cone, in linear RGB, row-major: Machado, Oliveira &
 * Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), severity 1.
 */
const VISIONS: Readonly<Record<string, readonly number[]>> = {
  'all cones': [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [
    0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
  ],
  deuteranopia: [
    0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
  ],
  tritanopia: [
    1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039,
  ],
};

/** From 1 on two colours differ at all, side by side; from 10 on they do at a glance. */
const AT_A_GLANCE = 10;

type Lab = readonly [number, number, number];

/** CIE L*a*b* (D65) of a colour as somebody sees it. */
function seen(colour: Rgb, vision: readonly number[]): Lab {
  const linear = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const times = (matrix: readonly number[], v: readonly number[]): number[] =>
    [0, 3, 6].map((row) => v.reduce((sum, x, i) => sum + (matrix[row + i] as number) * x, 0));
  const rgb = times(vision, linear).map((value) => Math.min(1, Math.max(0, value)));
  const ofWhite = [
    0.4124564 / 0.95047,
    0.3575761 / 0.95047,
    0.1804375 / 0.95047,
    0.2126729,
    0.7151522,
    0.072175,
    0.0193339 / 1.08883,
    0.119192 / 1.08883,
    0.9503041 / 1.08883,
  ];
  const [x, y, z] = times(ofWhite, rgb).map((t) =>
    t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116,
  ) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIEDE2000: Sharma, Wu & Dalal, "The CIEDE2000 Color-Difference Formula" (2005). */
function difference([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const radians = Math.PI / 180;
  const grey = (chroma: number): number => Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));
  const stretch = 1 + 0.5 * (1 - grey((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2));
  const c1 = Math.hypot(stretch * a1, b1);
  const c2 = Math.hypot(stretch * a2, b2);
  const hueOf = (a: number, b: number): number => (Math.atan2(b, a) / radians + 360) % 360;
  const h1 = hueOf(stretch * a1, b1);
  const h2 = hueOf(stretch * a2, b2);
  const isGrey = c1 * c2 === 0;
  const turn = isGrey ? 0 : ((h2 - h1 + 540) % 360) - 180;
  const hue = isGrey ? h1 + h2 : (h1 + turn / 2 + 360) % 360;
  const lightness = (l1 + l2) / 2;
  const chroma = (c1 + c2) / 2;
  const wave = (times: number, shift: number): number => Math.cos((times * hue + shift) * radians);
  const t = 1 - 0.17 * wave(1, -30) + 0.24 * wave(2, 0) + 0.32 * wave(3, 6) - 0.2 * wave(4, -63);
  const off50 = (lightness - 50) ** 2;
  const dl = (l2 - l1) / (1 + (0.015 * off50) / Math.sqrt(20 + off50));
  const dc = (c2 - c1) / (1 + 0.045 * chroma);
  const dh = (2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * radians)) / (1 + 0.015 * chroma * t);
  const blue = 60 * Math.exp(-(((hue - 275) / 25) ** 2));
  const rotation = -2 * Math.sin(blue * radians) * grey(chroma);
  return Math.sqrt(dl ** 2 + dc ** 2 + dh ** 2 + rotation * dc * dh);
}

/** Pairs of colours, by their places, that look alike at a glance to somebody. */
function confused(colours: readonly Rgb[]): string[] {
  return Object.entries(VISIONS).flatMap(([name, vision]) =>
    colours.flatMap((one, i) =>
      colours.slice(0, i).flatMap((other, j) => {
        const apart = difference(seen(one, vision), seen(other, vision));
        return apart < AT_A_GLANCE ? [`${j} and ${i}, ${name}: ${apart.toFixed(1)}`] : [];
      }),
    ),
  );
}

test('the difference between colours is as its authors have computed it', () => {
  const pairs: [Lab, Lab, number][] = [
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 2.5, 0], [58, 24, 15], 19.4535],
    [[50, -1, 2], [50, 0, 0], 2.3669],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ];
  for (const [one, other, expected] of pairs) {
    expect(difference(one, other)).toBeCloseTo(expected, 4);
    expect(difference(other, one)).toBeCloseTo(expected, 4);
  }
});

test.each(Object.entries(PALETTES))(
  'colours of the palette %s are told apart by people with each kind of colour vision',
  (_, colours) => expect(confused(colours)).toEqual([]),
);

test('what was added, removed and reassigned is told apart with each kind of colour vision', () => {
  expect(confused(Object.values(DIFFERENCE_COLOURS))).toEqual([]);
});

test('red and green of one lightness are found alike, as they are for those who mix them up', () => {
  expect(
    confused([
      [200, 80, 60],
      [120, 130, 20],
    ]),
  ).toEqual([expect.stringContaining('deuteranopia')]);
});
