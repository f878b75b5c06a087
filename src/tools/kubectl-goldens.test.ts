import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { TerminalBench } from '../engine/terminal.testing.ts';

/**
 * Outputs of kubectl 1.35.2 (against a v1.20 server) beside the terminal's: commands that can be played on any cluster, by exit code, stderr and, where there is a
 * table, the words of its header. The objects of the recording are not rebuilt, so their values are not compared.
 */
const FOLDER = path.resolve(import.meta.dirname, '../../../shared/fidelity/kubectl-output');
const present = fs.existsSync(FOLDER);
if (!present && process.env['CI']) throw new Error('the golden outputs are missing');

const PLAYED = [
  '01-get-nodes',
  '01-get-nodes-wide',
  '01-get-nodes-labels',
  '01-get-deploy',
  '01-get-deploy-wide',
  '01-get-svc-wide',
  '01-get-pods',
  '01-get-pods-A',
  '01-get-pods-L',
  '01-get-pods-l',
  '01-get-pods-custom',
  '01-get-notfound',
  '01-get-endpointslices',
  '01-get-events',
  '01-get-events-sorted',
  '01-events',
  '01-get-cm-secret',
  '01-delete-pod',
  '01-rollout-status',
  '01-auth-can-i',
  '07-get-pods-wide',
  '10-get-pvc-wide',
  '01-dry-run',
  '01-run',
  '01-create-secret',
  '01-untaint-again',
  '01-rollout-restart',
];

/** What the newer server prints otherwise: in the header, with single gaps of two blanks. A row that changes nothing is an error. */
const DIFFERENCES = [
  { was: 'STORAGECLASS  AGE  VOLUMEMODE', is: 'STORAGECLASS  VOLUMEATTRIBUTESCLASS  AGE  VOLUMEMODE', source: 'pkg/printers/internalversion/printers.go' },
] as const;

function golden(name: string): { readonly line: string; readonly out: string; readonly err: string; readonly exit: number } {
  const text = fs.readFileSync(path.join(FOLDER, `${name}.txt`), 'utf8');
  const [, line = '', rest = ''] = /^\$ (.*)\n([^]*)$/.exec(text) ?? [];
  const [, body = '', exit = ''] = /^([^]*?)--- exit (\d+)\n?$/.exec(rest) ?? [];
  const [out = '', err = ''] = body.split('--- stderr\n');
  return { line, out, err, exit: Number(exit) };
}

const SETUP = [
  'kubectl create ns demo && kubectl config set-context --current --namespace=demo',
  'kubectl create deployment web --image=nginx:1.19 --replicas=3 --port=80 && kubectl expose deploy web && kubectl rollout status deploy/web',
  'kubectl create deployment hello --image=nginx:1.19 && kubectl create cm c --from-literal=a=b && kubectl create secret generic first --from-literal=a=b',
  'kubectl apply -f - <<EOF\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\nEOF',
];

it.skipIf(!present)('prints what the golden outputs have, where their objects do not matter', () => {
  const bench = new TerminalBench();
  for (const line of SETUP) expect(bench.run(line)).toMatchObject({ exit: 0 });
  const used = new Set<string>();
  const renewed = (header: string): string =>
    DIFFERENCES.reduce((text, { was, is }) => {
      if (text.includes(was)) used.add(was);
      return text.replace(was, is);
    }, header);
  const differing = PLAYED.flatMap((name) => {
    const wanted = golden(name);
    const { lines, exit } = bench.run(wanted.line);
    const of = (stream: string): readonly string[] => lines.filter((one) => one.stream === stream).map(({ text }) => text);
    const words = (line = ''): string => line.trim().replace(/ {2,}/g, '  ');
    const isTable = /^[A-Z]/.test(wanted.out) && wanted.out.includes('   ');
    const same = isTable ? words(of('stdout')[0]) === renewed(words(wanted.out.split('\n')[0])) : of('stdout').join('\n').trim() === wanted.out.trim();
    return same && exit === wanted.exit && of('stderr').join('\n').trim() === wanted.err.trim() ? [] : [`${name}: ${lines.map(({ text }) => text).join('\n')}`];
  });
  const all = fs.readdirSync(FOLDER).length;
  console.log(`golden outputs of kubectl: ${PLAYED.length - differing.length} of ${all} equal, ${all - PLAYED.length} not played yet`);
  expect(differing).toEqual([]);
  expect(DIFFERENCES.filter(({ was }) => !used.has(was))).toEqual([]);
});
