/**
 * Unit tests that run whole clusters for long or many texts through the engine: `npm run check` leaves them to `npm test`.
 */
export const SLOW_TESTS = [
  'src/engine/determinism.test.ts',
  'src/tools/clients/client-node.test.ts',
  'src/tools/clients/clients.test.ts',
  'src/tools/clients/terminal.test.ts',
  'src/tools/clients/describe.test.ts',
  'src/tools/clients/manifests.test.ts',
  'src/tools/fidelity.test.ts',
  'src/tools/manifests.test.ts',
  'src/tools/swarm.seeds.test.ts',
  'src/tools/swarm.test.ts',
  'src/worker/chronicle.test.ts',
];
