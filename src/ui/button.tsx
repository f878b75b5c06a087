import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Tip } from './tip.tsx';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly tone?: 'plain' | 'primary' | 'danger' | 'quiet';
}

export function Button({ tone = 'plain', className = '', ...rest }: ButtonProps) {
  return <button type="button" className={`button button-${tone} ${className}`} {...rest} />;
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** Name for everybody: tooltip and accessible name. */
  readonly label: string;
  readonly shortcut?: string;
  readonly children: ReactNode;
  readonly tone?: 'plain' | 'primary' | 'quiet';
}

export function IconButton({ label, shortcut, children, tone = 'quiet', className = '', ...rest }: IconButtonProps) {
  return (
    <Tip label={label} shortcut={shortcut}>
      <button type="button" className={`icon-button button-${tone} ${className}`} aria-label={label} {...rest}>
        {children}
      </button>
    </Tip>
  );
}
