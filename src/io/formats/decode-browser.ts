import type { Raster } from '@/core/types';
import { damaged } from '@/io/refusals';
import type { Background, Colours } from './format';
import { toGreyIfEqual } from './grey';

/** Rows read back at a time. The whole image as RGBA would double the memory peak. */
const STRIP_ROWS = 256;

/**
 * Decodes with the browser, upright: EXIF orientation is applied, CMYK becomes RGB. Alpha is
 * flattened over `background`. Equal channels become one. Of an animation the first frame is taken.
 * `spacing` is `null`: the dpi of a JPEG is its print size.
 *
 * @param blob its type must come from the content: some browsers trust it more than the bytes
 *
 * Throws FileDamaged when the browser's decoder refuses.
 */
export async function decodeInBrowser(
  blob: Blob,
  file: string,
  background: Background,
  colours: Colours,
): Promise<Raster> {
  const bitmap = await createImageBitmap(blob, {
    imageOrientation: 'from-image',
    colorSpaceConversion: colours === 'srgb' ? 'default' : 'none',
  }).catch((error: unknown) => {
    throw damaged(file, `the browser cannot decode it as ${blob.type}: ${String(error)}`);
  });
  const { width, height } = bitmap;
  try {
    const picture = toGreyIfEqual(readRgb(bitmap, background), 3);
    return { width, height, ...picture, bits: 8, window: null, spacing: null };
  } finally {
    bitmap.close();
  }
}

/** Interleaved RGB of a bitmap. */
function readRgb(bitmap: ImageBitmap, background: Background): Uint8Array {
  const { width, height } = bitmap;
  const rgb = new Uint8Array(3 * width * height);
  const canvas = new OffscreenCanvas(width, Math.min(STRIP_ROWS, height));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('OffscreenCanvas has no 2D context here');
  context.fillStyle = background;
  for (let top = 0, to = 0; top < height; top += canvas.height) {
    const rows = Math.min(canvas.height, height - top);
    context.fillRect(0, 0, width, rows);
    context.drawImage(bitmap, 0, -top);
    const { data } = context.getImageData(0, 0, width, rows);
    for (let from = 0; from < data.length; from += 4, to += 3) {
      rgb[to] = data[from] as number;
      rgb[to + 1] = data[from + 1] as number;
      rgb[to + 2] = data[from + 2] as number;
    }
  }
  return rgb;
}
