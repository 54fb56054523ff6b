import type { MessageKey } from '@/state/text/translate';
import { isMac, type KeyPress, matchesChord, parseChord } from './chords';
import type { CommandId } from './commands';

/** Keys that the canvas handles itself, at the crosshair or the pointer. */
export interface CanvasKeyRow {
  readonly label: MessageKey;
  /**
   * Chords like those of commands. `Wheel` is the mouse wheel, `Shift+Wheel` the wheel with a key
   * held.
   */
  readonly keys: readonly string[];
  /** Commands with the same keys, for when the canvas does not take them. */
  readonly before?: readonly CommandId[];
}

/** The second part of the command table: actions that only make sense on the canvas. */
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

/** What a key press or a turn of the wheel means to the canvas. */
export function canvasKeyOf(press: KeyPress): CanvasKey | undefined {
  return chords.find(({ chord }) => matchesChord(press, chord, isMac))?.id;
}
