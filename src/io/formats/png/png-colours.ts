import type { RasterNote } from '@/core/types';
import { u32be } from '@/io/bytes';
import {
  type Chromaticity,
  DISPLAY_P3,
  primariesToSrgb,
  type RgbSpace,
  SRGB,
} from '@/io/formats/colour/primaries';
import { convertToSrgb } from '@/io/formats/colour/profile';
import type { PngChunks } from './png-chunks';

type Data = Uint8Array | Uint16Array;

/** More than any profile in use; a chunk that inflates to more is a bomb. */
const MOST_PROFILE_BYTES = 16 << 20;
/** gAMA and cHRM count in these. */
const UNIT = 100_000;
/** What sRGB writes as its gamma, for readers that know no curve. */
const SRGB_GAMMA = 45455;
/** Chromaticities of sRGB are written with these roundings. */
const CHROMATICITY_TOLERANCE = 0.001;

/**
 * Turns a PNG's stored values into sRGB by the first of cICP, iCCP, sRGB, gAMA with cHRM that the
 * file has (PNG 3rd edition, section 4.3). High dynamic range (cICP with PQ or HLG) is left as it is.
 */
export async function pngToSrgb<T extends Data>(
  { shown }: PngChunks,
  data: T,
  channels: 1 | 3,
): Promise<{ readonly data: T; readonly channels: 1 | 3; readonly note: RasterNote | null }> {
  if (shown.cICP) {
    const space = cicpSpace(shown.cICP);
    if (space === SRGB) return { data, channels, note: null };
    if (!space) return { data, channels, note: 'profile-ignored' };
    return { data: primariesToSrgb(space, data, channels), channels, note: 'profile-applied' };
  }
  if (shown.iCCP) {
    const profile = await inflateProfile(shown.iCCP);
    const converted = profile ? await convertToSrgb(profile, data, channels) : null;
    if (converted?.outcome === 'same') return { data, channels, note: null };
    if (converted?.outcome !== 'converted') return { data, channels, note: 'profile-ignored' };
    return { data: converted.data, channels: converted.channels, note: 'profile-applied' };
  }
  const space = shown.sRGB || !shown.gAMA ? null : gammaSpace(shown.gAMA, shown.cHRM);
  if (!space) return { data, channels, note: null };
  return { data: primariesToSrgb(space, data, channels), channels, note: 'profile-applied' };
}

/** Code points of ITU-T H.273; `null` for what is not converted. */
function cicpSpace([primaries, transfer, matrix, isFullRange]: Uint8Array): RgbSpace | null {
  if (matrix !== 0 || isFullRange !== 1 || (transfer !== 13 && transfer !== 1)) return null;
  if (primaries === 1) return SRGB;
  return primaries === 12 ? DISPLAY_P3 : null;
}

/** `null` where gamma and primaries are those of sRGB, or make no sense. */
function gammaSpace(gAMA: Uint8Array, cHRM: Uint8Array | undefined): RgbSpace | null {
  const gamma = u32be(gAMA, 0);
  if (gamma === 0) return null;
  const at = (i: number): Chromaticity => [
    u32be(cHRM ?? gAMA, 8 * i) / UNIT,
    u32be(cHRM ?? gAMA, 8 * i + 4) / UNIT,
  ];
  const named = cHRM ? { white: at(0), red: at(1), green: at(2), blue: at(3) } : SRGB;
  const corners = ['white', 'red', 'green', 'blue'] as const;
  if (corners.some((corner) => named[corner][1] === 0)) return null;
  const isSrgb = corners.every((corner) =>
    named[corner].every(
      (v, i) => Math.abs(v - (SRGB[corner][i] as number)) <= CHROMATICITY_TOLERANCE,
    ),
  );
  if (isSrgb && gamma === SRGB_GAMMA) return null;
  return { ...named, gamma: UNIT / gamma };
}

/** iCCP: a name, a zero, the method (0), the deflated profile. */
async function inflateProfile(chunk: Uint8Array<ArrayBuffer>): Promise<Uint8Array | null> {
  const name = chunk.indexOf(0);
  if (name < 0 || chunk[name + 1] !== 0) return null;
  const reader = new Blob([chunk.subarray(name + 2)])
    .stream()
    .pipeThrough(new DecompressionStream('deflate'))
    .getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > MOST_PROFILE_BYTES) {
        await reader.cancel();
        return null;
      }
      parts.push(value);
    }
  } catch (error) {
    if (error instanceof TypeError) return null; // damaged: the pixels are good without it
    throw error;
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
