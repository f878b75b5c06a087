import { type Plugin, rejection } from '../framework.ts';
import { classOf, type HostPort } from '../pod-class.ts';

const REFUSED = rejection('NodePorts', 'Unschedulable', "node(s) didn't have free ports for the requested pod ports");

/** A host port is there once per node, protocol and address. */
export const nodePorts: Plugin = {
  name: 'NodePorts',
  filterNode: (cls, node) => (cls.hostPorts.length > 0 && conflict(cls.hostPorts, node.hostPorts) ? REFUSED : undefined),
  wakes: {
    node: (_pod, { action }) => action === 'add',
    assignedPod: (pod, { action, before }) =>
      action === 'delete' && before !== undefined && conflict(classOf(pod).hostPorts, classOf(before as typeof pod).hostPorts),
  },
};

const EVERY = '0.0.0.0';

export const conflict = (wanted: readonly HostPort[], used: readonly HostPort[]): boolean =>
  wanted.some((a) => used.some((b) => a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === EVERY || b.ip === EVERY)));
