import { cancelSegmentation } from '@/state/actions/segment';
import { t } from '@/state/messages/translate';
import { selectActiveImage } from '@/state/selectors';
import { useStore } from '@/state/store';
import { describeProgress, shareDone } from './describe-phase';
import css from './run-progress.module.css';
import { Button } from './widgets/button';
import { ProgressBar } from './widgets/progress-bar';

/** What the model is doing with the active image. */
export function RunProgress() {
  const image = useStore(selectActiveImage);
  if (image?.phase !== 'segmenting') return null;
  const text = describeProgress(image);
  return (
    <div className={css.run} role="status">
      <p>{text}</p>
      <Button kind="quiet" onClick={() => cancelSegmentation(image.id)}>
        {t('command.cancel')}
      </Button>
      <ProgressBar label={text} share={shareDone(image)} />
    </div>
  );
}
