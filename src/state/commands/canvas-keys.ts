import type { MessageKey } from '@/state/text/translate';
import { isMac, type KeyPress, matchesChord, parseChord } from './chords';
import type { CommandId } from './commands';

/** Keys that mean something to the canvas itself, at the place where the crosshair or the pointer is. */
export interface CanvasKeyRow {
  readonly label: MessageKey;
  /** Chords as those of commands; `Wheel` is the mouse's, and `Shift+Wheel` that with a key held. */
  readonly keys: readonly string[];
  /** The commands that have the same keys wherever the canvas does not take them. */
  readonly before?: readonly CommandId[];
}

/** The rest of the table of commands: what only makes sense on the canvas, and is done there. */
export const canvasKeys = {
  move: {
    label: 'help.canvas.move',
    keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
    before: ['previous-image', 'next-image'],
  },
  moveFar: {
    label: 'help.canvas.moveFar',
    keys: ['Shift+ArrowLeft', 'Shift+ArrowRight', 'Shift+ArrowUp', 'Shift+ArrowDown'],
  },
  draw: { label: 'help.canvas.draw', keys: ['Enter'] },
  inverse: { label: 'help.canvas.inverse', keys: ['Alt+Enter'] },
  add: { label: 'help.canvas.add', keys: ['Shift+Enter'] },
  stepBack: {
    label: 'help.canvas.stepBack',
    keys: ['Backspace', 'Delete'],
    before: ['delete-objects'],
  },
  takeBack: { label: 'help.canvas.takeBack', keys: ['Escape'], before: ['select-none'] },
  compare: { label: 'help.canvas.compare', keys: ['Space'] },
  zoom: { label: 'help.canvas.zoom', keys: ['Wheel'] },
  radius: { label: 'help.canvas.radius', keys: ['Shift+Wheel'] },
} as const satisfies Readonly<Record<string, CanvasKeyRow>>;

export type CanvasKey = keyof typeof canvasKeys;

const chords = Object.entries(canvasKeys).flatMap(([id, { keys }]) =>
  keys.map((text) => ({ id: id as CanvasKey, chord: parseChord(text) })),
);

/** What a key press, or a turn of the wheel, means to the canvas. */
export function canvasKeyOf(press: KeyPress): CanvasKey | undefined {
  return chords.find(({ chord }) => matchesChord(press, chord, isMac))?.id;
}
