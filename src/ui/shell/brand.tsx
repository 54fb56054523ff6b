import { t } from '@/state/text/translate';
import css from './brand.module.css';

/** Name and logo: an object's outline with its core inside a frame. */
export function Brand() {
  return (
    <h1 className={css.brand}>
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <rect width="24" height="24" rx="6" className={css.ground} />
        <path
          d="M12.6 4.6c3.6.2 6.6 2.7 6.7 6.3.1 2.3-1 3.3-1.5 5-.7 2.3-2.4 3.5-4.9 3.4-2.3-.1-3.5-1-5.2-2-1.9-1.2-3.1-2.9-3-5.4.2-3.9 4-7.5 7.9-7.3Z"
          className={css.outline}
        />
        <circle cx="11.3" cy="11.8" r="2.9" className={css.core} />
      </svg>
      <span>{t('app.name')}</span>
    </h1>
  );
}
