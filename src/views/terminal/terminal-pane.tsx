import '@xterm/xterm/css/xterm.css';
import type { ITheme } from '@xterm/xterm';
import { useEffect, useRef } from 'react';
import { type TerminalLook, type TerminalPorts, TerminalView } from './terminal-view.ts';
import { TouchKeys } from './touch-keys.tsx';

export interface TerminalPaneProps {
  readonly label: string;
  readonly ports: TerminalPorts;
  /** Tells when what the screen shows has changed. */
  readonly listen: (listener: () => void) => () => void;
  /** Changes when the keyboard is to come here. */
  readonly focus: number;
  /** It is there: what was typed at it until now; undefined: the keyboard stays where it is. */
  readonly isThere: () => string | undefined;
}

/** xterm in the page's colours. */
export function TerminalPane({ label, ports, listen, focus, isThere }: TerminalPaneProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<TerminalView>(undefined);
  useEffect(() => {
    const place = host.current!;
    const made = new TerminalView(place, lookOf(place), ports);
    view.current = made;
    const stop = listen(() => made.refresh());
    const resized = new ResizeObserver(() => made.size());
    resized.observe(place);
    const restyled = new MutationObserver(() => made.look(lookOf(place)));
    restyled.observe(document.documentElement, { attributeFilter: ['data-theme', 'data-presenter'] });
    // What is typed here is no shortcut of the page. The browser's and the system's own stay.
    const keep = (event: KeyboardEvent): void => {
      if (!event.metaKey) event.stopPropagation();
    };
    place.addEventListener('keydown', keep);
    return () => {
      stop();
      resized.disconnect();
      restyled.disconnect();
      place.removeEventListener('keydown', keep);
      made.dispose();
      view.current = undefined;
    };
  }, [ports, listen]);
  useEffect(() => view.current?.label(label), [label, ports]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked for by another number.
  useEffect(() => {
    const early = isThere();
    if (early === undefined) return;
    view.current?.focus();
    view.current?.type(early);
  }, [focus, ports]);
  return (
    <div className="terminal-place">
      <div className="terminal">
        <div className="terminal-lines" ref={host} data-keys="own" />
      </div>
      <TouchKeys onKey={(data) => view.current?.type(data)} />
    </div>
  );
}

/** The page's own colours and type. */
function lookOf(element: HTMLElement): TerminalLook {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  const theme: ITheme = {
    background: of('--card'),
    foreground: of('--text'),
    cursor: of('--focus'),
    cursorAccent: of('--card'),
    selectionBackground: of('--family-workload-solid'),
    selectionForeground: of('--card'),
    black: of('--text'),
    red: of('--bad-ink'),
    green: of('--good-ink'),
    yellow: of('--warn-ink'),
    blue: of('--family-workload-ink'),
    magenta: of('--family-configuration-ink'),
    cyan: of('--family-network-ink'),
    white: of('--quiet'),
    scrollbarSliderBackground: of('--well-line'),
    scrollbarSliderHoverBackground: of('--card-line'),
    scrollbarSliderActiveBackground: of('--wire'),
  };
  return { theme, fontFamily: of('--font-mono'), fontSize: Number.parseFloat(style.fontSize) };
}
