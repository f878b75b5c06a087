import { Tooltip } from 'radix-ui';
import { useEffect, useMemo, useState } from 'react';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { SCENARIOS, scenarioById } from '../scenarios/index.ts';
import { ClusterContext } from '../session/cluster.ts';
import { type SessionState, useSession } from '../session/session.ts';
import { WordsContext } from '../session/words.ts';
import type { BridgeState } from '../sources/bridge.ts';
import type { Session } from '../wire/session.ts';
import { Bare } from './bare.tsx';
import { fetchLater } from './later.ts';
import { LESSONS, lessonById } from './lessons.ts';
import { isFresh, useOpenCluster } from './open-cluster.ts';
import { Page } from './page.tsx';
import type { Asked } from './url.ts';
import { wordsIn } from './words.ts';

const DEFAULT_SCENARIO = SCENARIOS[0]!.id;
const freshSession = (scenario: string, seed = 1): Session => ({ v: 1, scenario, seed, commands: [] });

export function App({ asked }: { readonly asked: Asked }) {
  const { t } = useTranslation();
  const [session, setSession] = useState<Session>(
    () => asked.session ?? sessionOfLesson(asked.lesson) ?? freshSession(known(asked.scenario) ?? DEFAULT_SCENARIO),
  );
  const [lessonId, setLessonId] = useState(asked.session ? undefined : known(asked.lesson, lessonById));
  const [trouble, setTrouble] = useState<string>();
  const language = useSession((s) => s.language);
  const tell = useSession((s) => s.tell);
  const words = useMemo(() => wordsIn(language), [language]);

  const open = (next: Session, lesson?: string) => {
    const { change } = useSession.getState();
    change((s) => showing(s, lesson));
    setTrouble(undefined);
    setLessonId(lesson);
    setSession(next);
  };
  const cluster = useOpenCluster(session, asked, {
    gaveUp: setTrouble,
    refused: (message) => {
      tell(() => i18next.t('share.badLink', { message }), 'error');
      if (!isFresh(session) || session.scenario !== DEFAULT_SCENARIO) setSession(freshSession(DEFAULT_SCENARIO));
    },
    tell: (message) => tell(message, 'error'),
    full: () => tell(() => i18next.t('app.full'), 'error', { label: () => i18next.t('app.anew'), run: () => open(begunAnew(session)) }),
    served: tellServed,
  });
  useEffect(() => {
    if (problemOf(asked)) tell(() => problemOf(asked) ?? '', 'error');
  }, [asked, tell]);
  useRest(!asked.embed);

  if (!cluster) return <p className="splash">{t('app.loading')}</p>;
  return (
    <ClusterContext value={cluster}>
      <WordsContext value={words}>
        <Tooltip.Provider delayDuration={400}>
          {asked.embed ? (
            <Bare />
          ) : (
            <Page
              scenario={session.scenario}
              lessonId={lessonId}
              trouble={trouble}
              onScenario={(id) => open(freshSession(id))}
              onLesson={(id) => open(sessionOfLesson(id) ?? freshSession(DEFAULT_SCENARIO), id)}
              onSession={(next) => open(next)}
              onRestart={() => {
                setTrouble(undefined);
                setSession(cluster.source.lived());
              }}
              onLeaveLesson={() => {
                setLessonId(undefined);
                useSession.getState().change((s) => {
                  s.lesson = undefined;
                  s.panel = 'inspector';
                });
              }}
            />
          )}
        </Tooltip.Provider>
      </WordsContext>
    </ClusterContext>
  );
}

/** So long after the start the rest of the page is fetched. */
const REST_MS = 2_500;

function useRest(isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted) return;
    const timer = setTimeout(fetchLater, REST_MS);
    return () => clearTimeout(timer);
  }, [isWanted]);
}

const known = (id: string | undefined, find: (id: string) => unknown = scenarioById): string | undefined => (id !== undefined && find(id) ? id : undefined);

function showing(state: SessionState, lesson: string | undefined): void {
  state.selection = undefined;
  state.scriptOn = false;
  state.panel = lesson ? 'lesson' : state.panel === 'lesson' ? 'inspector' : state.panel;
  state.lesson = lesson ? { id: lesson, step: 0 } : undefined;
}

function sessionOfLesson(id: string | undefined): Session | undefined {
  const lesson = id === undefined ? undefined : lessonById(id);
  return lesson && freshSession(lesson.start.scenario, lesson.start.seed);
}

/** The same beginning, and nothing done yet. */
function begunAnew({ commands: _done, view: _there, ...beginning }: Session): Session {
  return { ...beginning, commands: [] };
}

/** What became of the connection to `npm run serve`. */
function tellServed(state: BridgeState): void {
  const { tell } = useSession.getState();
  if (state.is !== 'open') return tell(() => i18next.t(state.is === 'taken' ? 'serve.taken' : 'serve.lost'), 'error');
  const command = `export KUBECONFIG=${state.kubeconfig}`;
  tell(() => i18next.t('serve.open', { command }), 'info', { label: () => i18next.t('serve.copy'), run: () => void navigator.clipboard?.writeText(command) });
}

/** What the address asked for and cannot have, in words. */
function problemOf(asked: Asked): string | undefined {
  const { t } = i18next;
  if (asked.problem) return t('share.badLink', { message: asked.problem });
  if (asked.lesson && !lessonById(asked.lesson)) return t('app.noSuchLesson', { id: asked.lesson.slice(0, 60), known: LESSONS.map(({ id }) => id).join(', ') });
  if (asked.scenario && !scenarioById(asked.scenario))
    return t('app.noSuchScenario', { id: asked.scenario.slice(0, 60), known: SCENARIOS.map(({ id }) => id).join(', ') });
  return undefined;
}
