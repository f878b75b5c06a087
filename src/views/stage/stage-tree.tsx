import { useEffect, useMemo, useRef, useState } from 'react';
import type { StageModel } from '../../scene/model.ts';
import type { StageTarget } from './items.ts';
import type { StageEngine } from './stage-engine.ts';
import type { StageTexts } from './texts.ts';
import { targetId, type TreeRow, treeRows } from './tree.ts';

interface TreeProps {
  readonly engine: React.RefObject<StageEngine | undefined>;
  readonly model: StageModel;
  readonly texts: StageTexts;
  readonly structure: number;
  readonly selection: StageTarget | undefined;
  readonly onSelect?: (target: StageTarget | undefined) => void;
  readonly onOpen?: (target: StageTarget) => void;
}

/** Invisible rows in parallel to the picture: a treegrid with one tab stop; the ring on the canvas shows where the focus is. */
export function StageTree(props: TreeProps) {
  const { engine, texts, selection } = props;
  const { grid, rows, at, onKeyDown, setCursor } = useTree(props);
  const chosen = selection && targetId(selection);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a canvas cannot hold a table; these rows stand in for what it shows.
    <div
      className="stage-tree"
      role="treegrid"
      aria-label={texts.stage}
      aria-description={texts.keys}
      ref={grid}
      onKeyDown={onKeyDown}
      onFocus={() => engine.current?.pointAt(rows[at], false)}
      onBlur={() => engine.current?.pointAt(undefined, false)}
    >
      {rows.map((row, i) => (
        <Row
          key={`${row.level} ${row.id}`}
          row={row}
          isStop={i === at}
          isChosen={row.target !== undefined && chosen === targetId(row.target)}
          onFocus={() => setCursor(row.id)}
        />
      ))}
    </div>
  );
}

/** Its rows, the one that has the tab stop, and what keys do to them. */
function useTree({ engine, model, texts, structure, onSelect, onOpen }: TreeProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(['cluster']));
  const [cursor, setCursor] = useState<string>('cluster');
  const grid = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  const rows = useMemo(() => rowsAt(engine, { model, texts, open, structure }), [engine, model, texts, open, structure]);
  const at = Math.max(
    0,
    rows.findIndex((row) => row.id === cursor),
  );
  const focused = rows[at];

  useEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
    engine.current?.pointAt(focused, true);
  }, [focused, engine]);

  const toggle = (row: TreeRow, to: boolean): void => {
    if (row.expanded !== undefined) setOpen((before) => new Set(to ? [...before, row.id] : [...before].filter((id) => id !== row.id)));
  };
  const enter = (row: TreeRow): void => {
    if (!row.target) return toggle(row, row.expanded === false);
    onSelect?.(row.target);
    onOpen?.(row.target);
  };
  const handle = (key: string, shift: boolean): boolean => {
    if (!focused) return false;
    if (moveView(engine.current, key, shift)) return true;
    const way = wayOf(key, rows, at);
    if (way) {
      moved.current = true;
      setCursor(way.id);
    } else if (key === 'ArrowRight' || key === 'ArrowLeft') toggle(focused, key === 'ArrowRight');
    else if (key === ' ') onSelect?.(focused.target);
    else if (key === 'Escape') onSelect?.(undefined);
    else if (key === 'Enter') enter(focused);
    else return key.startsWith('Arrow');
    return true;
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !handle(event.key, event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { grid, rows, at, onKeyDown, setCursor };
}

interface RowProps {
  readonly row: TreeRow;
  readonly isStop: boolean;
  readonly isChosen: boolean;
  /** However the focus came here: keys go on from this row. */
  readonly onFocus: () => void;
}

function Row({ row, isStop, isChosen, onFocus }: RowProps) {
  return (
    <div
      role="row"
      tabIndex={isStop ? 0 : -1}
      onFocus={onFocus}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      {...(row.expanded === undefined ? {} : { 'aria-expanded': row.expanded })}
      {...(row.target ? { 'aria-selected': isChosen } : {})}
    >
      <span role="gridcell">{row.label}</span>
    </div>
  );
}

interface RowsOf {
  readonly model: StageModel;
  readonly texts: StageTexts;
  readonly open: ReadonlySet<string>;
  /** Serial of the layout: with another one the rows are others. */
  readonly structure: number;
}

const rowsAt = (engine: TreeProps['engine'], { model, texts, open }: RowsOf): readonly TreeRow[] =>
  engine.current?.scene ? treeRows(model, engine.current.scene.layout, texts, engine.current, open) : [];

const PANS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };

/** Keys that move the view; true when it was one. */
function moveView(engine: StageEngine | undefined, key: string, shift: boolean): boolean {
  const pan = shift ? PANS[key] : undefined;
  if (pan) engine?.pan(pan[0], pan[1]);
  else if (key === '+' || key === '=') engine?.zoom(1.25);
  else if (key === '-') engine?.zoom(0.8);
  else if (key === '0') engine?.fit();
  else return false;
  return true;
}

/** The row a key leads to, as in a tree: right goes in, left goes out. */
function wayOf(key: string, rows: readonly TreeRow[], at: number): TreeRow | undefined {
  const row = rows[at];
  if (key === 'ArrowDown') return rows[at + 1];
  if (key === 'ArrowUp') return rows[at - 1];
  if (key === 'Home') return rows[0];
  if (key === 'End') return rows[rows.length - 1];
  if (key === 'ArrowRight' && row?.expanded === true) return rows[at + 1];
  if (key === 'ArrowLeft' && row && row.expanded !== true) return rows.slice(0, at).findLast((other) => other.level < row.level);
  return undefined;
}
