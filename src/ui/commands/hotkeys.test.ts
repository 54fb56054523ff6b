import { expect, test } from 'vitest';
import { type KeyPress, matchesChord, parseChord } from '@/state/commands/chords';
import { commands } from '@/state/commands/commands';

/** The press that a person makes for a chord as the help sheet writes it. */
function pressOf(keys: string, isMac: boolean): KeyPress {
  const { key, mod, shift, alt } = parseChord(keys);
  return {
    key: key === 'Space' ? ' ' : key,
    code: /^[A-Z]$/.test(key) ? `Key${key}` : '',
    ctrlKey: mod && !isMac,
    metaKey: mod && isMac,
    shiftKey: shift,
    altKey: alt,
    getModifierState: () => false,
  };
}

for (const isMac of [false, true]) {
  test(`every command has a key of its own, ${isMac ? 'on a Mac' : 'elsewhere'}`, () => {
    for (const { id, keys } of commands) {
      expect(keys, id).not.toHaveLength(0);
      for (const chord of keys) {
        const press = pressOf(chord, isMac);
        const found = commands.filter((command) =>
          command.keys.some((other) => matchesChord(press, parseChord(other), isMac)),
        );
        expect(
          found.map((command) => command.id),
          chord,
        ).toEqual([id]);
      }
    }
  });
}
