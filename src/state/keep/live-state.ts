import { packLayers } from '@/core/labels/layers';
import { copyTimeline, timelineOf } from '@/state/history/history';
import type { KeptPrediction, KeptState } from '@/state/image/kept-parts';
import { waitingParts } from '@/state/image/kept-parts';
import { arraysOf, type ImageArrays, restingOf } from '@/state/image/layers';
import type { ImageEntry, LabelFacts, ResultFacts } from '@/state/store/document-slice';
import { factsOf } from './kept-shapes';

/**
 * An image's present state in its stored form. Linear in the pixels of its layers while it is
 * awake.
 */
export function liveState(image: ImageEntry): KeptState {
  const line = copyTimeline(timelineOf(image.id));
  const waiting = waitingParts(image.id);
  if (waiting) return { ...waiting.state, facts: factsOf(image), line };
  const own = arraysOf(image.id);
  const resting = restingOf(image.id);
  const sized = own ?? resting;
  const { mask } = image;
  const layers = own ? packLayers(own.size, own) : resting;
  return {
    facts: factsOf(image),
    prediction: sized && mask ? predictionOf(sized, mask.result, mask.ai) : null,
    edits: layers?.edits ?? null,
    owners: layers?.owners ?? null,
    line,
    stepsDone: line.done,
  };
}

/** A prediction in its stored form; its maps are stored apart. */
export function predictionOf(
  { size, renumbering }: Pick<ImageArrays, 'size' | 'renumbering'>,
  result: ResultFacts,
  ai: LabelFacts,
): KeptPrediction {
  return { size, result, ai, renumbering };
}
