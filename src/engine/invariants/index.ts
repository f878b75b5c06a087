import type { Invariant } from './invariant.ts';
import { historyInvariants } from './history.ts';
import { networkInvariants } from './network.ts';
import { ownershipInvariants } from './ownership.ts';
import { placementInvariants } from './placement.ts';
import { podInvariants } from './pods.ts';
import { runtimeInvariants } from './runtime.ts';
import { schedulingInvariants } from './scheduling.ts';
import { storageInvariants } from './storage.ts';
import { storeInvariants } from './store.ts';
import { workloadInvariants } from './workloads.ts';

/** All that is checked while a cluster runs. Those that ask the API or wait for silence stand in tools/swarm and in the watchdog. */
export const INVARIANTS: readonly Invariant[] = [
  ...storeInvariants,
  ...ownershipInvariants,
  ...schedulingInvariants,
  ...placementInvariants,
  ...podInvariants,
  ...runtimeInvariants,
  ...workloadInvariants,
  ...networkInvariants,
  ...storageInvariants,
  ...historyInvariants,
];
