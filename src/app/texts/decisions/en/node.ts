import type { NodeDecisions } from '../../../../wire/decisions/node.ts';
import type { Sentences } from '../texts.ts';

const seconds = (n: number): string => (n === 1 ? '1 second' : `${n} seconds`);

export const node: Sentences<NodeDecisions> = {
  'node-lifecycle.unknown': ({ node, silentSeconds, graceSeconds }) => ({
    saw: `Nothing has been heard of ${node} for ${seconds(silentSeconds)}; ${graceSeconds} are granted.`,
    decided: 'Sets its conditions to Unknown and marks its pods as not ready.',
    result: 'Services stop sending to them. Whether they really have stopped, nobody can know from here.',
  }),
  'node-lifecycle.reachable': ({ node }) => ({
    saw: `${node} is Ready again.`,
    decided: 'Takes its NoExecute taints off.',
    result: 'Pods that had not been evicted yet stay.',
  }),
  'node-lifecycle.all-disrupted': ({ node }) => ({
    saw: 'Not one node is Ready. That looks like a fault of the network here rather than of all nodes.',
    decided: `Evicts nobody: takes the NoExecute taint off ${node} as well.`,
  }),
  'node-lifecycle.evict': ({ node, taint, zone, waiting }) => ({
    saw: `${node} is not Ready${zone === 'Normal' ? '' : `, and so are many of its zone (${zone})`}.`,
    decided: `Gives it the taint ${taint}:NoExecute, which its pods tolerate for a while only.`,
    result:
      waiting > 0
        ? `${waiting} more ${waiting === 1 ? 'node waits' : 'nodes wait'}: one is emptied every 10 seconds at most.`
        : 'Pods that do not tolerate it longer are evicted.',
  }),
  'node-lifecycle.no-schedule': ({ node, add, remove }) => ({
    saw: `The conditions of ${node}, or its being cordoned, have changed.`,
    decided: [
      ...(add.length > 0 ? [`Sets the taint ${add.join(', ')}:NoSchedule.`] : []),
      ...(remove.length > 0 ? [`Takes ${remove.join(', ')}:NoSchedule off.`] : []),
    ].join(' '),
    result: add.length > 0 ? 'New pods go elsewhere; those that run there stay.' : 'New pods may go there again.',
  }),
  'taint-eviction.wait': ({ pod, node, taints, seconds: n }) => ({
    saw: `${node} has ${taints.join(', ')}:NoExecute; pod ${pod} tolerates that for ${seconds(n)}.`,
    decided: 'Waits that long before it evicts the pod.',
  }),
  'taint-eviction.cancel': ({ pod }) => ({ saw: 'The taint is gone in time.', decided: `Pod ${pod} may stay.` }),
  'taint-eviction.evict': ({ pod, node, taints }) => ({
    saw: `Pod ${pod} does not tolerate ${taints.join(', ')}:NoExecute of ${node} any longer.`,
    decided: 'Deletes it, with its grace period.',
    result: 'Its owner makes another one elsewhere. If the node is cut off, this one stays Terminating until the node is back.',
  }),
  'pod-garbage.orphaned': ({ pod, node }) => ({
    saw: `Pod ${pod} is bound to ${node ?? 'a node'}, which does not exist any more.`,
    decided: 'Marks it Failed and removes it: no kubelet will ever do so.',
  }),
  'pod-garbage.unscheduled': ({ pod }) => ({ saw: `Pod ${pod} is being deleted and never had a node.`, decided: 'Removes it.' }),
  'pod-garbage.out-of-service': ({ pod, node }) => ({
    saw: `${node ?? 'Its node'} was declared out of service, and pod ${pod} there is terminating.`,
    decided: 'Removes it without waiting for the kubelet.',
  }),
  'pod-garbage.terminated': ({ pod }) => ({ saw: 'More than 12,500 pods are over.', decided: `Removes the oldest, ${pod}.` }),
  'node-ipam.assign': ({ node, cidr }) => ({ saw: `${node} has no range of pod addresses yet.`, decided: `Gives it ${cidr}.` }),
  'node-ipam.release': ({ node, cidr }) => ({ saw: `${node} is gone.`, decided: `Its range ${cidr} is free again; it is given out again last.` }),
  'node-ipam.none-left': ({ node, cluster }) => ({ saw: `All ranges of ${cluster} are in use.`, decided: `${node} gets none, so its pods get no addresses.` }),
};
