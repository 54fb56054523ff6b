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

/** Something a person can do. Toolbar, menus, shortcuts, palette and the help sheet read these rows. */
export interface CommandRow<Id extends string = string> {
  readonly id: Id;
  readonly group: CommandGroup;
  readonly label: MessageKey;
  /** Each a chord such as `Mod+Z`, `[` or `Shift+R`; `Mod` is ⌘ on a Mac and Ctrl elsewhere. */
  readonly keys: readonly string[];
  /** Whether a key that is held down runs it again and again; others run once a press. */
  readonly repeats?: true;
  /** Whether it can run now. */
  enabled(state: State): boolean;
  /** For what can be on or off: whether it is on. */
  isOn?(state: State): boolean;
  run(): void | Promise<void>;
}

/** Rows whose ids the compiler knows, so that nothing can ask for one that is not there. */
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
