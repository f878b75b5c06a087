import { deepFreeze } from '../../base/json.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { fanOut } from '../client/process.ts';
import { type Commit, putObject, removeObject, type WriteNote } from '../etcd/store.ts';
import type { Call } from './call.ts';
import { askedBeyond, managedUnstored, writerOf } from './field-managers.ts';
import { missOwn } from './own-objects.ts';
import { shown, storedForm } from './versions.ts';
import { feedStreams } from './watch.ts';

/**
 * The only place that writes to etcd: freezes, commits, tells the watchers. A dry run gets as far as here. `asked` is what the caller wanted to have
 * stored, before admission and the kind's strategy: whoever sends it manages what it changes. Without it nobody does (a deletion, a binding: writes that
 * the server makes itself).
 */
export function store(call: Call, object: KubeObject, asked?: KubeObject): KubeObject {
  const { background, managers, base } = call;
  if (call.dryRun && (!asked || call.request.agent === undefined)) return deepFreeze(object);
  const form = deepFreeze(storedForm(call.kind, object));
  const note: WriteNote = {
    background,
    ...(asked ? { writer: writerOf(call, form === object ? askedBeyond(form, asked) : undefined) } : {}),
    ...(managers ? { managers } : {}),
    ...(base ? { base } : {}),
  };
  if (call.dryRun) return deepFreeze(shown(call.kind, managedUnstored(call, form, note)));
  const commit = putObject(call.sim, call.kind.resource, form, note);
  tell(call, commit);
  return shown(call.kind, commit.after);
}

/** Removes the object; the watchers see its last stored state with the deletion's revision. */
export function remove(call: Call, key: string): KubeObject | undefined {
  if (call.dryRun) return undefined;
  const commit = removeObject(call.sim, call.kind.resource, key, { background: call.background });
  if (!commit) return undefined;
  tell(call, commit);
  missOwn(call.sim, call.kind.resource, key);
  return shown(call.kind, commit.after);
}

/** Tells all who watch, inside and outside of the cluster. */
export function tell({ sim }: Pick<Call, 'sim' | 'actor'>, commit: Commit): void {
  fanOut(sim, commit);
  feedStreams(sim, commit);
}
