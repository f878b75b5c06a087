import { SortedMap } from '../../../base/sorted-map.ts';
import { seconds } from '../../../base/time.ts';
import { keyOf } from '../../../kinds/object.ts';
import { API_SERVER } from '../../../wire/actors.ts';
import { removeObject } from '../../etcd/store.ts';
import type { Sim } from '../../sim/sim.ts';
import { slot } from '../../sim/slot.ts';
import { tell } from '../commit.ts';
import type { Registry } from './resource-registry.ts';

/**
 * Events live for --event-ttl: each write attaches them to an etcd lease, and the lease takes them along when it runs out. One
 * lease serves the writes of a minute, up to 1,000 of them (apiserver pkg/storage/etcd3/lease_manager.go).
 */
interface Leases {
  readonly current: string;
  readonly expiresAt: number;
  readonly attached: number;
  readonly made: number;
  /** Lease → keys of events. */
  readonly keys: SortedMap<SortedMap<true>>;
  /** Key of an event → its lease. */
  readonly leaseOf: SortedMap<string>;
}

const leases = slot<Leases>('apiserver/eventLeases', () => ({
  current: '',
  expiresAt: -1,
  attached: 0,
  made: 0,
  keys: SortedMap.empty(),
  leaseOf: SortedMap.empty(),
}));
const MAX_ATTACHED = 1_000;

export const eventRegistry: Registry = {
  begin: (_call, object) => object,
  afterWrite: (call, object, previous) => {
    const meta = (object ?? previous)?.metadata;
    if (meta) attach(call.sim, keyOf(meta), object !== undefined);
  },
};

function attach(sim: Sim, key: string, lives: boolean): void {
  const state = lives ? currentLease(sim) : sim.get(leases);
  const old = state.leaseOf.get(key);
  let { keys, leaseOf } = state;
  if (old !== undefined && (old !== state.current || !lives)) {
    const rest = keys.get(old)?.delete(key);
    keys = rest ? keys.set(old, rest) : keys;
    leaseOf = leaseOf.delete(key);
  }
  if (lives) {
    keys = keys.set(state.current, (keys.get(state.current) ?? SortedMap.empty<true>()).set(key, true));
    leaseOf = leaseOf.set(key, state.current);
  }
  const { current, expiresAt, made, attached } = state;
  sim.set(leases, { current, expiresAt, attached: lives ? attached + 1 : attached, made, keys, leaseOf });
}

/** The lease in use, or a new one when it would end too early, too late or serves too many. */
function currentLease(sim: Sim): Leases {
  const state = sim.get(leases);
  const ttl = sim.config.settings.eventTTLUs;
  const reuse = Math.min(Math.floor(ttl / 20), seconds(60));
  const end = sim.now + ttl;
  if (end < state.expiresAt && end + reuse > state.expiresAt && state.attached < MAX_ATTACHED) return state;
  const made = state.made + 1;
  const current = String(made).padStart(9, '0');
  sim.schedule({ after: ttl + reuse, to: 'apiserver.leaseExpired', args: { lease: current }, background: true, cause: 0 });
  return { current, expiresAt: end + reuse, attached: 0, made, keys: state.keys, leaseOf: state.leaseOf };
}

export function expireLease(sim: Sim, { lease }: { lease: string }): void {
  const state = sim.get(leases);
  const gone = state.keys.get(lease);
  let { leaseOf } = state;
  for (const key of gone?.keys() ?? []) leaseOf = leaseOf.delete(key);
  const { current, expiresAt, made, attached } = state;
  sim.set(leases, { current, expiresAt, attached, made, keys: state.keys.delete(lease), leaseOf });
  for (const key of gone?.keys() ?? []) {
    const commit = removeObject(sim, 'events', key, { background: true });
    if (commit) tell({ sim, actor: API_SERVER }, commit);
  }
}
