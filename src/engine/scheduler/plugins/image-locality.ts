import { nodeCount } from '../cache.ts';
import { type Cycle, MAX_NODE_SCORE, type Plugin } from '../framework.ts';
import type { NodeInfo } from '../node-info.ts';

const MB = 1024 * 1024;
const MIN_BYTES = 23 * MB;
const MAX_BYTES_PER_CONTAINER = 1000 * MB;

/** Likes nodes that have the pod's images already; an image that few nodes have counts for less, so that pods do not heap up. */
export const imageLocality: Plugin = {
  name: 'ImageLocality',
  score: { weight: 1, ofCycle: imageScore, nothing: ({ cls, cache }) => cls.images.every((image) => !cache.images.has(image)) },
};

function imageScore({ cls, cache }: Cycle, { facts }: NodeInfo): number {
  if (!facts) return 0;
  let sum = 0;
  for (const image of cls.images) {
    const bytes = facts.images[image];
    if (bytes === undefined) continue;
    const nodes = cache.images.get(image)?.nodes ?? 0;
    sum += Math.trunc(bytes * (nodes / nodeCount(cache)));
  }
  if (sum === 0) return 0;
  const max = MAX_BYTES_PER_CONTAINER * cls.images.length;
  const clamped = Math.min(Math.max(sum, MIN_BYTES), max);
  return Math.trunc((MAX_NODE_SCORE * (clamped - MIN_BYTES)) / (max - MIN_BYTES));
}
