import { turnUpright } from '@/core/grid/orient';
import type { Raster, RasterNote, Size } from '@/core/types';
import { findOrientation } from '@/io/formats/exif-orientation';
import type { Background, Colours } from '@/io/formats/format';
import { toGreyIfEqual } from '@/io/formats/grey';
import { defaultWindow } from '@/io/formats/intensity-window';
import { damaged, truncated } from '@/io/refusals';
import { type PngChunks, type PngHeader, readPngChunks } from './png-chunks';
import { pngToSrgb } from './png-colours';
import { assembleRows, type Pass, passesOf } from './png-rows';

const SAMPLES = { grey: 1, rgb: 3, palette: 1, 'grey-alpha': 2, 'rgb-alpha': 4 } as const;

/**
 * Decodes a PNG upright (eXIf) and as other programs show it: its colour profile or gamma turns
 * values into sRGB. 16 bits stay 16 bits; a canvas would round them to 8.
 *
 * Alpha and colour keys are flattened over `background`. Fewer than 8 bits are widened to 8. Images
 * whose channels are all equal get one channel. Inflating runs in the browser's own code, and rows
 * are unfiltered as they arrive. So the peak is the file plus the decoded pixels.
 *
 * `spacing` is always `null`: pHYs is a print size (72, 96 or 300 dpi), and nothing says when it
 * means the size of what was photographed.
 *
 * Throws FileTruncated or FileDamaged with `file` as the name. The size must be checked before.
 */
export async function decodePng(
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
  background: Background = 'white',
  colours: Colours = 'srgb',
): Promise<Raster> {
  const chunks = readPngChunks(bytes, file);
  const { width, height, depth, colour } = chunks.header;
  const isGrey = colour === 'grey' || colour === 'grey-alpha';
  const channels: 1 | 3 = isGrey ? 1 : 3;
  const bits = depth === 16 ? 16 : 8;
  const length = width * height * channels;
  const data = bits === 16 ? new Uint16Array(length) : new Uint8Array(length);
  const behind = background === 'black' ? 0 : 2 ** bits - 1;
  const isPacked = colour === 'palette' || depth < 8;
  await inflateRows(
    chunks,
    file,
    isPacked
      ? tableWriter(chunks.header, colourTable(chunks, channels, behind), data, channels)
      : sampleWriter(chunks.header, colourKey(chunks), behind, data, channels),
  );
  const notes: RasterNote[] = chunks.isEndMissing ? ['no-end-marker'] : [];
  const shown =
    colours === 'srgb' ? await pngToSrgb(chunks, data, channels) : { data, channels, note: null };
  if (shown.note) notes.push(shown.note);
  const picture = toGreyIfEqual(shown.data, shown.channels);
  const window = bits === 16 ? defaultWindow(picture.data, picture.channels) : null;
  const upright = turnUpright({ width, height, ...picture }, orientationOf(chunks));
  return { ...upright, channels: picture.channels, bits, window, spacing: null, notes };
}

/** EXIF orientation, 1 to 8. */
function orientationOf({ shown }: PngChunks): number {
  return (shown.eXIf && findOrientation(shown.eXIf)?.value) ?? 1;
}

/** The samples of a PNG, upright: indices, grey below 8 bits unscaled, alpha as one of them. */
export interface StoredSamples extends Size {
  /** Interleaved, row-major. */
  readonly samples: Uint8Array | Uint16Array;
  /** 1 for grey and palettes, 2 for grey with alpha, 3 for RGB, 4 for RGB with alpha. */
  readonly perPixel: number;
}

/** Reads the stored samples of any PNG. Label pictures mean these, not the colours they look like. */
export async function decodePngStored(chunks: PngChunks, file: string): Promise<StoredSamples> {
  const { header } = chunks;
  const { width, height } = header;
  const perPixel = SAMPLES[header.colour];
  const length = width * height * perPixel;
  const samples = header.depth === 16 ? new Uint16Array(length) : new Uint8Array(length);
  const identity = Uint8Array.from({ length: 256 }, (_, i) => i);
  const writer =
    perPixel === 1 && header.depth <= 8
      ? tableWriter(header, identity, samples, 1)
      : storedWriter(header, samples, perPixel);
  await inflateRows(chunks, file, writer);
  const stored = { width, height, channels: perPixel, data: samples };
  const upright = turnUpright<typeof samples>(stored, orientationOf(chunks));
  return { width: upright.width, height: upright.height, samples: upright.data, perPixel };
}

/** Writes rows of whole-byte samples as they are. */
function storedWriter(
  { width, depth }: PngHeader,
  out: Uint8Array | Uint16Array,
  perPixel: number,
): RowWriter {
  const isWide = depth === 16;
  return (row, pass, index) => {
    let to = ((pass.yStart + index * pass.yStep) * width + pass.xStart) * perPixel;
    for (let i = 0, from = 1; i < pass.columns; i++, to += pass.xStep * perPixel) {
      for (let c = 0; c < perPixel; c++, from += isWide ? 2 : 1) {
        const high = row[from] as number;
        out[to + c] = isWide ? (high << 8) | (row[from + 1] as number) : high;
      }
    }
  };
}

type RowWriter = (row: Uint8Array, pass: Pass, index: number) => void;

async function inflateRows(chunks: PngChunks, file: string, onRow: RowWriter): Promise<void> {
  const { width, height, depth, colour, isInterlaced } = chunks.header;
  const bitsPerPixel = depth * SAMPLES[colour];
  const passes = passesOf(width, height, bitsPerPixel, isInterlaced);
  const rows = assembleRows(passes, Math.max(1, bitsPerPixel / 8), onRow);
  const inflated = new Blob([...chunks.data])
    .stream()
    .pipeThrough(new DecompressionStream('deflate'))
    .getReader();
  try {
    for (;;) {
      const { done, value } = await inflated.read();
      if (done) break;
      if (!rows.push(value)) throw damaged(file, 'a row has an unknown PNG filter');
      // A bomb may continue after the last row: nothing more is read.
      if (rows.isComplete()) return void (await inflated.cancel());
    }
  } catch (error) {
    if (error instanceof TypeError) throw damaged(file, `deflate stream: ${error.message}`);
    throw error;
  }
  throw chunks.isEndMissing
    ? truncated(file, 'there is no IEND chunk, and rows are missing')
    : damaged(file, 'its compressed data ends before the last row');
}

/** The shown value of each index or small grey value, `channels` bytes each. */
function colourTable(chunks: PngChunks, channels: 1 | 3, behind: number): Uint8Array {
  const { header, palette, transparency } = chunks;
  const table = new Uint8Array(256 * channels);
  if (!palette || header.colour !== 'palette') {
    const scale = 255 / (2 ** header.depth - 1);
    const key = colourKey(chunks)?.[0];
    for (let i = 0; i < 2 ** header.depth; i++) table[i] = i === key ? behind : i * scale;
    return table;
  }
  for (let i = 0; i < palette.length; i++) {
    const alpha = transparency?.[Math.floor(i / 3)] ?? 255;
    table[i] = flatten(palette[i] as number, alpha / 255, behind);
  }
  return table;
}

/** The one colour that means transparent, or `null`. */
export function colourKey({ header, transparency }: PngChunks): number[] | null {
  if (!transparency || (header.colour !== 'grey' && header.colour !== 'rgb')) return null;
  const samples = SAMPLES[header.colour];
  return Array.from(
    { length: samples },
    (_, i) => ((transparency[2 * i] ?? 0) << 8) | (transparency[2 * i + 1] ?? 0),
  );
}

function flatten(value: number, opacity: number, behind: number): number {
  return Math.round(behind + (value - behind) * opacity);
}

/** Writes rows of 1-, 2-, 4- or 8-bit values through a table of `channels` bytes each. */
function tableWriter(
  { width, depth }: PngHeader,
  table: Uint8Array,
  out: Uint8Array | Uint16Array,
  channels: 1 | 3,
): RowWriter {
  const perByte = 8 / depth;
  const largest = 2 ** depth - 1;
  return (row, pass, index) => {
    let to = ((pass.yStart + index * pass.yStep) * width + pass.xStart) * channels;
    for (let i = 0; i < pass.columns; i++, to += pass.xStep * channels) {
      const shift = 8 - depth * ((i % perByte) + 1);
      const from = (((row[1 + Math.floor(i / perByte)] as number) >> shift) & largest) * channels;
      for (let c = 0; c < channels; c++) out[to + c] = table[from + c] as number;
    }
  };
}

/** Writes rows of whole-byte samples, alpha and colour key flattened over `behind`. */
function sampleWriter(
  { width, depth, colour }: PngHeader,
  key: readonly number[] | null,
  behind: number,
  out: Uint8Array | Uint16Array,
  channels: 1 | 3,
): RowWriter {
  const isWide = depth === 16;
  const opaque = isWide ? 65535 : 255;
  const hasAlpha = colour === 'grey-alpha' || colour === 'rgb-alpha';
  const sampleBytes = isWide ? 2 : 1;
  const pixelBytes = sampleBytes * SAMPLES[colour];
  const read = isWide
    ? (row: Uint8Array, at: number) => ((row[at] as number) << 8) | (row[at + 1] as number)
    : (row: Uint8Array, at: number) => row[at] as number;

  return (row, pass, index) => {
    let to = ((pass.yStart + index * pass.yStep) * width + pass.xStart) * channels;
    if (!isWide && !hasAlpha && !key && pass.xStep === 1) {
      out.set(row.subarray(1), to);
      return;
    }
    for (let i = 0, from = 1; i < pass.columns; i++, from += pixelBytes) {
      const alpha = hasAlpha ? read(row, from + channels * sampleBytes) : opaque;
      let isKey = key !== null;
      for (let c = 0; c < channels; c++) {
        const value = read(row, from + c * sampleBytes);
        if (isKey && value !== key?.[c]) isKey = false;
        out[to + c] = alpha === opaque ? value : flatten(value, alpha / opaque, behind);
      }
      if (isKey) for (let c = 0; c < channels; c++) out[to + c] = behind;
      to += pass.xStep * channels;
    }
  };
}
