import { cancelSegmentation, segmentAgain } from './actions/segment';
import { fitImage, zoomBy, zoomToPixels } from './actions/view';
import type { MessageKey } from './messages/translate';
import { selectActiveImage, selectHasImage, selectHasMask, selectIsSegmenting } from './selectors';
import { type State, useStore } from './store';

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
export interface Command {
  readonly id: string;
  readonly group: CommandGroup;
  readonly label: MessageKey;
  /** Each a chord such as `Mod+Z`, `[` or `Shift+R`; `Mod` is ⌘ on a Mac and Ctrl elsewhere. */
  readonly keys: readonly string[];
  /** Whether it can run now. */
  enabled(state: State): boolean;
  /** For what can be on or off: whether it is on. */
  isOn?(state: State): boolean;
  run(): void | Promise<void>;
}

const always = (): boolean => true;

function onActive(act: (id: string) => void): () => void {
  return () => {
    const { activeId } = useStore.getState();
    if (activeId) act(activeId);
  };
}

export const commands: readonly Command[] = [
  {
    id: 'segment-again',
    group: 'mask',
    label: 'command.segmentAgain',
    keys: ['Shift+S'],
    enabled: (state) => selectActiveImage(state)?.facts != null && !selectIsSegmenting(state),
    run: onActive((id) => segmentAgain(id)),
  },
  {
    id: 'cancel',
    group: 'mask',
    label: 'command.cancel',
    keys: ['Mod+.'],
    enabled: selectIsSegmenting,
    run: onActive(cancelSegmentation),
  },
  {
    id: 'toggle-mask',
    group: 'view',
    label: 'command.toggleMask',
    keys: ['M'],
    enabled: selectHasMask,
    isOn: (state) => state.isMaskVisible,
    run: () => {
      const { isMaskVisible, setView } = useStore.getState();
      setView({ isMaskVisible: !isMaskVisible });
    },
  },
  {
    id: 'fit',
    group: 'view',
    label: 'command.fit',
    keys: ['0'],
    enabled: selectHasImage,
    run: fitImage,
  },
  {
    id: 'zoom-pixels',
    group: 'view',
    label: 'command.zoomPixels',
    keys: ['1'],
    enabled: selectHasImage,
    run: () => zoomToPixels(globalThis.devicePixelRatio),
  },
  {
    id: 'zoom-in',
    group: 'view',
    label: 'command.zoomIn',
    keys: ['+', '='],
    enabled: selectHasImage,
    run: () => zoomBy(1.5),
  },
  {
    id: 'zoom-out',
    group: 'view',
    label: 'command.zoomOut',
    keys: ['-'],
    enabled: selectHasImage,
    run: () => zoomBy(1 / 1.5),
  },
  {
    id: 'help',
    group: 'help',
    label: 'command.help',
    keys: ['?'],
    enabled: always,
    run: () => useStore.getState().setView({ dialog: 'help' }),
  },
];

/** The row with this id; throws on a name that no row has. */
export function commandById(id: string): Command {
  const command = commands.find((row) => row.id === id);
  if (!command) throw new Error(`There is no command "${id}" in commands.ts`);
  return command;
}
