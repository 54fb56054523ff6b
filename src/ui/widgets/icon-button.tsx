import type { ButtonHTMLAttributes, ReactNode } from 'react';
import css from './icon-button.module.css';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What the button does: read aloud, and shown as a tip. */
  readonly label: string;
  /** Chord shown in the tip. */
  readonly hint?: string;
  readonly icon: ReactNode;
  readonly tip?: 'below' | 'below-end' | 'above' | 'right';
}

export function IconButton({ label, hint, icon, tip = 'below', className = '', ...rest }: Props) {
  return (
    <button
      type="button"
      className={`${css.button} ${className}`}
      aria-label={label}
      data-tip={tip}
      {...rest}
    >
      {icon}
      <span className={css.tip} aria-hidden="true">
        {label}
        {hint ? <kbd>{hint}</kbd> : null}
      </span>
    </button>
  );
}
