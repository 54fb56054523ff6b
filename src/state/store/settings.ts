import { type ModalityName, modalityOf } from '@/model/contract';
import type { DeriveSettings } from '@/pixels/protocol';

/** The contract's default settings for a modality. */
export function deriveSettings(modality: ModalityName): DeriveSettings {
  const { threshold, objects, keepLargest, fillHoles, minAreaPx } = modalityOf(modality);
  return { threshold, objects, keepLargest, fillHoles, minAreaPx };
}
