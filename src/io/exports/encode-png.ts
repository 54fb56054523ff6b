import type { Size } from '@/core/types';
import { crc32 } from '@/io/crc32';
import { PNG_SIGNATURE } from '@/io/formats/png/png-chunks';
import { paeth } from '@/io/formats/png/png-rows';

/** Bytes given to the compressor at a time. */
const STRIP_BYTES = 2 ** 20;

type RowFilter = 'up' | 'paeth';

/** The pixel type of a PNG. */
export interface Layout extends Size {
  readonly colour: 'grey' | 'rgb';
  readonly bits: 8 | 16;
  /** Up suits flat areas, as masks have; Paeth suits photographs. */
  readonly filter: RowFilter;
}

/**
 * 8-bit RGB PNG of rows that are made one at a time, top to bottom. So a large image needs no
 * second copy.
 *
 * @param writeRow fills `row`, 3 × width bytes; its earlier content is undefined
 */
export function encodeRgb(
  size: Size,
  writeRow: (y: number, row: Uint8Array) => void,
): Promise<Blob> {
  return encodePng({ ...size, colour: 'rgb', bits: 8, filter: 'paeth' }, writeRow);
}

/**
 * A PNG of IHDR, IDAT and IEND only: metadata that is not written cannot leak.
 *
 * @param writeRow as for `encodeRgb`; a 16-bit sample has its high byte first
 */
export async function encodePng(
  layout: Layout,
  writeRow: (y: number, row: Uint8Array) => void,
): Promise<Blob> {
  const deflate = new CompressionStream('deflate');
  const [compressed] = await Promise.all([
    collectIdat(deflate.readable),
    filterRows(layout, writeRow, deflate.writable),
  ]);
  return new Blob([PNG_SIGNATURE, header(layout), ...compressed, chunk('IEND', new Uint8Array())], {
    type: 'image/png',
  });
}

async function filterRows(
  layout: Layout,
  writeRow: (y: number, row: Uint8Array) => void,
  compressor: WritableStream<BufferSource>,
): Promise<void> {
  const unit = (layout.colour === 'rgb' ? 3 : 1) * (layout.bits / 8);
  const rowBytes = layout.width * unit;
  const rowsPerStrip = Math.max(1, Math.floor(STRIP_BYTES / (rowBytes + 1)));
  const filter = layout.filter === 'up' ? filterUp : filterPaeth;
  let row = new Uint8Array(rowBytes);
  let above = new Uint8Array(rowBytes);
  const writer = compressor.getWriter();
  try {
    for (let y = 0; y < layout.height; y += rowsPerStrip) {
      const rows = Math.min(rowsPerStrip, layout.height - y);
      const strip = new Uint8Array(rows * (rowBytes + 1));
      for (let i = 0; i < rows; i++) {
        writeRow(y + i, row);
        filter(row, above, unit, strip.subarray(i * (rowBytes + 1), (i + 1) * (rowBytes + 1)));
        [row, above] = [above, row];
      }
      await writer.write(strip);
    }
    await writer.close();
  } catch (error) {
    await writer.abort(error); // ends the reading side too
    throw error;
  }
}

function filterUp(row: Uint8Array, above: Uint8Array, _unit: number, out: Uint8Array): void {
  out[0] = 2;
  for (let i = 0; i < row.length; i++) out[i + 1] = (row[i] as number) - (above[i] as number);
}

function filterPaeth(row: Uint8Array, above: Uint8Array, unit: number, out: Uint8Array): void {
  out[0] = 4;
  for (let i = 0; i < unit; i++) out[i + 1] = (row[i] as number) - (above[i] as number);
  for (let i = unit; i < row.length; i++)
    out[i + 1] =
      (row[i] as number) -
      paeth(row[i - unit] as number, above[i] as number, above[i - unit] as number);
}

async function collectIdat(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>[]> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return chunks;
    chunks.push(chunk('IDAT', value));
  }
}

function header({ width, height, bits, colour }: Layout): Uint8Array<ArrayBuffer> {
  const content = new Uint8Array(13);
  const view = new DataView(content.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  content[8] = bits;
  content[9] = colour === 'rgb' ? 2 : 0;
  return chunk('IHDR', content);
}

function chunk(type: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes, 4, 8 + content.length));
  return bytes;
}
