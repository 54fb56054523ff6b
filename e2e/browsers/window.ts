import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A window of a browser that has just been installed: nothing of an earlier one is there. */
export interface BrowserWindow {
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs a function in the page, which sees its arguments only. They and its answer are JSON. */
  evaluate<Given extends unknown[], Answer>(
    run: (...given: Given) => Answer | Promise<Answer>,
    ...given: Given
  ): Promise<Answer>;
  /** Presses keys one after the other and lets go of all. */
  press(...keys: Key[]): Promise<void>;
  /** Moves the mouse from point to point of the window, in CSS pixels, with its button held down. */
  drag(...points: readonly { readonly x: number; readonly y: number }[]): Promise<void>;
  /** Folder that files are saved to without a question. */
  readonly downloads: string;
  close(): Promise<void>;
}

export type Key = 'Control' | 'e' | 's' | 'z';

export const WINDOW_SIZE = { width: 1280, height: 800 };

/** A folder of the system's temporary ones. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'med-fastsam-browser-'));
}

/** A saved file of this name, once it is whole; browsers write to another one beside it until then. */
export function savedFile(folder: string, name: string): Buffer | null {
  const names = readdirSync(folder);
  if (names.length !== 1 || names[0] !== name) return null;
  const bytes = readFileSync(join(folder, name));
  return bytes.length > 0 ? bytes : null;
}
