import type { Component } from '../sim/sim.ts';

/** kube-apiserver as a part of the cluster: what it sets up at the start, and what it does by itself. */
export const apiserverComponent: Component = {
  name: 'apiserver',
  handlers: {},
};
