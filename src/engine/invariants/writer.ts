import type { Commit, Root } from '../etcd/store.ts';
import { tableOf } from '../etcd/store.ts';
import type { Sim } from '../sim/sim.ts';

/** Who asked for a commit: the actor of the request that led to it; '' = kube-apiserver by itself. */
export function writerOf(sim: Sim, commit: Commit): string {
  let at = sim.happenings.get(commit.happening - 1);
  for (let steps = 0; at && steps < 8; steps++) {
    if (at.code === 'api.request') return at.actor;
    at = at.cause > 0 ? sim.happenings.get(at.cause - 1) : undefined;
  }
  return '';
}

/** How an object has been lately, newest first: what somebody with a cache may have seen. */
export function* lately<T>(root: Root, resource: string, key: string, versions = 12): Generator<T> {
  let stored = tableOf(root, resource).objects.get(key);
  for (let i = 0; stored && i < versions; i++) {
    yield stored.object as T;
    stored = stored.previous;
  }
}
