import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session/session.ts';

const LEAST_PX = 120;
const STEP_PX = 24;
const heightOf = (handle: Element): number => handle.parentElement?.getBoundingClientRect().height ?? LEAST_PX;
const mostPx = (): number => Math.round(globalThis.innerHeight * 0.7);

/** The upper edge is drawn up and down, with the pointer or the arrow keys. */
export function DockHandle() {
  const { t } = useTranslation();
  const height = useSession((s) => s.dockHeight);
  const change = useSession((s) => s.change);
  const from = useRef<{ readonly y: number; readonly height: number }>(undefined);
  const set = (px: number) => change((s) => void (s.dockHeight = Math.round(Math.min(Math.max(px, LEAST_PX), mostPx()))));
  const begin = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { y: event.clientY, height: heightOf(event.currentTarget) };
  };
  const move = (event: PointerEvent) => {
    if (from.current) set(from.current.height + from.current.y - event.clientY);
  };
  const key = (event: KeyboardEvent) => {
    const by = { ArrowUp: STEP_PX, ArrowDown: -STEP_PX, PageUp: 5 * STEP_PX, PageDown: -5 * STEP_PX }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(heightOf(event.currentTarget) + by);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule that is moved, not one that parts text.
    <div
      className="dock-handle"
      role="separator"
      aria-orientation="horizontal"
      aria-label={t('console.height')}
      aria-valuenow={height ?? LEAST_PX}
      aria-valuemin={LEAST_PX}
      aria-valuemax={mostPx()}
      tabIndex={0}
      data-keys="own"
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={() => void (from.current = undefined)}
      onKeyDown={key}
    />
  );
}
