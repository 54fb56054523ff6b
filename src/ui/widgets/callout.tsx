import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import css from './callout.module.css';

interface Props {
  readonly kind: 'info' | 'warning' | 'error';
  readonly title?: string;
  readonly children?: ReactNode;
}

const icons = { info: Info, warning: TriangleAlert, error: CircleAlert };

/** A sentence that must be noticed, beside what it is about. */
export function Callout({ kind, title, children }: Props) {
  const Icon = icons[kind];
  return (
    <div className={`${css.callout} ${css[kind]}`}>
      <Icon size={16} aria-hidden="true" />
      <div className={css.text}>
        {title ? <strong>{title}</strong> : null}
        {children}
      </div>
    </div>
  );
}
