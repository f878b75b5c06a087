import { ChevronRight, ListVideo, SkipBack, X } from 'lucide-react';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Mirror } from '../mirror/mirror.ts';
import { scenarioById } from '../scenarios/index.ts';
import type { ScriptStep } from '../scenarios/scenario.ts';
import { useCluster, useCommand, useMirror } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { commandName } from '../wire/command-name.ts';
import { commandsBefore } from './undo.ts';
import { playFromStart } from './from-start.ts';

/** Keys and remotes step a script on with this event. */
export const SCRIPT_NEXT = 'cutaway:script-next';

/** What a scenario is made to be done with: offered first, then its steps one by one. Each is a command as any other. */
export function ScriptBar({ scenario }: { readonly scenario: string }) {
  const script = scenarioById(scenario)?.script ?? NONE;
  const inLesson = useSession((s) => s.lesson !== undefined);
  const on = useSession((s) => s.scriptOn);
  if (script.length === 0 || inLesson) return null;
  return on ? <Running script={script} /> : <Offer steps={script.length} />;
}

const NONE: readonly ScriptStep[] = [];

function Offer({ steps }: { readonly steps: number }) {
  const { t } = useTranslation();
  const cluster = useCluster();
  const change = useSession((s) => s.change);
  return (
    <section className="script" aria-label={t('script.title')}>
      <span>{t('script.offer', { count: steps })}</span>
      <Button tone="primary" onClick={() => change((s) => void (s.scriptOn = true))}>
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
  useMirror('branches', (m) => m.branches);
  useMirror('cursor', (m) => m.moment);
  const { mirror } = useCluster();
  const done = stepsDone(mirror, script);
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

/** How many steps of the script have been done at the instant shown, in their order: going back takes them back. */
function stepsDone(mirror: Mirror, script: readonly ScriptStep[]): number {
  let done = 0;
  for (const { command } of commandsBefore(mirror)) {
    const step = script[done];
    if (step && JSON.stringify(step.command) === JSON.stringify(command)) done++;
  }
  return done;
}
