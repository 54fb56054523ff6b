import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import css from './section.module.css';

interface Props {
  readonly title: string;
  /** Short value at the right of the title. */
  readonly aside?: ReactNode;
  /** Whether it starts closed. */
  readonly isFolded?: boolean;
  /** The user folded or unfolded it. */
  onToggle?(isOpen: boolean): void;
  readonly children: ReactNode;
}

/** A part of a panel that can be folded. */
export function Section({ title, aside, isFolded = false, onToggle, children }: Props) {
  return (
    <details
      className={css.section}
      open={!isFolded}
      onToggle={(event) => onToggle?.(event.currentTarget.open)}
    >
      <summary>
        <h3>{title}</h3>
        {aside ? <span className={css.aside}>{aside}</span> : null}
        <ChevronDown size={14} aria-hidden="true" />
      </summary>
      <div className={css.body}>{children}</div>
    </details>
  );
}
