import { type ModalityName, modalityOf } from '@/model/contract';
import type { DeriveSettings } from '@/pixels/protocol';

/** How the contract says this modality's probabilities become objects. */
export function deriveSettings(modality: ModalityName): DeriveSettings {
  const { threshold, objects, keepLargest, fillHoles, minAreaPx } = modalityOf(modality);
  return { threshold, objects, keepLargest, fillHoles, minAreaPx };
}
