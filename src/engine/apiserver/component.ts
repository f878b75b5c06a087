import type { Component } from '../sim/sim.ts';
import { bootstrap, restoreOwn } from './bootstrap.ts';
import { compact, scheduleCompaction } from './compaction.ts';
import { expireLease } from './registry/event-ttl.ts';
import { watchHandlers } from './watch.ts';

/** kube-apiserver as a part of the cluster: what it sets up at the start, and what it does by itself. */
export const apiserverComponent: Component = {
  name: 'apiserver',
  handlers: {
    'apiserver.compact': compact,
    'apiserver.restore': restoreOwn,
    'apiserver.leaseExpired': expireLease,
    ...watchHandlers,
  },
  start: (sim) => {
    bootstrap(sim);
    scheduleCompaction(sim);
  },
};
