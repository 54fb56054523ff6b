import { ImageDown, ShieldCheck } from 'lucide-react';
import { openSample } from '@/state/actions/open-images';
import { formatChord, isMac } from '@/state/chords';
import { commandById } from '@/state/commands';
import { t } from '@/state/messages/translate';
import { SAMPLES } from '@/state/samples';
import { CommandButton } from './command-button';
import { EngineCard } from './engine-card';
import { RestoreCard } from './restore-card';
import css from './welcome.module.css';

/** The first screen: a place to drop pictures on, and three to try. */
export function Welcome() {
  return (
    <main className={css.welcome}>
      <div className={css.column}>
        <RestoreCard />
        <section className={css.drop}>
          <ImageDown size={36} strokeWidth={1.25} aria-hidden="true" />
          <h2>{t('welcome.title')}</h2>
          <p>{t('welcome.text')}</p>
          <CommandButton command={commandById('open')} kind="primary" hasIcon={false} />
          <p className={css.hint}>
            <span className={css.byHand}>
              {t('welcome.hint', { chord: formatChord('Mod+V', isMac) })}
            </span>
            {t('welcome.formats')}
          </p>
        </section>
        <section className={css.samples} aria-labelledby="samples-title">
          <h3 id="samples-title">{t('welcome.samples')}</h3>
          <ul>
            {SAMPLES.map(({ path, file, title }) => (
              <li key={path}>
                <button type="button" onClick={() => void openSample(path, file)}>
                  <img src={path} alt="" />
                  <span>{t(title)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
        <EngineCard />
        <p className={css.promise}>
          <ShieldCheck size={16} aria-hidden="true" />
          {t('welcome.promise')}
        </p>
      </div>
    </main>
  );
}
