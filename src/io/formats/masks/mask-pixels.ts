import type { Size } from '@/core/types';
import { type FormatId, formatById } from '@/io/formats/formats';
import { openImage, readPicture } from '@/io/formats/open';
import { colourKey, decodePngStored, type StoredSamples } from '@/io/formats/png/decode-png';
import { type PngChunks, readPngChunks, readPngHeader } from '@/io/formats/png/png-chunks';
import { checkSize } from '@/io/refusals';

/** Formats besides PNG whose pixels can be transparent. */
const HAS_ALPHA: ReadonlySet<FormatId> = new Set(['webp', 'avif', 'gif']);

/**
 * The stored values of a mask or label image, before their meaning is decided. Arrays are
 * row-major.
 */
export interface MaskPixels extends Size {
  /** One number a pixel: stored grey, or a palette index; `null` for colour images. */
  readonly values: Uint8Array | Uint16Array | null;
  /** Interleaved 8-bit RGB; `null` unless the image is in colour. */
  readonly rgb: Uint8Array | null;
  /** RGB of each palette index; `null` without a palette. */
  readonly palette: Uint8Array | null;
  /** Opacity 0–255; `null` where all pixels are equally opaque. */
  readonly alpha: Uint8Array | null;
  /** Whether the format rounds values. */
  readonly isLossy: boolean;
}

/**
 * Reads the stored values of an image.
 *
 * Throws what `openImage` throws. A size beyond the limits is refused before anything is decoded.
 *
 * @param check refuses a size by throwing
 */
export async function readMaskPixels(
  file: Blob,
  name: string,
  check: (size: Size) => void,
): Promise<MaskPixels> {
  const { format, bytes } = await readPicture(file, name);
  if (format === 'png') {
    const header = readPngHeader(bytes, name);
    checkSize(header, name);
    const chunks = readPngChunks(bytes, name);
    const stored = await decodePngStored(chunks, name);
    check(stored);
    return fromPng(chunks, stored);
  }
  const { raster } = await openImage(file, name, 'black', 'stored');
  check(raster);
  const onWhite = HAS_ALPHA.has(format)
    ? (await openImage(file, name, 'white', 'stored')).raster
    : null;
  const { width, height, channels, data } = raster;
  const seen = onWhite
    ? withoutGround(data, channels, onWhite.data, onWhite.channels)
    : { colours: data, channels, alpha: null };
  return {
    width,
    height,
    values: seen.channels === 1 ? seen.colours : null,
    rgb: seen.channels === 3 ? bytesOf(seen.colours) : null,
    palette: null,
    alpha: seen.alpha,
    isLossy: formatById(format).isLossy ?? false,
  };
}

function fromPng(chunks: PngChunks, stored: StoredSamples): MaskPixels {
  const { header, palette, transparency } = chunks;
  const { colour } = header;
  const { width, height, samples } = stored;
  const size = { width, height };
  const pixels = width * height;
  if (colour === 'palette') {
    return {
      ...size,
      values: samples,
      rgb: null,
      palette,
      alpha: varying(transparency && paletteAlpha(samples, transparency)),
      isLossy: false,
    };
  }
  const isWide = header.depth === 16;
  const key = colourKey(chunks);
  const hasAlpha = colour === 'grey-alpha' || colour === 'rgb-alpha';
  const channels = colour === 'grey' || colour === 'grey-alpha' ? 1 : 3;
  const step = channels + (hasAlpha ? 1 : 0);
  const plane = new (isWide && channels === 1 ? Uint16Array : Uint8Array)(channels * pixels);
  const alpha = hasAlpha || key ? new Uint8Array(pixels) : null;
  const shift = isWide && channels === 3 ? 8 : 0;
  let isGrey = channels === 3;
  for (let i = 0; i < pixels; i++) {
    const from = i * step;
    let isKey = key !== null;
    for (let c = 0; c < channels; c++) {
      const value = samples[from + c] as number;
      if (isKey && value !== key?.[c]) isKey = false;
      if (isGrey && value !== samples[from]) isGrey = false;
      plane[channels * i + c] = value >> shift;
    }
    if (!alpha) continue;
    const opacity = hasAlpha ? (samples[from + channels] as number) >> (isWide ? 8 : 0) : 255;
    alpha[i] = isKey ? 0 : opacity;
  }
  const grey = channels === 1 ? plane : isGrey ? everyThird(samples, step, pixels) : null;
  return {
    ...size,
    values: grey,
    rgb: grey ? null : bytesOf(plane),
    palette: null,
    alpha: varying(alpha),
    isLossy: false,
  };
}

/** The first sample of each pixel. */
function everyThird(
  samples: Uint8Array | Uint16Array,
  step: number,
  pixels: number,
): Uint8Array | Uint16Array {
  const grey = samples.slice(0, pixels);
  for (let i = 0; i < pixels; i++) grey[i] = samples[i * step] as number;
  return grey;
}

function paletteAlpha(indices: Uint8Array | Uint16Array, transparency: Uint8Array): Uint8Array {
  const alpha = new Uint8Array(indices.length);
  for (let i = 0; i < alpha.length; i++) alpha[i] = transparency[indices[i] as number] ?? 255;
  return alpha;
}

/** `null` if opacity is the same everywhere and so tells nothing. */
function varying(alpha: Uint8Array | null): Uint8Array | null {
  return alpha?.every((opacity) => opacity === alpha[0]) ? null : alpha;
}

/**
 * Colours and opacity of an image that was decoded over black and over white: the difference is
 * what shines through.
 */
function withoutGround(
  black: Uint8Array | Uint16Array,
  blackChannels: 1 | 3,
  white: Uint8Array | Uint16Array,
  whiteChannels: 1 | 3,
): { colours: Uint8Array | Uint16Array; channels: 1 | 3; alpha: Uint8Array | null } {
  const alpha = new Uint8Array(black.length / blackChannels);
  for (let i = 0; i < alpha.length; i++) {
    const difference = (white[i * whiteChannels] as number) - (black[i * blackChannels] as number);
    alpha[i] = 255 - Math.max(0, Math.min(255, difference));
  }
  const opacity = varying(alpha);
  if (!opacity) return { colours: black, channels: blackChannels, alpha: null };
  const colours = black.slice();
  for (let i = 0; i < colours.length; i++) {
    const a = opacity[Math.floor(i / blackChannels)] as number;
    colours[i] = a === 0 ? 0 : Math.min(255, Math.round(((black[i] as number) * 255) / a));
  }
  return { colours, channels: blackChannels, alpha: opacity };
}

function bytesOf(values: Uint8Array | Uint16Array): Uint8Array {
  return values instanceof Uint8Array ? values : Uint8Array.from(values);
}
