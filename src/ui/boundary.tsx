import { Component, type ErrorInfo, type ReactNode } from 'react';
import { messageOf } from '../base/assert.ts';
import { Button } from './button.tsx';

interface BoundaryProps {
  /** What is said in place of the part that failed. */
  readonly text: (message: string) => string;
  readonly again: string;
  readonly className?: string;
  readonly children: ReactNode;
}

interface Failed {
  readonly message: string | undefined;
}

/** A part of the page that cannot be drawn says so in its own place; the rest of the page lives on. */
export class Boundary extends Component<BoundaryProps, Failed> {
  override state: Failed = { message: undefined };

  static getDerivedStateFromError(error: unknown): Failed {
    return { message: messageOf(error) };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    console.error(error, componentStack);
  }

  override render(): ReactNode {
    const { text, again, className = '', children } = this.props;
    const { message } = this.state;
    if (message === undefined) return children;
    return (
      <section className={className}>
        <p role="alert">{text(message)}</p>
        <Button onClick={() => this.setState({ message: undefined })}>{again}</Button>
      </section>
    );
  }
}
