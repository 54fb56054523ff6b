import type { ImageEntry, LabelFacts, ResultFacts } from '@/state/document-slice';
import { timelineOf } from '@/state/history';
import { waitingParts } from '@/state/kept-parts';
import { factsOf, type KeptPrediction } from '@/state/kept-shapes';
import type { KeptState } from '@/state/kept-state';
import { arraysOf, type ImageArrays, restingOf } from '@/state/pixels';

/** An image as it is now, in the form that is kept. Its arrays and history are the living ones. */
export function liveState(image: ImageEntry): KeptState {
  const line = timelineOf(image.id);
  const waiting = waitingParts(image.id);
  if (waiting) return { ...waiting.state, facts: factsOf(image), line };
  const own = arraysOf(image.id) ?? restingOf(image.id);
  const ai = image.ai ?? { objectCount: 0, areaPx: 0 };
  return {
    facts: factsOf(image),
    prediction: own && image.result ? predictionOf(own, image.result, ai) : null,
    edits: own?.edits ?? null,
    owners: own?.owners ?? null,
    line,
    stepsDone: line.done,
  };
}

/** A prediction in the form that is kept; its maps are kept apart. */
export function predictionOf(
  { size, renumbering }: Pick<ImageArrays, 'size' | 'renumbering'>,
  result: ResultFacts,
  ai: LabelFacts,
): KeptPrediction {
  return { size, result, ai, renumbering };
}
