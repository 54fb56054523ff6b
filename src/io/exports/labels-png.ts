import type { Size } from '@/core/types';
import { encodePng } from './encode-png';

/** 16-bit greyscale PNG of a labelmap, values unchanged. */
export function encodeLabels(size: Size, labels: Uint16Array): Promise<Blob> {
  const { width } = size;
  return encodePng({ ...size, colour: 'grey', bits: 16, filter: 'up' }, (y, row) => {
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const label = labels[i] as number;
      row[2 * x] = label >> 8;
      row[2 * x + 1] = label;
    }
  });
}
