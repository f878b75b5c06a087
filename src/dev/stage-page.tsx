import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { THEMES, type ThemeName } from '../views/glyphs/tokens.ts';
import type { StageTarget } from '../views/stage/items.ts';
import { Stage } from '../views/stage/stage.tsx';
import { STAGE_TEXTS } from '../views/stage/texts.ts';
import { Timeline } from '../views/timeline/timeline.tsx';
import { chooseLanes } from '../views/timeline/lanes.ts';
import { crowdFixture, FixtureModel, rollingFixture, timelineFixture } from './fixture-model.ts';

/** The stage by itself: `?theme=dark&lang=ja&scene=rolling|empty|N (nodes)&select=OID&timeline&still&scale=1.3`. */
const asked = new URLSearchParams(location.search);
const scene = asked.get('scene') ?? 'rolling';
const model = scene === 'empty' ? new FixtureModel() : scene === 'rolling' ? rollingFixture() : crowdFixture(Number(scene), Number(asked.get('pods') ?? 9));
const theme = (asked.get('theme') ?? 'light') as ThemeName;
const language = (asked.get('lang') ?? 'en') as 'en' | 'ja';
document.documentElement.dataset['theme'] = theme;
document.documentElement.lang = language;
Object.assign(globalThis, { model });
const index = timelineFixture(model);
const time = () => ({ now: model.now, head: model.now + 1_500_000, rev: model.rev });
const forks = [{ id: 'b', t: 38_200_000, name: 'without update' }];
const gaps = [{ fromUs: 4_500_000, untilUs: 38_000_000, why: '33 s until kubectl set image' }];

function Page() {
  const [selection, setSelection] = useState<StageTarget | undefined>(asked.get('select') ? { kind: 'object', oid: Number(asked.get('select')) } : undefined);
  return (
    <div style={{ height: '100%', display: 'flex', flexDirection: 'column' }}>
      <Stage
        model={model}
        selection={selection}
        onSelect={setSelection}
        tokens={THEMES[theme]}
        texts={STAGE_TEXTS[language]}
        reducedMotion={asked.has('still')}
        showBackground
        scale={Number(asked.get('scale') ?? 1)}
      />
      {asked.has('timeline') && (
        <Timeline
          index={index}
          lanes={chooseLanes(model, selection?.kind === 'happening' ? undefined : selection, 6)}
          time={time}
          forks={forks}
          gaps={gaps}
          onSeek={({ t }) => {
            model.now = t;
          }}
          onStep={() => {}}
          onSelect={setSelection}
          tokens={THEMES[theme]}
          texts={STAGE_TEXTS[language]}
        />
      )}
    </div>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<Page />);
