import { MAX_NODE_SCORE, type Plugin } from '../framework.ts';

const HALF = MAX_NODE_SCORE / 2;

/** Likes nodes whose cpu and memory the pod brings into balance: compares the balance with it and without it. */
export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  score: {
    weight: 1,
    // A best-effort pod changes no balance; scoring it would send all of them to one node.
    skip: ({ cls }) => cls.requests.cpu === 0 && cls.requests.memory === 0,
    ofNode: (cls, node) => {
      const { facts } = node;
      if (!facts) return 0;
      const withPod = balance(node.cpu + cls.requests.cpu, node.memory + cls.requests.memory, facts.cpu, facts.memory);
      const without = balance(node.cpu, node.memory, facts.cpu, facts.memory);
      return HALF + Math.trunc((HALF + withPod - without) / 2);
    },
  },
};

/** 100 less the standard deviation of the used fractions; for two resources that is half their distance. */
function balance(cpu: number, memory: number, cpuOfNode: number, memoryOfNode: number): number {
  if (cpuOfNode === 0 || memoryOfNode === 0) return MAX_NODE_SCORE;
  const deviation = Math.abs((Math.min(cpu / cpuOfNode, 1) - Math.min(memory / memoryOfNode, 1)) / 2);
  return Math.trunc((1 - deviation) * MAX_NODE_SCORE);
}
