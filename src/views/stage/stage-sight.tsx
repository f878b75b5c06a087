import type { RefObject } from 'react';
import type { StageEngine, StageView } from './stage-engine.ts';
import type { StageTexts } from './texts.ts';

interface StageSightProps {
  readonly engine: RefObject<StageEngine | undefined>;
  readonly view: StageView;
  readonly texts: StageTexts;
}

const ZOOM_STEP = 1.4;

/** What can be seen: nothing while all of the stage is on the screen, else ways to the rest of it and back to the whole. */
export function StageSight({ engine, view, texts }: StageSightProps) {
  if (!view.moved && view.below.length === 0) return null;
  return (
    <div className="stage-sight" role="group" aria-label={texts.sight}>
      {view.below.map((zone) => (
        <button key={zone} type="button" onClick={() => engine.current?.goTo(zone)}>
          <span aria-hidden="true">↓ </span>
          {texts[zone]}
        </button>
      ))}
      {view.zoomed ? (
        <>
          <button type="button" aria-label={texts.zoomOut} onClick={() => engine.current?.zoom(1 / ZOOM_STEP)}>
            −
          </button>
          <button type="button" aria-label={texts.zoomIn} onClick={() => engine.current?.zoom(ZOOM_STEP)}>
            +
          </button>
        </>
      ) : null}
      {view.moved ? (
        <button type="button" onClick={() => engine.current?.fit()}>
          {texts.whole}
        </button>
      ) : null}
    </div>
  );
}
