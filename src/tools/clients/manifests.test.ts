import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seconds } from '../../base/time.ts';
import { UNOFFERED } from '../../kubectl/cli/commands.ts';
import { PUBLISHED, publishedArePresent, publishedFiles } from '../apply.testing.ts';
import expected from '../manifests.expected.json' with { type: 'json' };
import { linesOf } from './compare.testing.ts';
import { clients, type Ran } from './real.testing.ts';
import { type Both, Twins } from './twins.testing.ts';

/**
 * Published manifests through the real kubectl and through the terminal, each on a cluster of its own; the two began alike at the same instant: stdout, stderr and exit
 * code are the same byte by byte, with uids, names made by chance, revisions and instants. Each file is applied and
 * one more line follows in turn; with CUTAWAY_DEEP=1 every line runs on every file, in this order.
 */
const LINES = linesOf(`
kubectl create -f m.yaml --dry-run=server
kubectl create -f m.yaml --dry-run=client -o yaml
kubectl apply -f m.yaml --dry-run=server
kubectl apply -f m.yaml --dry-run=client -o json
kubectl apply -f m.yaml
kubectl apply -f m.yaml
kubectl diff -f m.yaml
kubectl get -f m.yaml
kubectl get -f m.yaml -o wide --show-labels
kubectl get -f m.yaml -o yaml
kubectl get -f m.yaml -o json
kubectl get -f m.yaml -o name
kubectl describe -f m.yaml
kubectl events
kubectl get events
kubectl get all,pvc,pv,sa,endpoints -o wide
kubectl label -f m.yaml tier=front
kubectl logs -l tier=front --all-containers --prefix --tail=3
kubectl annotate -f m.yaml a=b
kubectl patch -f m.yaml -p '{"metadata":{"labels":{"x":"y"}}}'
kubectl patch -f m.yaml --type=merge -p '{"metadata":{"labels":{"x":null}}}'
kubectl patch -f m.yaml --type=json -p '[{"op":"add","path":"/metadata/labels/z","value":"1"}]'
kubectl set image -f m.yaml '*=nginx:1.29'
kubectl set env -f m.yaml A=B
kubectl set resources -f m.yaml --limits=cpu=200m
kubectl scale -f m.yaml --replicas=2
kubectl rollout history -f m.yaml
kubectl rollout pause -f m.yaml
kubectl rollout resume -f m.yaml
kubectl rollout undo -f m.yaml
kubectl expose -f m.yaml --port=80 --name=exposed
kubectl autoscale -f m.yaml --max=3
kubectl wait -f m.yaml --for=create
kubectl get -f m.yaml -o yaml --show-managed-fields
kubectl apply --server-side -f m.yaml
kubectl apply --server-side --force-conflicts -f m.yaml
kubectl get -f m.yaml -o json --show-managed-fields
kubectl replace -f m.yaml
kubectl rollout status -f m.yaml --watch=false
kubectl wait -f m.yaml --for=condition=Ready --timeout=0s
kubectl get pods,rs,deploy -o yaml
kubectl rollout restart -f m.yaml
kubectl delete -f m.yaml
kubectl delete -f m.yaml --ignore-not-found
kubectl delete -f m.yaml
`).filter((line) => !Object.hasOwn(UNOFFERED, line.split(' ')[1]!));

const DEEP = process.env['CUTAWAY_DEEP'] === '1';
const outcomes: Readonly<Record<string, unknown>> = expected;

const linesFor = (file: string, at: number): readonly string[] => {
  if (DEEP) return LINES;
  const line = LINES[(at * STEP) % LINES.length]!;
  return outcomes[file] === 'accepted' && line !== APPLY ? [APPLY, line] : [line];
};
const APPLY = 'kubectl apply -f m.yaml';
/** Files of one folder are alike: they get lines that stand apart. */
const STEP = 7;

/** The client's own clock makes ages in describe and events; folders and files of diff have names by chance and times. */
function loosened(line: string, { out, err, exit }: Ran): Ran {
  if (/ (describe|events) ?/.test(line)) return { out: out.replace(/(?<![\w.-])(\d+[dhms])+(?![\w.-])|<invalid>/g, 'AGE').replace(/ {2,}/g, '  '), err, exit };
  const same = (text: string): string => text.replace(/\/\S*\/(LIVE|MERGED)-\d+/g, '$1').replace(/\t\d{4}-\d{2}-\d{2} [\d:.]+ [+-]\d{4}/g, '\tTIME');
  return line.includes(' diff ') ? { out: same(out), err, exit } : { out, err, exit };
}

/** What only looks, and may be asked again. */
const LOOKS = /^kubectl (get|describe|events|logs|rollout (status|history)) /;
const REST_US = seconds(60);

/** Instants, revisions and addresses of pods depend on how long the real program took between its requests. */
const atRest = ({ out, err, exit }: Ran): Ran => ({
  out: out
    .replace(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z/g, 'INSTANT')
    .replace(/(resourceVersion"?: )"\d+"/g, '$1REVISION')
    .replace(/\b10\.244\.\d+\.\d+/g, 'POD IP'),
  err,
  exit,
});

/** The real one reads the logs of containers in no order (a Go map), and ends with the first that has none. */
const untilRefused = (line: string, ran: Ran): Ran => (line.includes(' logs ') && ran.exit !== 0 ? { ...ran, out: '' } : ran);

const difference = (line: string, { real, ours }: Both, further = (ran: Ran): Ran => ran): readonly unknown[] => {
  const [theirs, own] = [real, ours].map((ran) => further(untilRefused(line, loosened(line, ran)))) as [Ran, Ran];
  return theirs.out === own.out && theirs.err === own.err && theirs.exit === own.exit ? [] : [{ line, real: theirs, ours: own }];
};

describe('published manifests through the real kubectl and the terminal', () => {
  const twins = new Twins('manifests');
  beforeAll(async () => {
    await twins.start();
    // What is served is asked for once, and kept.
    await twins.begin('');
    if (clients) await twins.run('kubectl api-resources');
  });
  afterAll(() => twins.stop());

  it('are there when the build is checked', () => {
    if (process.env['CI'] === 'true') expect(publishedArePresent(), `${PUBLISHED} is missing`).toBe(true);
  });

  describe.skipIf(!clients || !publishedArePresent())(
    'print the same (skipped without the programs or ../shared)',
    { timeout: DEEP ? 180_000 : 60_000 },
    () => {
      it.each((publishedArePresent() ? publishedFiles() : []).map((file, at) => [file, at] as const))('%s', async (file, at) => {
        await twins.begin(readFileSync(join(PUBLISHED, file), 'utf8'));
        const differences: unknown[] = [];
        for (const line of linesFor(file, at)) {
          const found = difference(line, await twins.run(line));
          if (found.length === 0 || !LOOKS.test(line)) differences.push(...found);
          else {
            // Two clusters are not at the same point of what is under way: they are looked at again when it is over.
            twins.rest(REST_US);
            differences.push(...difference(line, await twins.run(line), atRest));
          }
        }
        expect(differences).toEqual([]);
      });
    },
  );
});
