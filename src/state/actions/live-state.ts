import type { ImageEntry } from '@/state/document-slice';
import { timelineOf } from '@/state/history';
import { factsOf } from '@/state/kept-shapes';
import type { KeptState } from '@/state/kept-state';
import { arraysOf, type ImageArrays } from '@/state/pixels';

/** An image as it is now, in the form that is kept. Its arrays and history are the living ones. */
export function liveState(image: ImageEntry): KeptState {
  const own = arraysOf(image.id);
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

/** The arrays of an image whose mask is the model's answer; `null` while it is being made. */
export function finishedArrays(image: ImageEntry): ImageArrays | null {
  return image.phase === 'ready' ? (arraysOf(image.id) ?? null) : null;
}
