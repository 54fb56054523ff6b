import type { MouseEvent } from 'react';
import type { CommandId } from '@/state/commands/commands';
import { setView } from '@/state/store/store';

/** Opens a menu of commands below the pressed button. */
export function openMenu(
  { currentTarget }: MouseEvent<HTMLElement>,
  commandIds: readonly CommandId[],
): void {
  const { left, bottom } = currentTarget.getBoundingClientRect();
  setView({ contextMenu: { x: left, y: bottom + 4, commandIds } });
}
