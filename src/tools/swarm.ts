/**
 * `npm run swarm -- [--seeds N] [--from SEED | --fresh] [--seed SEED] [--twice K]`: many clusters, each with random commands and faults from its
 * seed, invariants always on. Every K-th seed (all of them when nothing is said, none with 0) runs a second time and must give the same log, byte for byte.
 * A seed that fails prints what does not hold and the one command that repeats it. Exit 1 when any failed.
 */
import { parseArgs } from 'node:util';
import { runSeed } from './swarm/run.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50' },
    from: { type: 'string' },
    seed: { type: 'string' },
    fresh: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    twice: { type: 'string', default: '1' },
  },
});
const count = values.seed === undefined ? Number(values.seeds) : 1;
/** Fresh seeds are those of the moment: printed when they fail, so that they can be run again. */
const from = Number(values.seed ?? values.from ?? (values.fresh ? Math.floor(Date.now() / 1_000) : 1));
const every = Number(values.twice);
if (!Number.isSafeInteger(every) || every < 0 || !Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(from) || from < 0) {
  console.error('usage: npm run swarm -- [--seeds N] [--from SEED | --fresh] [--seed SEED] [--verbose] [--twice K]');
  process.exit(2);
}

let failed = 0;
let hours = 0;
let commands = 0;
let faults = 0;
let twice = 0;
for (let seed = from; seed < from + count; seed++) {
  const result = runSeed(seed);
  hours += result.virtualUs / 3_600_000_000;
  commands += result.commands;
  faults += result.faults;
  const repeats = every > 0 && seed % every === 0;
  if (repeats) twice++;
  const again = repeats ? runSeed(seed).hash : result.hash;
  if (again !== result.hash) console.log(`seed ${seed}: hash ${result.hash}, then ${again}`);
  const bad = result.violations.length > 0 || !result.settled || again !== result.hash;
  if (values.verbose || bad)
    console.log(`seed ${seed}: ${result.events} events, hash ${result.hash}${result.settled ? '' : ', NOT AT REST after 30 virtual minutes'}`);
  if (!bad) continue;
  failed++;
  const kinds = new Map<string, number>();
  for (const { invariant } of result.violations) kinds.set(invariant, (kinds.get(invariant) ?? 0) + 1);
  for (const violation of result.violations.slice(0, values.seed === undefined ? 3 : 50))
    console.log(`  ${violation.invariant} at revision ${violation.rev}: ${violation.text}`);
  console.log(`  in all: ${[...kinds].map(([id, n]) => `${id} ×${n}`).join(', ')}`);
  console.log(`  again: npm run swarm -- --seed ${seed}`);
}
console.log(
  `${count - failed} of ${count} seeds hold; ${commands} commands, of these ${faults} faults, ${hours.toFixed(1)} simulated hours; ${twice} of the seeds run twice`,
);
process.exit(failed > 0 ? 1 : 0);
