import { formatChord, isMac } from '@/state/commands/chords';
import { commandById } from '@/state/commands/commands';
import { setNote } from '@/state/review/review';
import type { ImageEntry } from '@/state/store/document-slice';
import { t } from '@/state/text/translate';
import { CommandIcon } from '@/ui/commands/command-icon';
import css from './review-bar.module.css';

const DECISIONS = ['accepted', 'rejected', 'flagged'] as const;

interface Props {
  readonly image: ImageEntry;
}

/** The user's decision on an image's mask, and a note on what is flagged. */
export function ReviewBar({ image }: Props) {
  const { id, decision, note } = image;
  return (
    <footer className={css.bar}>
      <div className={css.decisions} role="toolbar" aria-label={t('review.title')}>
        {DECISIONS.map((choice) => (
          <DecisionButton key={choice} choice={choice} isOn={choice === decision} />
        ))}
      </div>
      {decision === 'flagged' ? (
        <input
          type="text"
          aria-label={t('review.note')}
          placeholder={t('review.notePlaceholder')}
          value={note}
          onChange={(event) => setNote(id, event.target.value)}
        />
      ) : null}
    </footer>
  );
}

interface ButtonProps {
  readonly choice: (typeof DECISIONS)[number];
  readonly isOn: boolean;
}

function DecisionButton({ choice, isOn }: ButtonProps) {
  const { id, keys, run } = commandById(choice);
  const [key] = keys;
  return (
    <button
      type="button"
      data-decision={choice}
      aria-pressed={isOn}
      title={key ? formatChord(key, isMac) : undefined}
      onClick={() => void run()}
    >
      <CommandIcon id={id} />
      {t(`review.${choice}`)}
    </button>
  );
}
