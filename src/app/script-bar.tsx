import { ChevronRight, ListVideo, SkipBack, X } from 'lucide-react';
import { useCallback, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { scenarioById } from '../scenarios/index.ts';
import type { ScriptStep } from '../scenarios/scenario.ts';
import { useCluster, useCommand, useMirror } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { commandName } from '../wire/command-name.ts';
import { playFromStart } from './from-start.ts';
import { ScriptProgress } from './script-progress.ts';

/** Keys and remotes step a script on with this event. */
export const SCRIPT_NEXT = 'cutaway:script-next';

/** What a scenario is made to be done with: offered first, then its steps one by one. Each is a command as any other. */
export function ScriptBar({ scenario }: { readonly scenario: string }) {
  const script = scenarioById(scenario)?.script ?? NONE;
  const inLesson = useSession((s) => s.lesson !== undefined);
  const on = useSession((s) => s.scriptOn);
  if (script.length === 0 || inLesson) return null;
  return on ? <Running script={script} /> : <Offer script={script} />;
}

const NONE: readonly ScriptStep[] = [];

/** Says what it would do first; once that was done, by hand or by the script, it no longer calls. */
function Offer({ script }: { readonly script: readonly ScriptStep[] }) {
  const { t } = useTranslation();
  const cluster = useCluster();
  const language = useSession((s) => s.language);
  const done = useStepsDone(script);
  const next = script[done];
  const first = next && t('script.first', { command: commandName(next.command, language) });
  const change = useSession((s) => s.change);
  return (
    <section className="script" aria-label={t('script.title')}>
      <span className="script-say" title={first}>
        {first ? `${t('script.offer', { count: script.length })} ${first}` : t('script.done')}
      </span>
      <Button tone={done === 0 ? 'primary' : 'quiet'} title={first} onClick={() => change((s) => void (s.scriptOn = true))}>
        <ListVideo size={16} aria-hidden />
        {t('script.begin')}
      </Button>
      <Button tone="quiet" onClick={() => playFromStart(cluster)}>
        <SkipBack size={16} aria-hidden />
        {t('time.fromStart')}
      </Button>
    </section>
  );
}

function Running({ script }: { readonly script: readonly ScriptStep[] }) {
  const { t } = useTranslation();
  const { source } = useCluster();
  const command = useCommand();
  const language = useSession((s) => s.language);
  const change = useSession((s) => s.change);
  const done = useStepsDone(script);
  const next = script[done];
  const last = script[done - 1];
  const say = last?.say ? last.say[language] : t(next ? 'script.ready' : 'script.over');
  const goOn = useCallback(() => {
    if (!next) return;
    source.send({ do: 'play' });
    void command(next.command);
  }, [next, source, command]);
  useEffect(() => {
    window.addEventListener(SCRIPT_NEXT, goOn);
    return () => window.removeEventListener(SCRIPT_NEXT, goOn);
  }, [goOn]);
  return (
    <section className="script" aria-label={t('script.title')}>
      <ol className="script-steps">
        {script.map((step, i) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a script never changes.
            key={i}
            title={commandName(step.command, language)}
            data-state={i < done ? 'done' : i === done ? 'next' : 'later'}
            {...(i === done ? { 'aria-current': 'step' as const } : {})}
          >
            {i < done ? '✓ ' : `${i + 1}. `}
            <code>{commandName(step.command, language)}</code>
          </li>
        ))}
      </ol>
      <span className="script-say" role="status" title={say}>
        {say}
      </span>
      {next ? (
        <Button tone="primary" aria-keyshortcuts="N" onClick={goOn}>
          <ChevronRight size={16} aria-hidden />
          {t('script.next')} <kbd>N</kbd>
        </Button>
      ) : null}
      <IconButton label={t('script.leave')} onClick={() => change((s) => void (s.scriptOn = false))}>
        <X size={16} aria-hidden />
      </IconButton>
    </section>
  );
}

function useStepsDone(script: readonly ScriptStep[]): number {
  const { mirror } = useCluster();
  useMirror('branches', (m) => m.branches);
  useMirror('cursor', (m) => m.moment);
  // It goes on where it was left: what it knows lasts as long as the script and the cluster.
  const progress = useMemo(() => new ScriptProgress(script, mirror), [script, mirror]);
  return progress.done();
}
