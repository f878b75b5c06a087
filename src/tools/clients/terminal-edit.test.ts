import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minutes, seconds, type SimTime } from '../../base/time.ts';
import { commandResult, executeCommand } from '../../engine/person.ts';
import { DEFAULT_CLASS, WEB } from '../../scenarios/manifests.ts';
import { clients, livedCluster, type Ran, RealKubectl } from './real.testing.ts';

/** The editor of the real kubectl and that of the page are given the same texts, make the same changes of them, and the same comes of it. */
const LIVED_US = minutes(13);
const cluster = livedCluster('edit', { manifests: [DEFAULT_CLASS, WEB], livedUs: LIVED_US });
const real = new RealKubectl('edit', cluster);

beforeAll(async () => {
  cluster.sim.runUntil(LIVED_US as SimTime);
  await real.start();
  fs.writeFileSync(path.join(real.folder, 'editor.cjs'), EDITOR);
});
afterAll(() => real.stop());

/** What is done to the text each time the editor opens: this becomes that. */
type Changes = readonly (readonly [string, string])[];

/** One opening after the other; `opened` keeps the texts. */
const EDITOR = `
const fs = require('node:fs');
const file = process.argv[2];
const changes = JSON.parse(fs.readFileSync('changes.json', 'utf8'));
const opened = fs.existsSync('opened.json') ? JSON.parse(fs.readFileSync('opened.json', 'utf8')) : [];
const text = fs.readFileSync(file, 'utf8');
const [from, to] = changes[opened.length] ?? ['', ''];
fs.writeFileSync('opened.json', JSON.stringify([...opened, text]));
if (from !== '') fs.writeFileSync(file, from === 'ALL' ? to : text.split(from).join(to));
`;

interface Edited extends Ran {
  readonly opened: readonly string[];
}

async function theirs(line: string, changes: Changes): Promise<Edited> {
  const opened = path.join(real.folder, 'opened.json');
  fs.rmSync(opened, { force: true });
  fs.writeFileSync(path.join(real.folder, 'changes.json'), JSON.stringify(changes));
  const ran = await real.run(`export KUBE_EDITOR="node ${real.folder}/editor.cjs"; ${line}`);
  return { ...ran, opened: fs.existsSync(opened) ? JSON.parse(fs.readFileSync(opened, 'utf8')) : [] };
}

function ours(line: string, changes: Changes): Edited {
  const { sim } = cluster;
  const id = sim.happenings.length + 1;
  const opened: string[] = [];
  executeCommand(sim, { do: 'kubectl', line });
  for (const end = sim.now + seconds(60); sim.now < end; ) {
    const { open, wants } = commandResult(sim, id)!;
    if (!open) break;
    if (wants?.is === 'edit') {
      const [from, to] = changes[opened.length] ?? ['', ''];
      opened.push(wants.text);
      executeCommand(sim, { do: 'edited', text: from === '' ? null : from === 'ALL' ? to : wants.text.split(from).join(to) });
    } else sim.step();
  }
  const { lines, exit = -1 } = commandResult(sim, id)!;
  const text = (stream: string): string =>
    lines
      .filter((one) => one.stream === stream)
      .map((one) => `${one.text}\n`)
      .join('');
  return { out: text('stdout'), err: text('stderr'), exit, opened };
}

/** What is another each time. */
const loose = (text: string): string =>
  text
    // Where a Deployment stands depends on the moment.
    .replace(/^( *)status:\n(?:\1[ -].*\n)*/m, '')
    .replace(/"status":\{.*/, '')
    .replace(/kubectl-edit-\d+/g, 'kubectl-edit-N')
    .replace(/((?:uid|resourceVersion|creationTimestamp)"?:\s*)"?[\w:-]+"?/g, '$1…')
    .replace(/(generation"?: )\d+/g, '$1N')
    .replaceAll('bbbb', 'aaaa');

const settled = ({ out, err, exit, opened }: Edited): Edited => ({ out: loose(out), err: loose(err), exit, opened: opened.map(loose) });

const CASES: readonly (readonly [string, ...Changes])[] = [
  ['kubectl create configmap NAME --from-literal=a=b'],
  ['kubectl edit cm NAME'],
  ['kubectl edit cm NAME', ['a: b', 'a: c']],
  ['kubectl edit cm NAME', ['a: c', 'a: d\n  n: new']],
  ['kubectl edit cm NAME --output-patch', ['  a: d\n', '']],
  ['kubectl edit cm/NAME -o json', ['"new"', '"newer"']],
  ['kubectl edit cm/NAME -o yaml', ['newer', 'old']],
  ['kubectl edit cm/NAME -o kyaml'],
  ['kubectl edit cm NAME', ['name: NAME', 'name: other']],
  ['kubectl edit cm NAME', ['kind: ConfigMap', 'kind: Secret']],
  ['kubectl edit cm NAME', ['kind: ConfigMap', 'kind: Foo']],
  ['kubectl edit cm NAME', ['kind: ConfigMap', 'kind: Foo'], ['kind: Foo', 'kind: ConfigMap']],
  ['kubectl edit cm NAME', ['kind: ConfigMap', 'kind: Foo'], ['kind: Foo', 'kind: Bar'], ['kind: Bar', 'kind: ConfigMap\nimmutable: true']],
  ['kubectl edit cm NAME', ['namespace: default', 'namespace: other']],
  ['kubectl edit cm NAME', ['data:', 'data: {']],
  ['kubectl edit cm NAME', ['ALL', '']],
  ['kubectl edit cm NAME', ['ALL', '# nothing\n']],
  ['kubectl edit cm NAME', ['apiVersion: v1\n', '']],
  ['kubectl edit cm NAME', ['apiVersion: v1\nkind: ConfigMap\n', '']],
  ['kubectl edit cm NAME', ['ALL', '- a']],
  ['kubectl edit cm NAME --validate=false', ['data:', 'data: {']],
  ['kubectl edit cm NAME', ['uid: ', 'uid: x']],
  ['kubectl edit cm NAME', ['immutable: true', 'immutable: false']],
  ['kubectl create deployment NAME --image=nginx'],
  ['kubectl edit deploy NAME', ['replicas: 1', 'replicas: -1']],
  ['kubectl edit deploy NAME', ['replicas: 1', 'replicas: -1'], ['replicas: -1', 'replicas: 1']],
  ['kubectl edit deploy NAME', ['replicas: 1', 'replicas: -1'], ['replicas: -1', 'replicas: 0']],
  ['kubectl edit deploy NAME', ['  replicas: 0', '  foo: 0']],
  ['kubectl edit deploy NAME', ['  replicas: 0', '  replicas: a']],
  ['kubectl edit deploy NAME --output-patch', ['        resources: {}', '        resources:\n          limits:\n            cpu: 1']],
  ['kubectl edit deploy NAME', ['resourceVersion: ', 'resourceVersion: "1" # ']],
  ['kubectl edit deploy/NAME cm/NAME', ['a: d', 'a: d'], ['', '']],
  ['kubectl edit deploy/NAME cm/NAME', ['replicas: 0', 'replicas: 1']],
  ['kubectl edit deploy NAME nope'],
  ['kubectl edit deploy nope'],
  ['kubectl edit secrets'],
  ['kubectl edit'],
  ['kubectl edit deploy NAME -o name'],
  ['kubectl edit deploy NAME -o wide'],
  ['kubectl edit deploy NAME -l a=b'],
  ['kubectl edit deploy NAME --subresource=foo'],
  ['kubectl edit foo'],
  [
    `printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: NAME-1}\\ndata: {a: b}\\n---\\napiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: NAME-2}\\ndata: {a: b}\\n' > NAME.yaml && kubectl create --edit -f NAME.yaml`,
  ],
  [
    `printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: NAME-1}\\ndata: {a: b}\\n---\\napiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: NAME-2}\\ndata: {a: b}\\n' > NAME.yaml && kubectl create --edit -f NAME.yaml`,
    ['a: b', 'a: c'],
    ['a: b', 'a: d'],
  ],
  [
    `printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: NAME-7}\\ndata: {a: b}\\n' > NAME.yaml && kubectl create --edit -f NAME.yaml -o json`,
    ['"b"', '"c"'],
  ],
  [
    `printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: NAME-1}\\ndata: {a: b}\\n---\\napiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: NAME-2}\\ndata: {a: b}\\n' > NAME.yaml && kubectl create --edit -f NAME.yaml -l x=y -o yaml --dry-run=client --save-config`,
    ['name: NAME-1', 'name: NAME-3'],
  ],
  [
    `printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: NAME-8}\\ndata: {a: b}\\n' > NAME.yaml && kubectl create --edit -f NAME.yaml`,
    ['data:', 'data: {'],
    ['data: {', 'data:'],
    ['', ''],
  ],
  [
    `printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: NAME-1}\\ndata: {a: b}\\n---\\napiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: NAME-2}\\ndata: {a: b}\\n' > NAME.yaml && kubectl create --edit -f NAME.yaml`,
    ['ALL', '# no'],
    ['name: NAME-2', 'name: NAME-4\n  foo: bar'],
  ],
  [
    `printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: NAME-1}\\ndata: {a: b}\\n' > NAME.yaml && kubectl create --edit -f NAME.yaml`,
    ['kind: ConfigMap', 'kind: Foo'],
    ['kind: Foo', 'kind: ConfigMap # x'],
  ],
  [
    `printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: NAME-1}\\ndata: {a: b}\\n' > NAME.yaml && kubectl create --edit -f NAME.yaml --validate=false`,
    ['namespace: default', 'namespace: other'],
  ],
  [
    `printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: NAME-1}\\ndata: {a: b}\\n---\\napiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: NAME-2}\\ndata: {a: b}\\n' > NAME.yaml && kubectl create --edit -f NAME.yaml -o name`,
    ['a: b', 'a: c'],
  ],
  [`printf 'a: b' > NAME.yaml && kubectl create --edit -f NAME.yaml`],
  ['kubectl create --edit'],
  [
    `printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: NAME-5}\\ndata: {a: b}\\n---\\napiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: NAME-6}\\ndata: {a: b}\\n' > NAME.yaml && kubectl apply -f NAME.yaml`,
  ],
  ['kubectl apply edit-last-applied cm NAME-5'],
  ['kubectl apply edit-last-applied cm NAME-5', ['a: b', 'a: e']],
  ['kubectl apply view-last-applied cm NAME-5'],
  ['kubectl get cm NAME-5 -o yaml --show-managed-fields'],
  ['kubectl apply edit-last-applied cm NAME-5 NAME-6 -o yaml', ['a: b', 'a: f']],
  ['kubectl apply edit-last-applied cm NAME-5 NAME-6', ['annotations: {}', 'labels: {x: word}']],
  ['kubectl apply edit-last-applied cm/NAME-5 -o json', ['"NAME-5"', '"NAME-9"']],
  ['kubectl apply edit-last-applied cm/NAME-5 -o name', ['e', 'E']],
  ['kubectl apply edit-last-applied cm/NAME-5', ['namespace: default', 'namespace: other']],
  ['kubectl apply edit-last-applied cm/NAME-5', ['    namespace: default\n', '']],
  ['kubectl apply edit-last-applied cm/NAME-5', ['  name: NAME-5', '  name: NAME-5\n  uid: x']],
  ['kubectl apply edit-last-applied cm/NAME-5', ['data:', 'data: {']],
  ['kubectl apply edit-last-applied cm/nope'],
  ['kubectl apply edit-last-applied cm/NAME'],
  ['kubectl apply edit-last-applied cm'],
  ['kubectl apply edit-last-applied'],
  ['kubectl delete cm NAME-5 NAME-6 --wait=false'],
  ['kubectl delete deploy,cm NAME --wait=false'],
];

describe.skipIf(!clients)('kubectl edit', { timeout: 60_000 }, () => {
  it.each(CASES.map(([line, ...changes]) => [`${line} ${JSON.stringify(changes)}`, line, changes] as const))('%s', async (_, line, changes) => {
    const named = (name: string): readonly [string, Changes] => [
      line.replaceAll('NAME', name),
      changes.map(([from, to]) => [from.replaceAll('NAME', name), to.replaceAll('NAME', name)]),
    ];
    const expected = settled(await theirs(...named('aaaa')));
    expect(settled(ours(...named('bbbb')))).toEqual(expected);
  });
});
