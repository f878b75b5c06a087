import type { Pod } from '../../../kinds/schema/types.gen.ts';
import { MAX_NODE_SCORE, type Plugin, type Rejection, rejection } from '../framework.ts';
import type { NodeFacts } from '../node-facts.ts';
import type { NodeInfo } from '../node-info.ts';
import { classOf } from '../pod-class.ts';
import type { Requests } from '../../../kinds/core/pod-requests.ts';

/** Requests must fit into what is left of the node; emptier nodes score higher (strategy LeastAllocated, cpu and memory alike). */
export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  filterNode: (cls, node) => insufficient(cls.requests, node),
  score: {
    weight: 1,
    ofNode: (cls, node) => {
      const { facts } = node;
      if (!facts) return 0;
      let sum = 0;
      let weights = 0;
      if (facts.cpu > 0) {
        sum += leastRequested(node.nonZeroCpu + cls.nonZeroCpu, facts.cpu);
        weights++;
      }
      if (facts.memory > 0) {
        sum += leastRequested(node.nonZeroMemory + cls.nonZeroMemory, facts.memory);
        weights++;
      }
      return weights === 0 ? 0 : Math.trunc(sum / weights);
    },
  },
  wakes: {
    // A deleted pod gives back what it asked for, one that was resized perhaps some of it.
    assignedPod: (_pod, { action, before, after }) =>
      action === 'delete' || (action === 'update' && isSmaller(classOf(before as Pod).requests, classOf(after as Pod).requests)),
    node: (pod, { factsBefore, factsAfter }) => {
      const { requests } = classOf(pod);
      if (!factsAfter || !fitsEmpty(requests, factsAfter)) return false;
      return !factsBefore || hasGrown(requests, factsBefore, factsAfter);
    },
  },
};

const isSmaller = (before: Requests, after: Requests): boolean =>
  after.cpu < before.cpu || after.memory < before.memory || after.ephemeralStorage < before.ephemeralStorage;

const leastRequested = (requested: number, capacity: number): number =>
  capacity === 0 || requested > capacity ? 0 : Math.trunc(((capacity - requested) * MAX_NODE_SCORE) / capacity);

const CPU = 'Insufficient cpu';
const MEMORY = 'Insufficient memory';
const STORAGE = 'Insufficient ephemeral-storage';
const PODS = 'Too many pods';

/** All resources that are short, each its own reason (fitsRequest). What exceeds the whole node, no preemption can give. */
function insufficient(requests: Requests, node: NodeInfo): Rejection | undefined {
  const { facts } = node;
  if (!facts) return undefined;
  const { cpu, memory, ephemeralStorage, scalars } = requests;
  const fits =
    node.pods.size < facts.pods &&
    (cpu === 0 || cpu <= facts.cpu - node.cpu) &&
    (memory === 0 || memory <= facts.memory - node.memory) &&
    (ephemeralStorage === 0 || ephemeralStorage <= facts.ephemeralStorage - node.ephemeralStorage);
  return fits && scalars.length === 0 ? undefined : shortages(requests, node, facts);
}

function shortages({ cpu, memory, ephemeralStorage, scalars }: Requests, node: NodeInfo, facts: NodeFacts): Rejection | undefined {
  const reasons: string[] = [];
  let beyond = false;
  const check = (reason: string, asked: number, whole: number, used: number): void => {
    if (asked === 0 || asked <= whole - used) return;
    reasons.push(reason);
    beyond ||= asked > whole;
  };
  if (node.pods.size + 1 > facts.pods) reasons.push(PODS);
  check(CPU, cpu, facts.cpu, node.cpu);
  check(MEMORY, memory, facts.memory, node.memory);
  check(STORAGE, ephemeralStorage, facts.ephemeralStorage, node.ephemeralStorage);
  for (const [name, asked] of scalars) check(`Insufficient ${name}`, asked, facts.scalars[name] ?? 0, node.scalars[name] ?? 0);
  return reasons.length === 0 ? undefined : rejection('NodeResourcesFit', beyond ? 'UnschedulableAndUnresolvable' : 'Unschedulable', ...reasons);
}

const fitsEmpty = ({ cpu, memory, ephemeralStorage, scalars }: Requests, facts: NodeFacts): boolean =>
  facts.pods >= 1 &&
  cpu <= facts.cpu &&
  memory <= facts.memory &&
  ephemeralStorage <= facts.ephemeralStorage &&
  scalars.every(([name, asked]) => asked <= (facts.scalars[name] ?? 0));

const hasGrown = ({ cpu, memory, ephemeralStorage, scalars }: Requests, before: NodeFacts, after: NodeFacts): boolean =>
  after.pods > before.pods ||
  (cpu > 0 && after.cpu > before.cpu) ||
  (memory > 0 && after.memory > before.memory) ||
  (ephemeralStorage > 0 && after.ephemeralStorage > before.ephemeralStorage) ||
  scalars.some(([name]) => (after.scalars[name] ?? 0) > (before.scalars[name] ?? 0));
