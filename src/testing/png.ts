import { crc32, deflateSync } from 'node:zlib';
import type { Size } from '@/core/types';

/** What a PNG for a test stores. */
interface Stored extends Size {
  /** 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha. */
  readonly colourType: 0 | 2 | 3 | 4 | 6;
  /** Bits of a sample; 8 unless said otherwise. */
  readonly depth?: 1 | 2 | 4 | 8 | 16;
  /** Interleaved samples, row-major. */
  readonly samples: ArrayLike<number>;
  /** RGB of each index. */
  readonly palette?: readonly number[];
  /** Content of a tRNS chunk. */
  readonly transparency?: readonly number[];
}

/** Test helper: a PNG with exactly these samples, written without any code of the app. */
export function writePng(stored: Stored): File {
  const { width, height, colourType, depth = 8, samples, palette, transparency } = stored;
  const perRow = width * { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[colourType];
  const rowBytes = Math.ceil((perRow * depth) / 8);
  const rows = Buffer.alloc(height * (1 + rowBytes));
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < perRow; i++) {
      const value = samples[y * perRow + i] as number;
      const row = y * (1 + rowBytes) + 1;
      if (depth === 16) rows.writeUInt16BE(value, row + 2 * i);
      else {
        const bit = i * depth;
        const at = row + (bit >> 3);
        rows[at] = (rows[at] as number) | (value << (8 - depth - (bit & 7)));
      }
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colourType], 8);
  const parts = [
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...(palette ? [chunk('PLTE', Buffer.from(palette))] : []),
    ...(transparency ? [chunk('tRNS', Buffer.from(transparency))] : []),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return new File([new Uint8Array(Buffer.concat(parts))], 'mask.png');
}

function chunk(type: string, content: Buffer): Buffer {
  const framed = Buffer.alloc(12 + content.length);
  framed.writeUInt32BE(content.length, 0);
  framed.write(type, 4, 'latin1');
  framed.set(content, 8);
  framed.writeUInt32BE(crc32(framed.subarray(4, 8 + content.length)), 8 + content.length);
  return framed;
}
