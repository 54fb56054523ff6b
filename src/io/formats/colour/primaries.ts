/** x and y of a chromaticity, CIE 1931. */
export type Chromaticity = readonly [x: number, y: number];

/** The chromaticities of an image's red, green, blue and white, and how its values become light. */
export interface RgbSpace {
  readonly red: Chromaticity;
  readonly green: Chromaticity;
  readonly blue: Chromaticity;
  readonly white: Chromaticity;
  /** Light = value ^ gamma, both 0 to 1; `null`: sRGB's own curve. */
  readonly gamma: number | null;
}

/** IEC 61966-2-1. */
export const SRGB: RgbSpace = {
  red: [0.64, 0.33],
  green: [0.3, 0.6],
  blue: [0.15, 0.06],
  white: [0.3127, 0.329],
  gamma: null,
};

/** SMPTE EG 432-1 with the sRGB curve. */
export const DISPLAY_P3: RgbSpace = { ...SRGB, red: [0.68, 0.32], green: [0.265, 0.69] };

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/** Bradford cone responses of XYZ (ICC.1:2022, annex E.3). */
const BRADFORD: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

/** Steps of the table that turns linear light back into values. */
const STEPS = 65535;

/**
 * Turns stored values into sRGB, by primaries and gamma. White is adapted (Bradford).
 *
 * @param data interleaved, 8 or 16 bits; for one channel only the gamma changes
 * @returns a new array, or `data` itself if the two spaces are equal
 */
export function primariesToSrgb<T extends Uint8Array | Uint16Array>(
  space: RgbSpace,
  data: T,
  channels: 1 | 3,
): T {
  const white = 256 ** data.BYTES_PER_ELEMENT - 1;
  const light = Float64Array.from({ length: white + 1 }, (_, v) => toLight(v / white, space.gamma));
  const value = Float64Array.from({ length: STEPS + 1 }, (_, i) => white * fromLight(i / STEPS));
  const encode = (linear: number): number =>
    Math.round(value[Math.round(Math.min(1, Math.max(0, linear)) * STEPS)] as number);
  const out = data.slice() as T;
  if (channels === 1) {
    for (let i = 0; i < data.length; i++) out[i] = encode(light[data[i] as number] as number);
    return out;
  }
  const [r, g, b] = multiply(inverse(toXyz(SRGB)), toXyz(space));
  for (let i = 0; i < data.length; i += 3) {
    const red = light[data[i] as number] as number;
    const green = light[data[i + 1] as number] as number;
    const blue = light[data[i + 2] as number] as number;
    out[i] = encode(r[0] * red + r[1] * green + r[2] * blue);
    out[i + 1] = encode(g[0] * red + g[1] * green + g[2] * blue);
    out[i + 2] = encode(b[0] * red + b[1] * green + b[2] * blue);
  }
  return out;
}

function toLight(value: number, gamma: number | null): number {
  if (gamma !== null) return value ** gamma;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function fromLight(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}

/** Linear RGB to XYZ, adapted to sRGB's white. */
function toXyz({ red, green, blue, white }: RgbSpace): Matrix {
  const columns = transpose([xyzOf(red), xyzOf(green), xyzOf(blue)]);
  const [r, g, b] = apply(inverse(columns), xyzOf(white));
  const scaled = columns.map(([x, y, z]) => [x * r, y * g, z * b]) as unknown as Matrix;
  return multiply(adaptation(xyzOf(white), xyzOf(SRGB.white)), scaled);
}

function adaptation(from: Triple, to: Triple): Matrix {
  const cones = apply(BRADFORD, from);
  const wanted = apply(BRADFORD, to);
  const scale = BRADFORD.map((row, i) =>
    row.map((value) => (value * (wanted[i] as number)) / (cones[i] as number)),
  ) as unknown as Matrix;
  return multiply(inverse(BRADFORD), scale);
}

function xyzOf([x, y]: Chromaticity): Triple {
  return [x / y, 1, (1 - x - y) / y];
}

function apply(m: Matrix, [x, y, z]: Triple): Triple {
  return m.map((row) => row[0] * x + row[1] * y + row[2] * z) as unknown as Triple;
}

function transpose(m: Matrix): Matrix {
  return [0, 1, 2].map((i) => m.map((row) => row[i])) as unknown as Matrix;
}

function multiply(a: Matrix, b: Matrix): Matrix {
  const columns = transpose(b);
  return transpose(columns.map((column) => apply(a, column)) as unknown as Matrix);
}

function inverse([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return [
    [(e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det],
    [(f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det],
    [(d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det],
  ];
}
