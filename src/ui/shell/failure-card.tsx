import { mayTryAgain, tryAgain } from '@/state/app/try-again';
import { describeFailure } from '@/state/failures/describe-failure';
import { askToClose } from '@/state/list/list-images';
import { selectActiveImage } from '@/state/store/selectors';
import { useStore } from '@/state/store/store';
import { t } from '@/state/text/translate';
import { Button } from '@/ui/widgets/button';
import { Callout } from '@/ui/widgets/callout';
import css from './failure-card.module.css';

/** Why the active image has no mask, and what the user can do. */
export function FailureCard() {
  const image = useStore(selectActiveImage);
  if (image?.phase !== 'failed' || !image.failure) return null;
  const { id, name, failure, facts } = image;
  const { sentence, next } = describeFailure(failure);
  return (
    <section className={css.card} role="alert" data-docked={facts !== null}>
      <Callout kind="error" title={facts ? t('failure.segment') : t('failure.open')}>
        <p className={css.name}>{name}</p>
      </Callout>
      <p>{sentence}</p>
      <p className={css.next}>{next}</p>
      <footer>
        <code>{failure.name}</code>
        <Button onClick={() => askToClose(id)}>{t('command.closeImage')}</Button>
        {mayTryAgain(image) ? (
          <Button kind="primary" onClick={() => tryAgain(id)}>
            {t('action.tryAgain')}
          </Button>
        ) : null}
      </footer>
    </section>
  );
}
