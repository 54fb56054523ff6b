import { WEIGHTS } from '@/state/store/model-facts';
import { t } from '@/state/text/translate';
import { LanguageSelect } from '@/ui/view/language-select';
import { Callout } from '@/ui/widgets/callout';
import { Dialog } from '@/ui/widgets/dialog';
import css from '@/ui/widgets/dialog-facts.module.css';

/** What the app is, what it is not, and who made the model. */
export function AboutDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog title={t('about.title')} onClose={onClose}>
      <div className={css.about}>
        <p>{t('about.what')}</p>
        <Callout kind="warning" title={t('app.research')}>
          <p>{t('about.research')}</p>
        </Callout>
        <p>{t('about.privacy')}</p>
        <LanguageSelect />
        <dl>
          <dt>{t('about.model')}</dt>
          <dd>{WEIGHTS.version}</dd>
          <dt>{t('about.licence')}</dt>
          <dd>{WEIGHTS.licence}</dd>
        </dl>
        <a href={`${import.meta.env.BASE_URL}models/MODEL_CARD.md`} target="_blank" rel="noopener">
          {t('about.modelCard')}
        </a>
        <a
          href={`${import.meta.env.BASE_URL}third-party-licenses.txt`}
          target="_blank"
          rel="noopener"
        >
          {t('about.libraries')}
        </a>
      </div>
    </Dialog>
  );
}
