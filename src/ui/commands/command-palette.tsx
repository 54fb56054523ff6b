import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { formatChord, isMac } from '@/state/commands/chords';
import { type Command, commands } from '@/state/commands/commands';
import { useStore } from '@/state/store/store';
import { t } from '@/state/text/translate';
import { useModal } from '@/ui/widgets/dialog';
import { CommandIcon } from './command-icon';
import css from './command-palette.module.css';
import { fuzzyScore } from './fuzzy';

/** Finds a command by a few of its letters and runs it. */
export function CommandPalette({ onClose }: { onClose(): void }) {
  const modal = useModal(onClose);
  const list = useRef<HTMLDivElement>(null);
  const listId = useId();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const [found] = useState(() => search(''));
  const rows = query === '' ? found : search(query);
  const active = rows[Math.min(at, rows.length - 1)];

  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const run = (command: Command | undefined): void => {
    if (!command?.enabled(useStore.getState())) return;
    onClose();
    void command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && rows.length > 0) setAt((at + by + rows.length) % rows.length);
    else if (event.key === 'Enter') run(active);
    else return;
    event.preventDefault();
  };

  return (
    <dialog {...modal} className={css.palette} aria-label={t('command.palette')}>
      <div className={css.sheet}>
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={active ? `${listId}-${active.id}` : undefined}
          aria-label={t('command.palette')}
          placeholder={t('palette.placeholder')}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <div
          ref={list}
          id={listId}
          className={css.list}
          role="listbox"
          aria-label={t('help.title')}
        >
          {rows.map((command) => (
            <PaletteRow
              key={command.id}
              id={`${listId}-${command.id}`}
              command={command}
              isActive={command === active}
              onRun={() => run(command)}
            />
          ))}
        </div>
        {rows.length === 0 ? <p className={css.none}>{t('palette.none', { query })}</p> : null}
      </div>
    </dialog>
  );
}

/** Matching commands, best first. Among equal matches, those that can run now come first. */
function search(query: string): readonly Command[] {
  const state = useStore.getState();
  return commands
    .filter(({ id }) => id !== 'palette')
    .map((command) => ({ command, score: fuzzyScore(query, t(command.label)) }))
    .filter((row): row is { command: Command; score: number } => row.score !== null)
    .map((row) => ({ ...row, score: row.score + (row.command.enabled(state) ? 1 : 0) }))
    .sort((a, b) => b.score - a.score)
    .map(({ command }) => command);
}

interface RowProps {
  readonly id: string;
  readonly command: Command;
  readonly isActive: boolean;
  onRun(): void;
}

function PaletteRow({ id, command, isActive, onRun }: RowProps) {
  const isEnabled = useStore((state) => command.enabled(state));
  const [key] = command.keys;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox keeps the focus and has the keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      aria-disabled={!isEnabled}
      onClick={onRun}
    >
      <CommandIcon id={command.id} />
      <span>{t(command.label)}</span>
      <small>{t(`group.${command.group}`)}</small>
      {key ? <kbd>{formatChord(key, isMac)}</kbd> : null}
    </div>
  );
}
