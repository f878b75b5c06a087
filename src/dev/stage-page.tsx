import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { THEMES, type ThemeName } from '../views/glyphs/tokens.ts';
import type { StageTarget } from '../views/stage/items.ts';
import { Stage } from '../views/stage/stage.tsx';
import { STAGE_TEXTS } from '../views/stage/texts.ts';
import { crowdFixture, FixtureModel, rollingFixture } from './fixture-model.ts';

/** The stage by itself: `?theme=dark&lang=ja&scene=rolling|empty|N (nodes)&select=OID&still&scale=1.3`. */
const asked = new URLSearchParams(location.search);
const scene = asked.get('scene') ?? 'rolling';
const model = scene === 'empty' ? new FixtureModel() : scene === 'rolling' ? rollingFixture() : crowdFixture(Number(scene), Number(asked.get('pods') ?? 9));
const theme = (asked.get('theme') ?? 'light') as ThemeName;
const language = (asked.get('lang') ?? 'en') as 'en' | 'ja';
document.documentElement.dataset['theme'] = theme;
document.documentElement.lang = language;
Object.assign(globalThis, { model });

function Page() {
  const [selection, setSelection] = useState<StageTarget | undefined>(asked.get('select') ? { kind: 'object', oid: Number(asked.get('select')) } : undefined);
  return (
    <div style={{ height: '100%', display: 'flex' }}>
      <Stage model={model} selection={selection} onSelect={setSelection} tokens={THEMES[theme]} texts={STAGE_TEXTS[language]} reducedMotion={asked.has('still')} showBackground scale={Number(asked.get('scale') ?? 1)} />
    </div>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<Page />);
