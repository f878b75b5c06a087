import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAIN_TERMINAL, terminalSession } from '../../engine/terminal.ts';
import { etcd, listObjects } from '../../engine/etcd/store.ts';
import { kindByAnyName } from '../../kinds/registry.ts';
import { COMMANDS } from '../../kubectl/cli/commands.ts';
import { completeLine } from '../../kubectl/cli/complete.ts';
import { minutes, type SimTime } from '../../base/time.ts';
import { DEFAULT_CLASS, WEB } from '../../scenarios/manifests.ts';
import { clients, livedCluster, RealKubectl } from './real.testing.ts';

/** The words that `kubectl __complete` offers and those of the terminal, for one and the same cluster. */
const LIVED_US = minutes(5);
const cluster = livedCluster('complete', { manifests: [DEFAULT_CLASS, WEB], livedUs: LIVED_US });
const real = new RealKubectl('complete', cluster);
beforeAll(async () => {
  cluster.sim.runUntil(LIVED_US as SimTime);
  await real.start();
});
afterAll(() => real.stop());

/** The word that is completed ends at the end; a blank there begins another. */
const LINES = `
get 
get po
get pods,s
get pod/
get pods 
get deploy 
get deploy/
get deploy/web deploy/
get deploy/web 
get po,deploy 
get all 
get pods -n 
get pods -n kube-
get pods -n=kube-
get -n kube-system cm 
get pods -o 
get pods -o js
get pods --output=
get pods --output=y
get pods --context 
describe no
describe nodes node-
delete deploy 
edit deploy 
label 
annotate deploy 
patch deploy 
logs web
logs deploy/
logs 
exec web
attach 
rollout 
rollout st
rollout status deploy 
rollout undo deploy/
cordon 
drain node
uncordon c
taint 
taint nodes 
scale deploy 
expose 
set image 
set image deploy/
config use-context 
config get-
create deployment 
top 
top node 
`
  .split('\n')
  .filter((line) => Object.hasOwn(COMMANDS, line.split(' ')[0]!));

/** Types the real one names without asking which there are; those that are not served are not offered here. */
const TYPES = ['cronjob', 'daemonset', 'job', 'replicationcontroller', 'statefulset'];
const isAbsent = (text: string): boolean => TYPES.some((type) => text.replace(/s?\/?$/, '') === type && !kindByAnyName(type));

async function theirs(line: string): Promise<readonly string[]> {
  const words = line.split(' ').map((word) => `'${word}'`);
  const { out } = await real.run(`kubectl __complete ${words.join(' ')} 2>/dev/null`);
  const texts = out.split('\n').map((text) => text.split('\t')[0]!);
  // The last line says what a shell may add.
  return texts.slice(0, -2).filter((text) => !isAbsent(text));
}

function ours(line: string): readonly string[] {
  const { sim } = cluster;
  const { root } = sim.get(etcd);
  const typed = `kubectl ${line}`;
  const made = completeLine(typed, typed.length, { session: terminalSession(sim, MAIN_TERMINAL), objects: ({ resource }) => listObjects(root, resource) });
  const word = typed.slice(typed.lastIndexOf(' ') + 1);
  const kept = word.slice(word.startsWith('--') ? word.indexOf('=') + 1 : 0, word.length - (made.to - made.from));
  return made.candidates.map(({ text }) => (line.includes('=') ? text : kept + text));
}

describe.skipIf(!clients)('the terminal completes as the real kubectl does', { timeout: 60_000 }, () => {
  it.each(LINES.map((line) => [line]))('%s', async (line) => {
    expect([...ours(line)].sort()).toEqual([...(await theirs(line))].sort());
  });
});
