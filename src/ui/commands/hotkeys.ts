import { useEffect } from 'react';
import { isMac, matchesChord, parseChord } from '@/state/commands/chords';
import { type Command, commands } from '@/state/commands/commands';
import { useStore } from '@/state/store/store';

const chords = commands.flatMap((command) =>
  command.keys.map((keys) => ({ command, chord: parseChord(keys) })),
);

/** Input types that take no text. Letters can stay shortcuts while one has the focus. */
const TEXTLESS = new Set(['range', 'checkbox', 'radio', 'button', 'file', 'color']);

/** Keys that every control uses itself, and those that sliders, radio buttons and menus use. */
const PRESSING_KEYS = /^( |Enter|Tab)/;
const MOVING_KEYS = /^(Arrow|Home|End|Page)/;

/** Runs commands by their keys, on the whole page, while the component is mounted. */
export function useHotkeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const state = useStore.getState();
      if (state.dialog || isTaken(event)) return;
      const command = commandFor(event);
      if (!command?.enabled(state)) return;
      event.preventDefault();
      if (event.repeat && !command.repeats) return;
      void command.run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function commandFor(event: KeyboardEvent): Command | undefined {
  return chords.find(({ chord }) => matchesChord(event, chord, isMac))?.command;
}

/** Whether the focused control needs this key itself. */
function isTaken(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLInputElement && !TEXTLESS.has(target.type)) return true;
  if (target instanceof HTMLSelectElement) return !event.ctrlKey && !event.metaKey;
  const isControl = target.matches('button, input, summary, a, [role="menuitem"], [role="option"]');
  if (!isControl) return false;
  const moves = target.matches('input, [role="menuitem"], [role="option"]');
  return PRESSING_KEYS.test(event.key) || (moves && MOVING_KEYS.test(event.key));
}
