import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { t } from '@/state/messages/translate';
import css from './dialog.module.css';
import { IconButton } from './icon-button';

interface Props {
  readonly title: string;
  readonly width?: 'narrow' | 'wide';
  onClose(): void;
  readonly children: ReactNode;
}

/** A modal dialog for as long as it is mounted. Escape and a press outside close it. */
export function Dialog({ title, width = 'narrow', onClose, children }: Props) {
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useModal(dialog);
  // Not on the first button: its tip would be in the way.
  useEffect(() => dialog.current?.focus(), []);
  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      className={`${css.dialog} ${css[width]}`}
      aria-labelledby={titleId}
      onClose={onClose}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <div className={css.sheet}>
        <header>
          <h2 id={titleId}>{title}</h2>
          <IconButton
            label={t('action.close')}
            icon={<X size={16} />}
            tip="below-end"
            onClick={() => dialog.current?.close()}
          />
        </header>
        <div className={css.body}>{children}</div>
      </div>
    </dialog>
  );
}

/** Opens the element as a modal and gives the focus back to where it was. */
export function useModal(dialog: { readonly current: HTMLDialogElement | null }): void {
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    const before = document.activeElement;
    if (!element.open) element.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, [dialog]);
}
