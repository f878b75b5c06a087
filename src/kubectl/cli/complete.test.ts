import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../kinds/object.ts';
import { COMMANDS } from './commands.ts';
import type { Command, CommandGroup } from './command.ts';
import { completeLine } from './complete.ts';
import { commandHelp, flagHelp } from './help/texts.ts';
import { newSession, withFile, withVariable } from './step.ts';

const pod = (name: string, namespace = 'default'): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: 'web', tier: 'front' } },
    spec: {
      nodeName: 'node-1',
      containers: [
        { name: 'nginx', image: 'nginx:1.28' },
        { name: 'side', image: 'busybox' },
      ],
    },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  }) as unknown as KubeObject;

const OBJECTS: Readonly<Record<string, readonly KubeObject[]>> = {
  pods: [pod('web-1'), pod('web-2'), pod('dns', 'kube-system')],
  namespaces: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' }, status: { phase: 'Active' } } as unknown as KubeObject],
};
const session = withVariable(withFile(withFile(newSession(0), 'web.yaml', 'a'), 'my file', 'b'), 'POD', 'web-1');

/** The line with its first candidate taken, and all of them; `^` is the cursor, by default the end. */
function complete(typed: string): { readonly line: string; readonly all: readonly string[] } {
  const at = typed.includes('^') ? typed.indexOf('^') : typed.length;
  const line = typed.replace('^', '');
  const { from, to, candidates, suffix } = completeLine(line, at, { session, objects: ({ resource }) => OBJECTS[resource] ?? [] });
  const [first] = candidates;
  return { line: first ? line.slice(0, from) + first.text + (first.suffix ?? suffix) + line.slice(to) : line, all: candidates.map(({ text }) => text) };
}

describe('completion', () => {
  it.each([
    ['ku', 'kubectl '],
    ['kubectl ge', 'kubectl get '],
    ['kubectl get po', 'kubectl get pods '],
    ['kubectl get svc', 'kubectl get svc '],
    ['kubectl get po^ -o wide', 'kubectl get pods  -o wide'],
    ['kubectl get pods -l ap', 'kubectl get pods -l app='],
    ['kubectl get pods -l app=', 'kubectl get pods -l app=web '],
    ['kubectl get pods -l app=web,ti', 'kubectl get pods -l app=web,tier='],
    ['kubectl get pods --field-selector spec.no', 'kubectl get pods --field-selector spec.nodeName='],
    ['kubectl get pods --field-selector=spec.nodeName=', 'kubectl get pods --field-selector=spec.nodeName=node-1 '],
    ['kubectl get pods -ojson', 'kubectl get pods -ojson '],
    ['kubectl get pods -o jsonpath={.items[*].metadata.na', 'kubectl get pods -o jsonpath={.items[*].metadata.name'],
    ["kubectl get pods -o 'jsonpath={range .items[*]}{.spec.nodeN", "kubectl get pods -o 'jsonpath={range .items[*]}{.spec.nodeName"],
    ["kubectl get pod web-1 -o jsonpath='{.status.conditions[?(@.ty", "kubectl get pod web-1 -o jsonpath='{.status.conditions[?(@.type"],
    ['kubectl get pods --sort-by=.metadata.creat', 'kubectl get pods --sort-by=.metadata.creationTimestamp'],
    ['kubectl get pods -o custom-columns=N:.metadata.name,I:.status.podI', 'kubectl get pods -o custom-columns=N:.metadata.name,I:.status.podIP'],
    ['kubectl explain pod.spec.containers.livenessP', 'kubectl explain pod.spec.containers.livenessProbe'],
    ['kubectl logs web-1 -c s', 'kubectl logs web-1 -c side '],
    ['kubectl logs web-1 ', 'kubectl logs web-1 nginx '],
    ['kubectl set image pod/web-1 n', 'kubectl set image pod/web-1 nginx='],
    ['kubectl wait pod/web-1 --for=condition=R', 'kubectl wait pod/web-1 --for=condition=Ready '],
    ['kubectl label pod web-1 ti', 'kubectl label pod web-1 tier='],
    ['kubectl get pods | gr', 'kubectl get pods | grep '],
    ['kubectl apply -f w', 'kubectl apply -f web.yaml '],
    ['kubectl apply -f m', "kubectl apply -f 'my file' "],
    ["kubectl apply -f 'm", "kubectl apply -f 'my file' "],
    ['cat <w', 'cat <web.yaml '],
    ['echo $PO', 'echo $POD'],
    ['echo "${PO', 'echo "${POD'],
    ['true && kubectl get -n kube-system pod d', 'true && kubectl get -n kube-system pod dns '],
    ['kubectl get pods -o name | xargs kubectl descr', 'kubectl get pods -o name | xargs kubectl describe '],
    ['kubectl get pods --all-n', 'kubectl get pods --all-namespaces '],
  ])('%s', (typed, expected) => {
    expect(complete(typed).line).toBe(expected);
  });

  it('does not offer what is there already, nor what is of another namespace', () => {
    expect(complete('kubectl delete pod ').all).toEqual(['web-1', 'web-2']);
    expect(complete('kubectl delete pod web-1 ').all).toEqual(['web-2']);
    expect(complete('kubectl delete pod $POD ').all).toEqual(['web-2']);
    expect(complete('kubectl get pods -A -A').all).toEqual([]);
  });

  it.each([
    'kubectl get --constructor=',
    'kubectl explain pods.constructor.',
    '# ku',
    'cat <<EOF\nku',
    "echo 'a",
    'kubectl get pods -- x',
    'kubectl get nosuch ',
  ])('has nothing for %s', (typed) => {
    expect(complete(typed).all).toEqual([]);
  });

  it('tells how objects are', () => {
    const { candidates } = completeLine('kubectl get pod web', 19, { session, objects: ({ resource }) => OBJECTS[resource] ?? [] });
    expect(candidates[0]).toEqual({ text: 'web-1', hint: 'Running' });
  });
});

/** Other names of a command. */
const ALIASES = ['deploy', 'cm', 'ns', 'sa', 'pc', 'svc'];

describe('texts of commands and flags', () => {
  it('are there for all of them', () => {
    const missing: string[] = [];
    const look = (node: Command | CommandGroup, path: readonly string[]): void => {
      if (path.length > 0 && commandHelp(path.join(' ')) === '') missing.push(path.join(' '));
      if ('commands' in node) for (const [name, child] of Object.entries(node.commands)) look(child, name === '' ? path : [...path, name]);
      else for (const name of Object.keys(node.flags)) if (flagHelp(path.join(' '), name) === '') missing.push(`${path.join(' ')} --${name}`);
    };
    look({ commands: COMMANDS }, []);
    expect(missing.filter((one) => !ALIASES.some((alias) => one.split(' ')[1] === alias))).toEqual([]);
  });
});
