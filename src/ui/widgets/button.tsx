import type { ButtonHTMLAttributes, ReactNode } from 'react';
import css from './button.module.css';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: 'primary' | 'plain' | 'quiet';
  readonly icon?: ReactNode;
}

export function Button({ kind = 'plain', icon, children, className = '', ...rest }: ButtonProps) {
  return (
    <button type="button" className={`${css.button} ${css[kind]} ${className}`} {...rest}>
      {icon}
      {children}
    </button>
  );
}
