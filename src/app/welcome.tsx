import { BookOpen, FileCode2, Search, SkipBack, SquareTerminal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { SCENARIOS } from '../scenarios/index.ts';
import { useCluster } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { Button } from '../ui/button.tsx';
import type { DisplayList } from '../views/glyphs/display-list.ts';
import { envelopeGlyph, type EnvelopeKind } from '../views/glyphs/envelope.ts';
import { podGlyph } from '../views/glyphs/pod.ts';
import { THEMES, type Tokens } from '../views/glyphs/tokens.ts';
import type { PodState } from '../wire/rows.ts';
import { LESSONS } from './lessons.ts';
import { playFromStart } from './from-start.ts';
import { Shapes } from './shapes.tsx';
import { useThemeName } from './stage-place.tsx';

interface WelcomeProps {
  readonly onScenario: (id: string) => void;
  readonly onLesson: (id: string) => void;
}

/** The panel while nothing is selected: what one can do here, and what the shapes mean. */
export function Welcome({ onScenario, onLesson }: WelcomeProps) {
  const { t } = useTranslation();
  const language = useSession((s) => s.language);
  const change = useSession((s) => s.change);
  const toggleEditor = useSession((s) => s.toggleEditor);
  const openTerminal = useSession((s) => s.openTerminal);
  const tokens = THEMES[useThemeName()];
  const cluster = useCluster();
  return (
    <div className="lesson-body welcome">
      <h2 className="lesson-title">{t('welcome.title')}</h2>
      <p>{t('welcome.what')}</p>
      <p className="muted">{t('inspector.nothing')}</p>
      <div className="welcome-acts">
        {LESSONS.slice(0, 3).map((lesson) => (
          <Button key={lesson.id} tone="primary" onClick={() => onLesson(lesson.id)}>
            <BookOpen size={16} aria-hidden />
            {t('welcome.lesson', { title: lesson.title[language] })}
          </Button>
        ))}
        <Button onClick={() => playFromStart(cluster)}>
          <SkipBack size={16} aria-hidden />
          {t('time.fromStart')}
        </Button>
        <Button onClick={toggleEditor}>
          <FileCode2 size={16} aria-hidden />
          {t('welcome.editor')}
        </Button>
        <Button onClick={openTerminal}>
          <SquareTerminal size={16} aria-hidden />
          {t('welcome.terminal')}
        </Button>
        <Button onClick={() => change((s) => void (s.paletteOpen = true))}>
          <Search size={16} aria-hidden />
          {t('welcome.find')}
        </Button>
      </div>
      <h3>{t('welcome.scenarios')}</h3>
      <ul className="plain">
        {SCENARIOS.map((scenario) => (
          <li key={scenario.id}>
            <button type="button" className="link" onClick={() => onScenario(scenario.id)}>
              {scenario.title[language]}
            </button>
          </li>
        ))}
      </ul>
      <h3>{t('welcome.pods')}</h3>
      <dl className="legend">
        {PODS.map((state) => (
          <Entry key={state} list={podOf(state, tokens)} size={[46, 26]} label={t(`welcome.pod.${state}`)} />
        ))}
      </dl>
      <h3>{t('welcome.messages')}</h3>
      <dl className="legend">
        {MESSAGES.map((kind) => (
          <Entry key={kind} list={envelopeGlyph(kind, tokens.family.workload, tokens)} size={[26, 22]} centred label={t(`welcome.message.${kind}`)} />
        ))}
      </dl>
    </div>
  );
}

const PODS = [
  'unscheduled',
  'creating',
  'notReady',
  'ready',
  'terminating',
  'crashLoop',
  'failed',
  'completed',
  'imageTrouble',
  'unknown',
] as const satisfies readonly PodState[];
const MESSAGES = ['request', 'response', 'refusal', 'absence', 'watch', 'cri', 'packet', 'probe', 'heartbeat'] as const satisfies readonly EnvelopeKind[];

const podOf = (state: PodState, tokens: Tokens): DisplayList =>
  podGlyph(
    { name: '', line: '', state, containers: 1, ready: state === 'ready' || state === 'notReady' ? 1 : 0, restarts: 0, colour: 0 },
    'capsule',
    { w: 46, h: 26 },
    tokens,
  );

interface EntryProps {
  readonly list: DisplayList;
  readonly size: readonly [number, number];
  readonly label: string;
  readonly centred?: boolean;
}

function Entry({ list, size, label, centred = false }: EntryProps) {
  return (
    <div>
      <dt>
        <Shapes list={list} size={size} centred={centred} />
      </dt>
      <dd>{label}</dd>
    </div>
  );
}
