import { X } from 'lucide-react';
import { type PointerEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { t } from '@/state/text/translate';
import css from './dialog.module.css';
import { IconButton } from './icon-button';

interface Props {
  readonly title: string;
  readonly width?: 'narrow' | 'wide';
  onClose(): void;
  readonly children: ReactNode;
}

/**
 * A modal dialog while it is mounted. Escape and a press outside close it. The element with
 * `data-first-focus` gets the focus, if there is one.
 */
export function Dialog({ title, width = 'narrow', onClose, children }: Props) {
  const titleId = useId();
  const modal = useModal(onClose);
  // Not on the first button: its tip would be in the way.
  useEffect(() => {
    const first = modal.ref.current?.querySelector<HTMLElement>('[data-first-focus]');
    (first ?? modal.ref.current)?.focus();
  }, [modal.ref]);
  return (
    <dialog
      {...modal}
      tabIndex={-1}
      className={`${css.dialog} ${css[width]}`}
      aria-labelledby={titleId}
    >
      <div className={css.sheet}>
        <header>
          <h2 id={titleId}>{title}</h2>
          <IconButton
            label={t('action.close')}
            icon={<X size={16} />}
            tip="below-end"
            onClick={onClose}
          />
        </header>
        <div className={css.body}>{children}</div>
      </div>
    </dialog>
  );
}

/**
 * Opens a `<dialog>` that gets the returned properties as a modal. Returns the focus to where it
 * was. `onClose` is called at once: the browser's own `close` event comes later, and a key pressed
 * in between would be lost.
 */
export function useModal(onClose: () => void) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const before = document.activeElement;
    if (!element.open) element.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return {
    ref,
    onCancel: onClose, // Escape, and the back gesture
    onClose,
    onPointerDown: (event: PointerEvent<HTMLDialogElement>): void => {
      if (event.target === event.currentTarget) onClose();
    },
  };
}
