import type { MouseEvent } from 'react';
import { useStore } from '@/state/store';

/** Opens a menu of commands below the pressed button. */
export function openMenu(
  { currentTarget }: MouseEvent<HTMLElement>,
  commandIds: readonly string[],
): void {
  const { left, bottom } = currentTarget.getBoundingClientRect();
  useStore.getState().setView({ contextMenu: { x: left, y: bottom + 4, commandIds } });
}
