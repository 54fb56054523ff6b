import type { ImageEntry, SegmentProgress } from '@/state/store/document-slice';
import { t } from '@/state/text/translate';

/** How far a run is; `null` before it has said so. */
type Progress = SegmentProgress | null;

/** The state of an image, in a few words. */
export function describePhase(image: ImageEntry, progress: Progress): string {
  const { phase, rerun, facts, mask } = image;
  if (rerun) return describeRun(image, progress);
  if (phase === 'segmenting') return describeProgress(progress);
  if (phase === 'failed') return t(facts ? 'phase.noMask' : 'phase.unopened');
  if ((phase === 'ready' || phase === 'waking') && mask)
    return mask.reviewed.objectCount === 0
      ? t('phase.empty')
      : t('phase.objects', { count: mask.reviewed.objectCount });
  return t(`phase.${phase}`);
}

/** The state of an image's coming run. */
export function describeRun({ phase, rerun }: ImageEntry, progress: Progress): string {
  const isRunning = rerun ? rerun.isRunning : phase === 'segmenting';
  return isRunning ? describeProgress(progress) : t('phase.waiting');
}

/** What a run is doing now. */
export function describeProgress(progress: Progress): string {
  if (progress?.phase !== 'tiles') return t('progress.look');
  const tile = Math.min(progress.done + 1, progress.total);
  return t('progress.tiles', { tile, total: progress.total });
}

/** Share of a run that is done, 0–1; `null` when unknown. */
export function shareDone(progress: Progress): number | null {
  if (progress?.phase !== 'tiles' || progress.total === 0) return null;
  return progress.done / progress.total;
}
