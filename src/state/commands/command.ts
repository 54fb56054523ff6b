import { type State, setView, useStore } from '@/state/store/store';
import type { Dialog } from '@/state/store/view-slice';
import type { MessageKey } from '@/state/text/translate';

export type CommandGroup =
  | 'file'
  | 'view'
  | 'mask'
  | 'tool'
  | 'edit'
  | 'object'
  | 'review'
  | 'help';

/** An action of the user. Toolbar, menus, shortcuts, palette and help read these rows. */
export interface CommandRow<Id extends string = string> {
  readonly id: Id;
  readonly group: CommandGroup;
  readonly label: MessageKey;
  /** Each a chord such as `Mod+Z`, `[` or `Shift+R`; `Mod` is ⌘ on a Mac and Ctrl elsewhere. */
  readonly keys: readonly string[];
  /** Whether holding the key repeats it. Others run once a press. */
  readonly repeats?: true;
  /** Whether it can run now. */
  enabled(state: State): boolean;
  /** For actions that can be on or off: whether it is on. */
  isOn?(state: State): boolean;
  run(): void | Promise<void>;
}

/** Rows whose ids the compiler knows, so that code cannot ask for an id that does not exist. */
export function rows<const Id extends string>(
  list: readonly CommandRow<Id>[],
): readonly CommandRow<Id>[] {
  return list;
}

export const always = (): boolean => true;

/** Runs `act` on the active image, if there is one. */
export function onActive(act: (id: string) => void): () => void {
  return () => {
    const { activeId } = useStore.getState();
    if (activeId) act(activeId);
  };
}

/** Opens a dialog in place of the one that is open. */
export function opens(dialog: Exclude<Dialog, null>): () => void {
  return () => setView({ dialog });
}
