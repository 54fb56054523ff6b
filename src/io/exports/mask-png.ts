import type { Size } from '@/core/types';
import { encodePng } from './encode-png';

/** 8-bit greyscale PNG of a labelmap: 0 for background, 255 for any object. */
export function encodeMask(size: Size, labels: Uint16Array): Promise<Blob> {
  const { width } = size;
  return encodePng({ ...size, colour: 'grey', bits: 8, filter: 'up' }, (y, row) => {
    for (let x = 0, i = y * width; x < width; x++, i++) row[x] = labels[i] === 0 ? 0 : 255;
  });
}
