import { deepEqual } from '../../base/json.ts';
import type { Tail } from '../../base/tail.ts';
import type { ScreenEntry, TerminalChange } from '../../wire/terminal.ts';

/** A terminal as it stands at an instant. */
export interface TerminalView extends Pick<TerminalChange, 'terminal' | 'namespace' | 'running' | 'wants'> {
  readonly entries: Tail<ScreenEntry>;
}

/** Tells what is new on the terminals since they were told of last, in whichever direction one went. */
export class TerminalChanges {
  private sent = new Map<string, TerminalView>();

  forget(): void {
    this.sent.clear();
  }

  take(views: Iterable<TerminalView>): readonly TerminalChange[] {
    const before = this.sent;
    const now = new Map<string, TerminalView>();
    const changes: TerminalChange[] = [];
    for (const view of views) {
      now.set(view.terminal, view);
      const change = changeOf(before.get(view.terminal), view);
      if (change) changes.push(change);
    }
    // At an instant before anything was typed there.
    for (const { terminal, namespace } of before.values())
      if (!now.has(terminal)) changes.push({ terminal, namespace, running: undefined, first: 0, at: 0, entries: [] });
    this.sent = now;
    return changes;
  }
}

function changeOf(before: TerminalView | undefined, view: TerminalView): TerminalChange | undefined {
  const { terminal, namespace, running, wants, entries } = view;
  const isSamePlace = before?.namespace === namespace && before.running === running && deepEqual(before.wants, wants);
  const isSame = isSamePlace && before?.entries === entries;
  if (isSame) return undefined;
  const at = before ? Math.max(shared(before.entries, entries), entries.first) : entries.first;
  if (before && isSamePlace && at === entries.length && at === before.entries.length) return undefined;
  return { terminal, namespace, running, ...(wants ? { wants } : {}), first: entries.first, at, entries: [...entries.slice(at)] };
}

/** How many entries both have in common from the beginning on. What was let go in one of them is as in the other when the first they both hold is. */
function shared(before: Tail<ScreenEntry>, now: Tail<ScreenEntry>): number {
  if (before === now) return now.length;
  // Older ones are held again.
  if (now.first < before.first) return now.first;
  // The usual case, printing on: entries are never changed, so the same last one has the same ones before it.
  const end = before.length - 1;
  if (before.length <= now.length && end >= now.first && before.get(end) === now.get(end)) return before.length;
  let at = Math.max(before.first, now.first);
  const both = Math.min(before.length, now.length);
  while (at < both && isSame(before.get(at), now.get(at))) at++;
  return Math.min(at, both);
}

function isSame(a: ScreenEntry | undefined, b: ScreenEntry | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  if (a.is === 'typed') return b.is === 'typed' && a.id === b.id && a.line === b.line && a.namespace === b.namespace;
  if (a.is === 'over') return b.is === 'over' && a.id === b.id && a.exit === b.exit;
  return b.is === 'printed' && a.id === b.id && a.stream === b.stream && a.text === b.text && a.object?.key === b.object?.key && deepEqual(a.frame, b.frame);
}
