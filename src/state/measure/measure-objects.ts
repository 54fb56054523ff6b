import { createEmitter } from '@/core/emitter';
import type { ObjectTable } from '@/pixels/protocol';
import { describeObjects } from '@/state/edit/objects';
import { toFailure } from '@/state/failures/failure';
import type { Failure } from '@/state/failures/failure-shape';
import { selectReadyImage } from '@/state/store/selectors';
import { type State, useStore } from '@/state/store/store';

/** The measured objects of the active image. */
export interface MeasuredObjects {
  readonly imageId: string;
  /** The measured revision of the image; older than the image's own while a change settles. */
  readonly revision: number;
  /** `null` when measuring failed. */
  readonly table: ObjectTable | null;
  readonly failure: Failure | null;
}

/** A mask must stay unchanged this long before it is measured again. */
const SETTLED_AFTER_MS = 250;

let measured: MeasuredObjects | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let stopWatching: (() => void) | null = null;
const changed = createEmitter<[]>();

/** The active image's objects as last measured; `null` before that. */
export function measuredObjects(): MeasuredObjects | null {
  return measured;
}

/**
 * Calls `listener` whenever the active image's objects have been measured. They are measured while
 * there is a listener: at once for another image, after a pause for each change of a mask.
 */
export function onObjectsMeasured(listener: () => void): () => void {
  const stop = changed.on(listener);
  stopWatching ??= useStore.subscribe(maskInSight, settle, { fireImmediately: true });
  return () => {
    stop();
    if (changed.isHeard()) return;
    clearTimeout(timer);
    stopWatching?.();
    stopWatching = null;
    measured = null;
  };
}

/** Changes whenever another mask has to be measured. */
function maskInSight(state: State): string | null {
  const image = selectReadyImage(state);
  return image && `${image.mask.revision} ${image.id}`;
}

function settle(): void {
  clearTimeout(timer);
  const image = selectReadyImage(useStore.getState());
  if (measured && measured.imageId !== image?.id) show(null);
  if (image) timer = setTimeout(() => void measure(image.id), measured ? SETTLED_AFTER_MS : 0);
}

async function measure(imageId: string): Promise<void> {
  const sought = maskInSight(useStore.getState());
  const revision = selectReadyImage(useStore.getState())?.mask.revision ?? 0;
  let next: MeasuredObjects;
  try {
    next = { imageId, revision, table: await describeObjects(imageId), failure: null };
  } catch (error) {
    next = { imageId, revision, table: null, failure: toFailure(error) };
  }
  // Another image or mask is visible by now: this answer is outdated.
  if (stopWatching && maskInSight(useStore.getState()) === sought) show(next);
}

function show(next: MeasuredObjects | null): void {
  measured = next;
  changed.emit();
}
