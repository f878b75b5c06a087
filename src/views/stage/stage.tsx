import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { StageModel } from '../../scene/model.ts';
import { THEMES, type Tokens } from '../glyphs/tokens.ts';
import type { Say, StageTarget } from './items.ts';
import { StageEngine } from './stage-engine.ts';
import './stage.css';
import { STAGE_TEXTS, type StageTexts } from './texts.ts';
import { targetId, type TreeRow, treeRows } from './tree.ts';

export interface StageProps {
  readonly model: StageModel;
  readonly selection?: StageTarget | undefined;
  readonly onSelect?: (target: StageTarget | undefined) => void;
  /** Enter or double click: look inside. */
  readonly onOpen?: (target: StageTarget) => void;
  readonly tokens?: Tokens;
  readonly texts?: StageTexts;
  /** One short sentence for a decision. */
  readonly say?: Say;
  readonly reducedMotion?: boolean;
  /** Type and strokes larger by this factor, for projectors. */
  readonly scale?: number;
  /** Single messages of heartbeats, probes and traffic too. */
  readonly showBackground?: boolean;
  /** What a lesson looks at; the rest dims. */
  readonly spotlight?: readonly StageTarget[] | undefined;
}

const sayNothing: Say = (happening) => happening.say;

/** The cluster as a picture: canvases for the eye, a tree of the same things for keyboard and screen readers. */
export function Stage(props: StageProps) {
  const { model, selection, onSelect, onOpen, tokens = THEMES.light, texts = STAGE_TEXTS.en, reducedMotion = false, scale = 1, showBackground = false, spotlight } = props;
  const host = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const engine = useRef<StageEngine | undefined>(undefined);
  const [structure, setStructure] = useState(0);
  const latest = useRef(props);
  latest.current = props;
  // Sentences change with the language, that is with `texts`; a new function alone is no reason to draw everything anew.
  const say = useCallback<Say>((happening) => (latest.current.say ?? sayNothing)(happening), []);

  useLayoutEffect(() => {
    if (!host.current || !tip.current) return;
    const made = new StageEngine(host.current, tip.current, { select: (target) => latest.current.onSelect?.(target), open: (target) => latest.current.onOpen?.(target), structure: setStructure });
    engine.current = made;
    return () => {
      made.stop();
      engine.current = undefined;
    };
  }, []);
  useLayoutEffect(() => engine.current?.show({ model, tokens, texts, say, reducedMotion, scale, showBackground, selection, spotlight }), [model, tokens, texts, say, reducedMotion, scale, showBackground, selection, spotlight]);

  return (
    <div className="stage" ref={host} style={{ background: tokens.ground }}>
      <canvas aria-hidden="true" />
      <canvas aria-hidden="true" />
      <canvas aria-hidden="true" />
      <StageTree engine={engine} model={model} texts={texts} structure={structure} selection={selection} {...(onSelect ? { onSelect } : {})} {...(onOpen ? { onOpen } : {})} />
      <div className="stage-tip" ref={tip} aria-hidden="true" hidden />
    </div>
  );
}

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
function StageTree({ engine, model, texts, structure, selection, onSelect, onOpen }: TreeProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(['cluster']));
  const [cursor, setCursor] = useState<string>('cluster');
  const grid = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `structure` says that the layout has other rows.
  const rows = useMemo(() => (engine.current?.scene ? treeRows(model, engine.current.scene.layout, texts, open) : []), [model, texts, open, structure]);
  const at = Math.max(
    0,
    rows.findIndex((row) => row.id === cursor),
  );
  const focused = rows[at];

  useEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
    engine.current?.pointAt(focused?.target, true);
  }, [focused, engine]);

  const go = useCallback((row: TreeRow | undefined) => {
    if (!row) return;
    moved.current = true;
    setCursor(row.id);
  }, []);
  const toggle = (row: TreeRow, to: boolean): void => setOpen((before) => new Set(to ? [...before, row.id] : [...before].filter((id) => id !== row.id)));
  const parent = (): TreeRow | undefined => rows.slice(0, at).findLast((row) => row.level < (focused?.level ?? 0));

  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (!focused || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!handle(event.key, event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const handle = (key: string, shift: boolean): boolean => {
    if (!focused) return false;
    const pan = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[key];
    if (shift && pan) engine.current?.pan(pan[0] ?? 0, pan[1] ?? 0);
    else if (key === '+' || key === '=') engine.current?.zoom(1.25);
    else if (key === '-') engine.current?.zoom(0.8);
    else if (key === '0') engine.current?.fit();
    else if (key === 'ArrowDown') go(rows[at + 1]);
    else if (key === 'ArrowUp') go(rows[at - 1]);
    else if (key === 'Home') go(rows[0]);
    else if (key === 'End') go(rows[rows.length - 1]);
    else if (key === 'ArrowRight') focused.expanded === false ? toggle(focused, true) : focused.expanded && go(rows[at + 1]);
    else if (key === 'ArrowLeft') focused.expanded ? toggle(focused, false) : go(parent());
    else if (key === ' ') onSelect?.(focused.target);
    else if (key === 'Enter') {
      if (focused.target) {
        onSelect?.(focused.target);
        onOpen?.(focused.target);
      } else if (focused.expanded !== undefined) toggle(focused, !focused.expanded);
    } else if (key === 'Escape') onSelect?.(undefined);
    else return false;
    return true;
  };

  const chosen = selection && targetId(selection);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a canvas cannot hold a table; these rows stand in for what it shows.
    <div className="stage-tree" role="treegrid" aria-label={texts.stage} aria-description={texts.keys} ref={grid} onKeyDown={onKeyDown} onFocus={() => engine.current?.pointAt(focused?.target, false)} onBlur={() => engine.current?.pointAt(undefined, false)}>
      {rows.map((row, i) => (
        <div
          key={`${row.level} ${row.id}`}
          role="row"
          tabIndex={i === at ? 0 : -1}
          aria-level={row.level}
          aria-posinset={row.position}
          aria-setsize={row.siblings}
          {...(row.expanded === undefined ? {} : { 'aria-expanded': row.expanded })}
          {...(row.target ? { 'aria-selected': chosen === targetId(row.target) } : {})}
        >
          <span role="gridcell">{row.label}</span>
        </div>
      ))}
    </div>
  );
}
