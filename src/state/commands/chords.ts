/** A key with its modifiers, as written in the command table. */
export interface Chord {
  /** As in `KeyboardEvent.key`; letters are capitals. */
  readonly key: string;
  readonly mod: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

/** The parts of a keyboard event that are read. */
export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'getModifierState'
>;

/** Parses `Mod+Shift+Z`, `?`, `+` or `Mod++`. */
export function parseChord(text: string): Chord {
  const at = text.length > 1 ? text.lastIndexOf('+', text.length - 2) : -1;
  const key = text.slice(at + 1);
  const modifiers = at < 0 ? [] : text.slice(0, at).split('+');
  return {
    key: key.length === 1 ? key.toUpperCase() : key,
    mod: modifiers.includes('Mod'),
    shift: modifiers.includes('Shift'),
    alt: modifiers.includes('Alt'),
  };
}

/**
 * Whether a key press is this chord. `Mod` is ⌘ on a Mac and Ctrl elsewhere. Shift only counts for
 * letters and named keys: whether `?` or `1` needs Shift depends on the keyboard. So does whether
 * `[` needs AltGr, as on a German keyboard, or Option, as on a Mac.
 */
export function matchesChord(press: KeyPress, chord: Chord, isMac: boolean): boolean {
  if (isTypedSign(press, isMac)) return !chord.mod && !chord.alt && press.key === chord.key;
  const isMod = isMac ? press.metaKey : press.ctrlKey;
  const isOtherMod = isMac ? press.ctrlKey : press.metaKey;
  if (isMod !== chord.mod || isOtherMod || press.altKey !== chord.alt) return false;
  const shiftCounts = chord.key.length > 1 || /[A-Z]/.test(chord.key);
  if (shiftCounts && press.shiftKey !== chord.shift) return false;
  return keyOf(press) === chord.key;
}

/**
 * Whether AltGr, or Option on a Mac, was held to type a sign. Then it is no modifier of a chord.
 */
function isTypedSign(press: KeyPress, isMac: boolean): boolean {
  if (press.key.length > 1 || /[a-z\d\s]/i.test(press.key)) return false;
  // Windows reports AltGr as Ctrl and Alt too. Without AltGr those are held on purpose.
  if (press.getModifierState('AltGraph')) return press.ctrlKey === press.altKey;
  return isMac && press.altKey && !press.ctrlKey && !press.metaKey;
}

/** Signs by their place on a US keyboard, as `KeyboardEvent.code` names it. */
const SIGN_AT: Readonly<Record<string, string>> = {
  BracketLeft: '[',
  BracketRight: ']',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Semicolon: ';',
  Quote: "'",
  Minus: '-',
  Equal: '=',
};

/**
 * The key in capitals. Where it types a letter of another script, an accented one or a dead
 * accent, it is what a US keyboard has at that place.
 */
function keyOf({ key, code }: KeyPress): string {
  if (key === 'Dead' || (key.length === 1 && key.charCodeAt(0) >= 128))
    return /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? SIGN_AT[code] ?? key.toUpperCase();
  if (key.length > 1) return key;
  return key === ' ' ? 'Space' : key.toUpperCase();
}

const SYMBOLS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  Delete: 'Del',
  Backspace: '⌫',
};

/** The chord as users write it: `⇧⌘Z` on a Mac, `Ctrl+Shift+Z` elsewhere. */
export function formatChord(text: string, isMac: boolean): string {
  const chord = parseChord(text);
  const key = SYMBOLS[chord.key] ?? chord.key;
  if (isMac) return `${chord.alt ? '⌥' : ''}${chord.shift ? '⇧' : ''}${chord.mod ? '⌘' : ''}${key}`;
  return [chord.mod && 'Ctrl', chord.alt && 'Alt', chord.shift && 'Shift', key]
    .filter(Boolean)
    .join('+');
}

/** Whether this is a Mac, an iPad or an iPhone. */
export const isMac: boolean =
  typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform);
