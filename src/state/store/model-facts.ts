import { contract } from '@/model/contract';

/** The parts of the model's contract that panels show. */
export { MODALITIES, type Modality, type ModalityName, modalityOf } from '@/model/contract';

/** Version and licence of the weights that ship with the app. */
export const WEIGHTS = contract.weights;

/** With these weights the app began to keep which weights made a mask. */
export const FIRST_KEPT_WEIGHTS = '3.0.0';

/** Pixel size at which the model saw most microscopy. */
export const TRAINED_MICRONS_PER_PIXEL = contract.scale.micronsPerPixel;

/** Pixel sizes that a microscopy picture can be read at. */
export const MICRONS_PER_PIXEL_RANGE = {
  min: contract.scale.micronsPerPixel * contract.scale.accepted.min,
  max: contract.scale.micronsPerPixel * contract.scale.accepted.max,
} as const;
