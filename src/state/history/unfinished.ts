import { useStore } from '@/state/store/store';

/**
 * What a person has begun on an image and what is no step yet: a stroke under the pointer, a corner
 * of a line that waits for more, a refinement that the model is working on, an edit that waits for the
 * pixel worker. Each ends exactly once.
 */
export interface Gesture {
  /** Ends it now, or lets it end by itself: what can be kept becomes a step, the rest leaves no trace. */
  settle(): void;
  /** Ends it without a trace. */
  cancel(): void;
}

/** Oldest first. */
const underWay = new Map<string, readonly Gesture[]>();

/** Notes a gesture; whoever begins it also calls `endGesture`, once. */
export function beginGesture(imageId: string, gesture: Gesture): void {
  underWay.set(imageId, [...gesturesOf(imageId), gesture]);
}

/** Every gesture says itself that it has ended. */
export function endGesture(imageId: string, gesture: Gesture): void {
  const others = gesturesOf(imageId).filter((other) => other !== gesture);
  if (others.length > 0) underWay.set(imageId, others);
  else underWay.delete(imageId);
}

/** Those under way on an image, oldest first. */
export function gesturesOf(imageId: string): readonly Gesture[] {
  return underWay.get(imageId) ?? [];
}

/** Settles what is under way on an image when another becomes the active one. @returns stops it */
export function startSettling(): () => void {
  return useStore.subscribe((state, before) => {
    if (state.activeId === before.activeId || before.activeId === null) return;
    for (const gesture of gesturesOf(before.activeId)) gesture.settle();
  });
}
