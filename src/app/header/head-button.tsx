import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Tip } from '../../ui/tip.tsx';

interface HeadButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** Accessible name, and the tooltip where the word is not in sight. */
  readonly label: string;
  /** The word beside the picture. */
  readonly word: string;
  /** From which width on it is there. */
  readonly from: 'narrow' | 'wide' | 'widest';
  readonly shortcut?: string;
  readonly icon: ReactNode;
}

/** A picture, and where there is room for it a word. */
export function HeadButton({ label, word, from, shortcut, icon, children, ...rest }: HeadButtonProps) {
  const button = (
    <Button tone="quiet" aria-label={label} aria-keyshortcuts={shortcut?.replace('Ctrl', 'Control')} {...rest}>
      {icon}
      <span className={from === 'narrow' ? undefined : `${from}-only`}>{word}</span>
      {children}
    </Button>
  );
  if (from === 'narrow') return button;
  return (
    <Tip label={label} shortcut={shortcut} className={`not-${from}`}>
      {button}
    </Tip>
  );
}
