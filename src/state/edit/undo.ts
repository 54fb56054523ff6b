import { applyPatch, revertPatch } from '@/core/labels/patch';
import { takeRedo, takeUndo } from '@/state/history/history';
import { unfinishedOf } from '@/state/history/unfinished';
import { useStore } from '@/state/store/store';
import { showStep, writeStep } from './steps';
import { applySettings } from './threshold';

/** Takes back the newest unfinished work on the active image, or else its last step. */
export function undo(): void {
  const { activeId } = useStore.getState();
  if (!activeId) return;
  const unfinished = unfinishedOf(activeId).at(-1);
  unfinished?.cancel();
  const step = unfinished ? undefined : takeUndo(activeId);
  if (!step) return;
  writeStep(activeId, step, revertPatch);
  showStep(activeId, step, 'before');
  if (step.settings) void applySettings(activeId, step.settings.before);
}

/** Repeats the step that was undone last. Does nothing while other work is unfinished. */
export function redo(): void {
  const { activeId } = useStore.getState();
  if (!activeId || unfinishedOf(activeId).length > 0) return;
  const step = takeRedo(activeId);
  if (!step) return;
  writeStep(activeId, step, applyPatch);
  showStep(activeId, step, 'after');
  if (step.settings) void applySettings(activeId, step.settings.after);
}
