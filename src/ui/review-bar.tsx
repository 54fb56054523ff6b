import { commandById } from '@/state/commands';
import { t } from '@/state/messages/translate';
import { useStore } from '@/state/store';
import { formatChord, isMac } from './chords';
import { CommandIcon } from './command-icon';
import css from './review-bar.module.css';

const decisions = ['accepted', 'rejected', 'flagged'].map(commandById);

/** The person's word on the active image's mask. */
export function ReviewBar() {
  return (
    <div className={css.bar} role="toolbar" aria-label={t('review.title')}>
      {decisions.map((command) => (
        <Decision key={command.id} command={command} />
      ))}
    </div>
  );
}

function Decision({ command }: { readonly command: ReturnType<typeof commandById> }) {
  const isEnabled = useStore((state) => command.enabled(state));
  const isOn = useStore((state) => command.isOn?.(state));
  const [key] = command.keys;
  return (
    <button
      type="button"
      data-decision={command.id}
      aria-pressed={isOn}
      disabled={!isEnabled}
      title={key ? formatChord(key, isMac) : undefined}
      onClick={() => void command.run()}
    >
      <CommandIcon id={command.id} />
      {t(command.label)}
    </button>
  );
}
