import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { StageModel } from '../../scene/model.ts';
import { THEMES, type Tokens } from '../glyphs/tokens.ts';
import type { Say, StageTarget } from './items.ts';
import { StageEngine, type StageView } from './stage-engine.ts';
import { StageSight } from './stage-sight.tsx';
import { StageTree } from './stage-tree.tsx';
import './stage.css';
import { STAGE_TEXTS, type StageTexts } from './texts.ts';

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
  /** One line for any happening: what is read at a message. */
  readonly line?: Say;
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
  const {
    model,
    selection,
    onSelect,
    onOpen,
    tokens = THEMES.light,
    texts = STAGE_TEXTS.en,
    reducedMotion = false,
    scale = 1,
    showBackground = false,
    spotlight,
  } = props;
  const host = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const engine = useRef<StageEngine | undefined>(undefined);
  const [structure, setStructure] = useState(0);
  const [view, setView] = useState<StageView>({ moved: false, zoomed: false, below: [] });
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  // Sentences change with the language, that is with `texts`; a new function alone is no reason to draw everything anew.
  const say = useCallback<Say>((happening) => (latest.current.say ?? sayNothing)(happening), []);

  const line = useCallback<Say>((happening) => (latest.current.line ?? latest.current.say ?? sayNothing)(happening), []);
  useLayoutEffect(() => {
    if (!host.current || !tip.current) return;
    const made = new StageEngine(host.current, tip.current, {
      select: (target) => latest.current.onSelect?.(target),
      open: (target) => latest.current.onOpen?.(target),
      structure: setStructure,
      view: setView,
    });
    engine.current = made;
    return () => {
      made.stop();
      engine.current = undefined;
    };
  }, []);
  useLayoutEffect(
    () => engine.current?.show({ model, tokens, texts, say, line, reducedMotion, scale, showBackground, selection, spotlight }),
    [model, tokens, texts, say, line, reducedMotion, scale, showBackground, selection, spotlight],
  );

  return (
    <div className="stage" ref={host} style={{ background: tokens.ground }}>
      <canvas aria-hidden="true" />
      <canvas aria-hidden="true" />
      <canvas aria-hidden="true" />
      <StageTree
        engine={engine}
        model={model}
        texts={texts}
        structure={structure}
        selection={selection}
        {...(onSelect ? { onSelect } : {})}
        {...(onOpen ? { onOpen } : {})}
      />
      <StageSight engine={engine} view={view} texts={texts} />
      <div className="stage-tip" ref={tip} aria-hidden="true" hidden />
    </div>
  );
}
