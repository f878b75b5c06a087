import { useCallback, useEffect, useMemo, useState } from 'react';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { messageOf } from '../base/assert.ts';
import { isUnfinished } from '../kubectl/cli/shell-line.ts';
import type { Mirror } from '../mirror/mirror.ts';
import { type Cluster, useCluster, useMirror } from '../session/cluster.ts';
import { useSession } from '../session/session.ts';
import { Button } from '../ui/button.tsx';
import { remembered } from '../views/terminal/history.ts';
import type { OwnWords } from '../wire/own-words.ts';
import type { NamedObject } from '../views/terminal/screen-text.ts';
import { TerminalPane } from '../views/terminal/terminal-pane.tsx';
import type { TerminalPorts, Told } from '../views/terminal/terminal-view.ts';
import { packOf } from './i18n.ts';
import { stretchText } from './clock.ts';
import { findGone, findNamed } from './named-object.ts';
import { useEditWish } from './edit-wish.ts';
import { TERMINAL } from './terminal-name.ts';
import { typingOf } from './terminal-typing.ts';
import { useSkipped } from './use-skipped.ts';

/** kubectl in the page: what is typed runs in the cluster, what it prints stands as it was at the instant shown. */
export function TerminalTab() {
  const { t } = useTranslation();
  const cluster = useCluster();
  const { source, mirror } = cluster;
  const focus = useSession((s) => s.terminalFocus);
  const playing = useMirror('play', (m) => m.playing);
  const inPast = useMirror('cursor', (m) => m.head.event > m.moment.event);
  const wish = useEditWish();
  const running = useMirror('terminals', (m) => m.terminal(TERMINAL)?.running);
  const skipped = useSkipped();
  const [picked, setPicked] = useState<string>();
  // Not by language: what stands there is the same in each.
  const ports = useMemo(() => portsOf(cluster, setPicked), [cluster]);
  const listen = useCallback((listener: () => void) => mirror.listen('terminals', listener), [mirror]);
  useEffect(() => seedHistory(mirror), [mirror]);
  return (
    <div className="terminal-tab">
      <div className="terminal-hint" data-quiet={picked === undefined && skipped === undefined && !inPast && running === undefined} aria-live="polite">
        {picked !== undefined ? (
          <span>{picked}</span>
        ) : wish ? (
          <span className="muted">{t('terminal.editing')}</span>
        ) : running !== undefined && !playing && !inPast ? (
          <Button tone="quiet" onClick={() => source.send({ do: 'play' })}>
            {t('terminal.standsStill')}
          </Button>
        ) : (
          <span className="muted">
            {skipped === undefined ? t(inPast ? 'terminal.inPast' : 'terminal.hint') : t('terminal.skipped', { duration: stretchText(skipped) })}
          </span>
        )}
      </div>
      <TerminalPane label={t('terminal.label')} ports={ports} listen={listen} focus={focus} isThere={useSession.getState().terminalIsThere} />
    </div>
  );
}

function portsOf(cluster: Cluster, setPicked: (text: string | undefined) => void): TerminalPorts {
  const { source, mirror } = cluster;
  const { change, tell } = useSession.getState();
  return {
    screen: () => mirror.terminal(TERMINAL),
    typing: typingOf(cluster),
    interrupt: () => void source.ask({ ask: 'command', command: { do: 'interrupt' } }).catch((error: unknown) => tell(messageOf(error), 'error')),
    isUnfinished,
    history: () => useSession.getState().terminalHistory,
    complete: (line, at) => source.ask({ ask: 'kubectl.complete', line, at }),
    open: (object) => openNamed(mirror, object),
    worded: ownWordsIn,
    leave: () => document.getElementById('stage')?.focus(),
    close: () => {
      change((s) => void (s.dock = undefined));
      document.getElementById('stage')?.focus();
    },
    tell: (told) => (told.what === 'too large' ? tell(() => i18next.t('terminal.tooLarge'), 'error') : setPicked(pickedText(told))),
  };
}

/** What is printed is English; a language that has other words for it puts its own there. */
function ownWordsIn({ key, args = {} }: OwnWords): string | undefined {
  const words = packOf(useSession.getState().language).terminal?.[key];
  return words?.replace(/\{(\w+)\}/g, (all, name: string) => args[name] ?? all);
}

function pickedText(told: Told): string | undefined {
  const { t } = i18next;
  if (told.what === 'picked') return t('terminal.picked', { name: `${told.object.resource} ${told.object.key}` });
  return told.what === 'nothing to pick' ? t('terminal.noNames') : undefined;
}

/** What output names is selected: highlighted on the stage, open in the inspector. */
function openNamed(mirror: Mirror, object: NamedObject): void {
  const { select, tell } = useSession.getState();
  const oid = findNamed(mirror, object);
  if (oid !== undefined) return select({ kind: 'object', oid });
  const name = object.key.slice(object.key.indexOf('/') + 1);
  // What led to its end is still known.
  const gone = findGone(mirror, object);
  if (gone !== undefined) select({ kind: 'object', oid: gone });
  tell(() => i18next.t(gone === undefined ? 'terminal.notFound' : 'terminal.gone', { name }));
}

/** A page that was loaded anew goes on with what was typed in it. */
function seedHistory(mirror: Mirror): void {
  const { terminalHistory, change } = useSession.getState();
  if (terminalHistory.length > 0) return;
  const lines = (mirror.terminal(TERMINAL)?.entries ?? []).flatMap((entry) => (entry.is === 'typed' ? [entry.line] : []));
  if (lines.length > 0) change((s) => void (s.terminalHistory = [...lines.reduce<readonly string[]>(remembered, [])]));
}
