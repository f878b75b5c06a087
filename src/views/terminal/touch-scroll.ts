/** What is scrolled, in lines. */
export interface Scrolled {
  lineHeight(): number;
  /** Down is positive. */
  scroll(lines: number): void;
}

/** xterm scrolls by wheel only: a finger that goes up and down scrolls too. Sideways the browser does it (`touch-action`). Returns what ends that. */
export function scrollsByTouch(host: HTMLElement, { lineHeight, scroll }: Scrolled): () => void {
  let finger: { readonly id: number; y: number } | undefined;
  const down = ({ pointerType, pointerId, clientY }: PointerEvent): void => {
    if (pointerType === 'touch' && !finger) finger = { id: pointerId, y: clientY };
  };
  const move = ({ pointerId, clientY }: PointerEvent): void => {
    if (finger?.id !== pointerId) return;
    const height = lineHeight();
    const lines = height > 0 ? Math.trunc((finger.y - clientY) / height) : 0;
    if (lines === 0) return;
    finger.y -= lines * height;
    scroll(lines);
  };
  const up = ({ pointerId }: PointerEvent): void => {
    if (finger?.id === pointerId) finger = undefined;
  };
  const heard = [
    ['pointerdown', down],
    ['pointermove', move],
    ['pointerup', up],
    // The browser scrolls sideways.
    ['pointercancel', up],
  ] as const;
  for (const [type, listener] of heard) host.addEventListener(type, listener);
  return () => {
    for (const [type, listener] of heard) host.removeEventListener(type, listener);
  };
}
