import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isObject, type Json } from '../../base/json.ts';
import { Yaml } from '../../views/inspector/live-yaml.tsx';
import type { ResultLine } from '../../wire/command.ts';

interface WatchLine {
  readonly type: string;
  readonly object: Json;
}

/** So many lines are on the screen at once: the newest. */
const MOST_SHOWN = 200;

/** The lines of a stream as they come: events of a watch to be opened, lines of a log as they are. `from`: the number of the first in the stream. */
export function StreamLines({ lines, from, isLog }: { readonly lines: readonly ResultLine[]; readonly from: number; readonly isLog: boolean }) {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest stays in view as long as one reads at the end.
  useEffect(() => {
    if (follows.current) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [from + lines.length]);
  const hidden = Math.max(0, lines.length - MOST_SHOWN);
  return (
    <ol
      className="console-stream"
      ref={list}
      aria-label={t('console.stream')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: long answers are scrolled, also by keys.
      tabIndex={0}
      onScroll={({ currentTarget: at }) => {
        follows.current = at.scrollHeight - at.scrollTop - at.clientHeight < 24;
      }}
    >
      {hidden > 0 ? <li className="muted">{t('console.olderLines', { count: hidden })}</li> : null}
      {lines.slice(-MOST_SHOWN).map((line, i) => (
        <Line key={from + hidden + i} text={line.text} event={isLog ? undefined : eventOf(line.text)} />
      ))}
      {lines.length === 0 ? <li className="muted">{t('console.noLines')}</li> : null}
    </ol>
  );
}

function Line({ text, event }: { readonly text: string; readonly event: WatchLine | undefined }) {
  const [open, setOpen] = useState(false);
  if (!event) return <li>{text}</li>;
  return (
    <li data-type={event.type}>
      <details onToggle={(toggled) => setOpen(toggled.currentTarget.open)}>
        <summary>
          <strong>{event.type}</strong> {nameOf(event.object)}
        </summary>
        {open ? <Yaml object={event.object} /> : null}
      </details>
    </li>
  );
}

function eventOf(text: string): WatchLine | undefined {
  try {
    const { type, object } = JSON.parse(text) as Partial<WatchLine>;
    return typeof type === 'string' && object !== undefined ? { type, object } : undefined;
  } catch {
    // No event of a watch: the line is shown as it came.
    return undefined;
  }
}

/** `Pod default/web-1 · 812`; of a Table the object of its row. */
function nameOf(object: Json): string {
  if (!isObject(object)) return '';
  const rows = object['rows'];
  const inner = Array.isArray(rows) && isObject(rows[0]) && isObject(rows[0]['object']) ? rows[0]['object'] : object;
  const { name = '', namespace, resourceVersion = '' } = (inner['metadata'] ?? {}) as { name?: string; namespace?: string; resourceVersion?: string };
  return `${String(object['kind'])} ${namespace === undefined ? '' : `${namespace}/`}${name} · ${resourceVersion}`;
}
