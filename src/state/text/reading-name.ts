import { COLOUR_MARK } from '@/io/formats/masks/reading';
import type { Reading } from '@/pixels/protocol';
import { t } from './translate';

/** What a mask file is taken for, in words. */
export function nameReading({ kind, value }: Reading): string {
  if (kind === 'channel') {
    return t(
      value === 0 ? 'reading.channel.0' : value === 1 ? 'reading.channel.1' : 'reading.channel.2',
    );
  }
  if (kind === 'only' && value >= COLOUR_MARK) {
    const colour = (value - COLOUR_MARK).toString(16).padStart(6, '0');
    return t('reading.onlyColour', { value: `#${colour}` });
  }
  return t(`reading.${kind}`, { value: `${value}` });
}
