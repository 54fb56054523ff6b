import { stopModel } from '@/state/segment/stop-model';
import { selectActiveImage, selectActiveProgress } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import { t } from '@/state/text/translate';
import { Button } from '@/ui/widgets/button';
import { ProgressBar } from '@/ui/widgets/progress-bar';
import { describeRun, shareDone } from './describe-phase';
import css from './run-progress.module.css';

/** What the model is doing with the active image. */
export function RunProgress() {
  const image = useStore(selectActiveImage);
  const progress = useStore(selectActiveProgress);
  const isRefining = useStore((state) => state.isRefining);
  if (!image || (image.phase !== 'segmenting' && !image.rerun && !isRefining)) return null;
  const isRun = image.phase === 'segmenting' || image.rerun !== null;
  const text = isRun ? describeRun(image, progress) : t('clicks.refining');
  return (
    // Not a live region: the canvas's description says that the model works. Each tile would be too
    // much.
    <div className={css.run}>
      <p>
        <span>{text}</span>
        {image.rerun ? <small>{t('progress.maskStays')}</small> : null}
      </p>
      <Button kind="quiet" onClick={() => stopModel(image.id)}>
        {t('command.cancel')}
      </Button>
      <ProgressBar label={text} share={shareDone(progress)} />
    </div>
  );
}
