import type { ImageEntry } from '@/state/store/document-slice';
import { t } from '@/state/text/translate';

/** The state of an image, in a few words. */
export function describePhase(image: ImageEntry): string {
  const { phase, rerun, facts, reviewed } = image;
  if (rerun) return describeRun(image);
  if (phase === 'segmenting') return describeProgress(image);
  if (phase === 'failed') return t(facts ? 'phase.noMask' : 'phase.unopened');
  if ((phase === 'ready' || phase === 'waking') && reviewed)
    return reviewed.objectCount === 0
      ? t('phase.empty')
      : t('phase.objects', { count: reviewed.objectCount });
  return t(`phase.${phase}`);
}

/** The state of an image's coming run. */
export function describeRun({ phase, rerun, progress }: ImageEntry): string {
  const isRunning = rerun ? rerun.isRunning : phase === 'segmenting';
  return isRunning ? describeProgress({ progress }) : t('phase.waiting');
}

/** What a run is doing now. */
export function describeProgress({ progress }: Pick<ImageEntry, 'progress'>): string {
  if (progress?.phase !== 'tiles') return t('progress.look');
  const tile = Math.min(progress.done + 1, progress.total);
  return t('progress.tiles', { tile, total: progress.total });
}

/** Share of a run that is done, 0–1; `null` when unknown. */
export function shareDone({ progress }: Pick<ImageEntry, 'progress'>): number | null {
  if (progress?.phase !== 'tiles' || progress.total === 0) return null;
  return progress.done / progress.total;
}
