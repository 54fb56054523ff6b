import { expect, test } from 'vitest';
import { formatChord, type KeyPress, matchesChord, parseChord } from './chords';

function press(key: string, held: Partial<KeyPress> = {}): KeyPress {
  return {
    key,
    code: '',
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    getModifierState: () => false,
    ...held,
  };
}

const matches = (event: KeyPress, chord: string, isMac = false): boolean =>
  matchesChord(event, parseChord(chord), isMac);

test('Mod is Ctrl on a PC and the command key on a Mac', () => {
  expect(matches(press('z', { ctrlKey: true }), 'Mod+Z')).toBe(true);
  expect(matches(press('z', { metaKey: true }), 'Mod+Z')).toBe(false);
  expect(matches(press('z', { metaKey: true }), 'Mod+Z', true)).toBe(true);
  expect(matches(press('z', { ctrlKey: true }), 'Mod+Z', true)).toBe(false);
});

test('undo and redo differ by Shift', () => {
  const redo = press('Z', { ctrlKey: true, shiftKey: true });
  expect(matches(redo, 'Mod+Shift+Z')).toBe(true);
  expect(matches(redo, 'Mod+Z')).toBe(false);
});

test('a letter without modifiers is not typed by Ctrl, Alt or the Windows key with it', () => {
  expect(matches(press('m'), 'M')).toBe(true);
  for (const held of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }])
    expect(matches(press('m', held), 'M')).toBe(false);
});

test('signs and digits are found on keyboards that need Shift for them', () => {
  expect(matches(press('?', { shiftKey: true }), '?')).toBe(true);
  expect(matches(press('+', { shiftKey: true }), '+')).toBe(true);
  expect(matches(press('1', { shiftKey: true }), '1')).toBe(true);
  expect(matches(press('[', { altKey: true }), '[')).toBe(false);
});

test('brackets are found on keyboards that need AltGr or Option for them', () => {
  const getModifierState = (key: string) => key === 'AltGraph';
  // A German keyboard on Linux, and on Windows, where AltGr is Ctrl and Alt as well.
  expect(matches(press('[', { getModifierState }), '[')).toBe(true);
  const windows = { getModifierState, ctrlKey: true, altKey: true };
  expect(matches(press('[', windows), '[')).toBe(true);
  expect(matches(press(']', windows), '[')).toBe(false);
  expect(matches(press('[', { altKey: true }), '[', true)).toBe(true);
});

test('Ctrl and Alt held on purpose make no bracket, and AltGr makes no chord of Ctrl and Alt', () => {
  expect(matches(press('[', { ctrlKey: true, altKey: true }), '[')).toBe(false);
  expect(matches(press('[', { metaKey: true, altKey: true }), '[', true)).toBe(false);
  const getModifierState = (key: string) => key === 'AltGraph';
  const polish = { code: 'KeyS', ctrlKey: true, altKey: true, getModifierState };
  expect(matches(press('ś', polish), 'Mod+Alt+S')).toBe(false);
  expect(matches(press('s', { ctrlKey: true, altKey: true }), 'Mod+Alt+S')).toBe(true);
});

test('Option with a letter is the chord on a Mac, whatever sign it would type', () => {
  expect(
    matches(press('ß', { code: 'KeyS', metaKey: true, altKey: true }), 'Mod+Alt+S', true),
  ).toBe(true);
});

test('the plus key can have modifiers', () => {
  expect(parseChord('Mod++')).toEqual({ key: '+', mod: true, shift: false, alt: false });
  expect(matches(press('+', { ctrlKey: true }), 'Mod++')).toBe(true);
});

test('letters are found by their place on a Cyrillic keyboard', () => {
  expect(matches(press('я', { code: 'KeyZ', ctrlKey: true }), 'Mod+Z')).toBe(true);
});

test('brackets, comma and point are found by their place where other letters are there', () => {
  expect(matches(press('х', { code: 'BracketLeft' }), '[')).toBe(true); // Russian
  expect(matches(press('ъ', { code: 'BracketRight' }), ']')).toBe(true);
  expect(matches(press('б', { code: 'Comma' }), ',')).toBe(true);
  expect(matches(press('ю', { code: 'Period' }), '.')).toBe(true);
  expect(matches(press('ü', { code: 'BracketLeft' }), '[')).toBe(true); // German
  expect(matches(press('Dead', { code: 'BracketLeft' }), '[')).toBe(true); // French
  expect(matches(press('ě', { code: 'Digit2' }), '2')).toBe(true); // Czech
  expect(matches(press('х', { code: 'BracketLeft' }), ']')).toBe(false);
});

test('the space bar has a name', () => {
  expect(matches(press(' '), 'Space')).toBe(true);
});

test('chords are written as each system writes them', () => {
  expect(formatChord('Mod+Shift+Z', true)).toBe('⇧⌘Z');
  expect(formatChord('Mod+Shift+Z', false)).toBe('Ctrl+Shift+Z');
  expect(formatChord('ArrowLeft', false)).toBe('←');
  expect(formatChord('+', false)).toBe('+');
});
