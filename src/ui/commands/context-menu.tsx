import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import { formatChord, isMac } from '@/state/commands/chords';
import { type Command, type CommandId, commandById } from '@/state/commands/commands';
import { setView, useStore } from '@/state/store/store';
import type { ContextMenuRequest } from '@/state/store/view-slice';
import { t } from '@/state/text/translate';
import { CommandIcon } from './command-icon';
import css from './context-menu.module.css';

/** The menu that the store asks for, beside the pointer. */
export function ContextMenu() {
  const request = useStore((state) => state.contextMenu);
  return request ? <Menu key={`${request.x},${request.y}`} request={request} /> : null;
}

function Menu({ request }: { readonly request: ContextMenuRequest }) {
  const menu = useRef<HTMLDivElement>(null);
  const close = (): void => setView({ contextMenu: null });

  useLayoutEffect(() => {
    const element = menu.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(8, Math.min(request.x, window.innerWidth - width - 8))}px`;
    element.style.top = `${Math.max(8, Math.min(request.y, window.innerHeight - height - 8))}px`;
  }, [request]);

  useEffect(() => {
    const before = document.activeElement;
    menu.current?.querySelector<HTMLElement>('button:enabled')?.focus();
    const onPress = (event: PointerEvent): void => {
      if (!menu.current?.contains(event.target as Node)) setView({ contextMenu: null });
    };
    window.addEventListener('pointerdown', onPress, { capture: true });
    return () => {
      window.removeEventListener('pointerdown', onPress, { capture: true });
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' || event.key === 'Tab') close();
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) moveFocus(menu.current, by);
    if (event.key !== 'Enter' && event.key !== ' ') event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={menu}
      className={css.menu}
      role="menu"
      tabIndex={-1}
      aria-label={t('menu.title')}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => event.preventDefault()}
    >
      {request.commandIds.map((id) => (
        <MenuItem key={id} command={commandById(id as CommandId)} onDone={close} />
      ))}
    </div>
  );
}

interface ItemProps {
  readonly command: Command;
  onDone(): void;
}

function MenuItem({ command, onDone }: ItemProps) {
  const isEnabled = useStore((state) => command.enabled(state));
  const [key] = command.keys;
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      disabled={!isEnabled}
      onClick={() => {
        onDone();
        void command.run();
      }}
    >
      <CommandIcon id={command.id} />
      <span>{t(command.label)}</span>
      {key ? <kbd>{formatChord(key, isMac)}</kbd> : null}
    </button>
  );
}

function moveFocus(menu: HTMLElement | null, by: number): void {
  const items = [...(menu?.querySelectorAll<HTMLElement>('button:enabled') ?? [])];
  const at = items.indexOf(document.activeElement as HTMLElement);
  items[(at + by + items.length) % items.length]?.focus();
}
