import type { ResultFacts } from '@/state/store/document-slice';
import type { MessageKey } from '@/state/text/translate';

/** Below this predicted IoU the model itself doubts its mask. */
export const LOW_PREDICTED_IOU = 0.6;
/** Below this the modality is a guess. */
const LOW_MODALITY = 0.7;

/** Reasons to check a mask with care, the most serious first. */
export function resultWarnings(result: ResultFacts): readonly MessageKey[] {
  const { modality, familiarity, predictedIou } = result;
  const isGuess = Math.max(...modality.probabilities) < LOW_MODALITY;
  const isSplit = modality.agreeing < modality.views;
  const warnings: MessageKey[] = [];
  if (familiarity.isUnfamiliar) warnings.push('warning.unfamiliar');
  if (predictedIou < LOW_PREDICTED_IOU) warnings.push('warning.lowIou');
  if (modality.chosenBy === 'model' && isGuess) warnings.push('warning.modalityGuess');
  else if (modality.chosenBy === 'model' && isSplit) warnings.push('warning.modalitySplit');
  return warnings;
}
