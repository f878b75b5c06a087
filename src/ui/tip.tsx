import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';

interface TipProps {
  readonly label: string;
  readonly shortcut?: string | undefined;
  /** Of the tooltip: where it is not to be seen. */
  readonly className?: string;
  /** What it belongs to: one element. */
  readonly children: ReactNode;
}

/** Words beside what one points at. */
export function Tip({ label, shortcut, className = '', children }: TipProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className={`tooltip ${className}`} sideOffset={6} collisionPadding={8}>
          {label}
          {shortcut ? <kbd>{shortcut}</kbd> : null}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
