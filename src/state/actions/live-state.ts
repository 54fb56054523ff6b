import type { ImageEntry } from '@/state/document-slice';
import { timelineOf } from '@/state/history';
import { factsOf } from '@/state/kept-shapes';
import type { KeptState } from '@/state/kept-state';
import { arraysOf, restingOf } from '@/state/pixels';

/** An image as it is now, in the form that is kept. Its arrays and history are the living ones. */
export function liveState(image: ImageEntry): KeptState {
  const own = arraysOf(image.id) ?? restingOf(image.id);
  const line = timelineOf(image.id);
  const ai = image.ai ?? { objectCount: 0, areaPx: 0 };
  return {
    facts: factsOf(image),
    prediction: own && image.result ? { size: own.size, result: image.result, ai } : null,
    edits: own?.edits ?? null,
    line,
    stepsDone: line.done,
  };
}
