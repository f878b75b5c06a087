import { Command } from 'cmdk';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCluster, useCommand, useMirror } from '../../session/cluster.ts';
import { useSession } from '../../session/session.ts';
import { useWords } from '../../session/words.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { commandEntries, type PageActs } from './command-entries.ts';
import { actEntries, componentEntries, type Entry, objectEntries } from './entries.ts';
import { ranked } from './match.ts';

/** Every object, what can be done to it, every component, command, lesson, scenario, trouble: found by typing. */
export function Palette(page: PageActs) {
  const { t } = useTranslation();
  const change = useSession((s) => s.change);
  const close = () =>
    change((s) => {
      s.paletteOpen = false;
      s.paletteTyped = '';
    });
  // What was typed before the field was there goes in front of what is typed into it.
  const early = useSession((s) => s.paletteTyped);
  const [typed, setQuery] = useState('');
  const query = typed === '' ? early.replace(/\n.*$/s, '') : typed;
  const [value, setValue] = useState('');
  const entries = useEntries(query, page);
  const groups = useMemo(() => grouped(entries, query), [entries, query]);
  const first = groups[0]?.entries[0]?.id ?? '';
  const ids = useMemo(() => new Set(groups.flatMap((group) => group.entries.map(({ id }) => id))), [groups]);
  const choose = (entry: Entry) => () => {
    if (entry.complete !== undefined) {
      change((s) => void (s.paletteTyped = ''));
      setQuery(entry.complete);
      setValue('');
      return;
    }
    close();
    entry.run?.();
  };
  const entered = typed === '' && early.includes('\n') ? groups[0]?.entries[0] : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: Enter was pressed once.
  useEffect(() => {
    if (entered) choose(entered)();
  }, [entered?.id]);
  return (
    <Dialog open onClose={close} title={t('palette.label')} closeLabel={t('app.close')} wide>
      <Command label={t('palette.label')} shouldFilter={false} value={ids.has(value) ? value : first} onValueChange={setValue}>
        <Command.Input
          className="palette-input"
          placeholder={t('palette.placeholder')}
          value={query}
          onValueChange={(next) => {
            change((s) => void (s.paletteTyped = ''));
            setQuery(next);
            setValue('');
          }}
          autoFocus
        />
        <Command.List className="palette-list">
          {groups.length === 0 ? (
            <p className="muted" role="status">
              {t('palette.none')}
            </p>
          ) : null}
          {groups.map(({ group, entries: lines }) => (
            <Command.Group key={group} heading={t(`palette.${group}`)}>
              {lines.map((entry) => (
                <Command.Item key={entry.id} value={entry.id} onSelect={choose(entry)} data-danger={entry.danger}>
                  <span>{entry.label}</span>
                  <span className="muted">{entry.detail}</span>
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
      <p className="muted palette-hint">{t('palette.hint')}</p>
    </Dialog>
  );
}

function useEntries(query: string, page: PageActs): readonly Entry[] {
  const { t } = useTranslation();
  const cluster = useCluster();
  const { source, mirror } = cluster;
  const words = useWords();
  const language = useSession((s) => s.language);
  const select = useSession((s) => s.select);
  const selection = useSession((s) => s.selection);
  const command = useCommand();
  const rev = useMirror('cursor', (m) => m.moment.rev);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another revision may hold other objects.
  const fixed = useMemo(
    () => [
      ...objectEntries(mirror, (oid) => select({ kind: 'object', oid })),
      ...componentEntries(words.actor, (actor) => select({ kind: 'actor', actor })),
      ...commandEntries({ cluster, language, t, page }),
    ],
    [rev, cluster, words, language, t, select],
  );
  const object = selection?.kind === 'object' ? mirror.object(selection.oid) : undefined;
  const actor = selection?.kind === 'actor' ? selection.actor : undefined;
  const selected = { ...(object ? { object } : {}), ...(actor === undefined ? {} : { actor }) };
  const acts = source.can.write
    ? actEntries(query, selected, { mirror, inject: source.can.inject, language, title: (text) => t(`act.${text}`), run: (one) => void command(one) })
    : [];
  return [...acts, ...fixed];
}

/** So many lines a group shows, without and with a query. */
const GROUPS: readonly (readonly [Entry['group'], number, number])[] = [
  ['acts', 8, 12],
  ['objects', 10, 40],
  ['commands', 12, 12],
  ['components', 6, 12],
  ['lessons', 8, 8],
  ['scenarios', 8, 8],
  ['faults', 0, 10],
  ['branches', 6, 6],
];

interface Group {
  readonly group: Entry['group'];
  readonly entries: readonly Entry[];
}

/** With a query the group with the best find stands first. */
function grouped(entries: readonly Entry[], query: string): readonly Group[] {
  const asked = query.trim() !== '';
  const groups = GROUPS.map(([group, few, many]) => {
    const mine = entries.filter((entry) => entry.group === group);
    const found = asked ? ranked(mine, query.replace(/^kubectl\s+/, ''), many) : byWeight(mine).slice(0, few);
    return { group, entries: found, best: asked ? ((found[0] as { score?: number } | undefined)?.score ?? 0) : 0 };
  }).filter(({ entries: found }) => found.length > 0);
  return asked ? groups.sort((a, b) => b.best - a.best) : groups;
}

const byWeight = (entries: readonly Entry[]): readonly Entry[] => [...entries].sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
