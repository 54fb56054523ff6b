import { ImageDown, ShieldCheck } from 'lucide-react';
import { formatChord, isMac } from '@/state/commands/chords';
import { commandById } from '@/state/commands/commands';
import { openSample, SAMPLES } from '@/state/open/samples';
import { describeFormats } from '@/state/text/readable-formats';
import { t } from '@/state/text/translate';
import { CommandButton } from '@/ui/commands/command-button';
import { RestoreCard } from '@/ui/keep/restore-card';
import { EngineCard } from '@/ui/segment/engine-card';
import { LanguageSelect } from '@/ui/view/language-select';
import css from './welcome.module.css';

/** The first screen: a place to drop images, and three samples to try. */
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
            {describeFormats()}
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
        <LanguageSelect />
        <p className={css.promise}>
          <ShieldCheck size={16} aria-hidden="true" />
          {t('welcome.promise')}
        </p>
      </div>
    </main>
  );
}
