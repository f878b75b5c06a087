import { Composer } from 'yaml';
import { describe, expect, it, vi } from 'vitest';
import { executeCommand } from '../../engine/person.ts';
import { TerminalBench } from '../../engine/terminal.testing.ts';
import { Run } from './run.ts';

/** A program is run from its beginning for each answer. What it does again then is counted here, never timed. */
const maps = (count: number, value = '1'): string =>
  Array.from(
    { length: count },
    (_, i) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${i}, namespace: default, labels: {n: a}}\ndata: {v: "${value}"}\n`,
  ).join('---\n');
const names = (count: number): string => Array.from({ length: count }, (_, i) => `c${i}`).join(' ');
const piped = (command: string, text: string): string => `${command} <<'EOT'\n${text}EOT`;

/** How often a line asked and printed, what was answered and printed before included. */
function workOf(line: string, objects: number): number {
  const bench = new TerminalBench(objects === 0 ? [] : [maps(objects)]);
  const spies = [vi.spyOn(Run.prototype, 'ask'), vi.spyOn(Run.prototype, 'out'), vi.spyOn(Run.prototype, 'err')];
  try {
    const { exit } = bench.run(line);
    expect([0, 1]).toContain(exit);
    return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('the work of a line grows as its objects do', { timeout: 60_000 }, () => {
  const LINES: readonly (readonly [string, (count: number) => string, 'there' | 'new'])[] = [
    ['apply', (n) => piped('kubectl apply -f -', maps(n)), 'new'],
    ['apply what is there', (n) => piped('kubectl apply -f -', maps(n, '2')), 'there'],
    ['apply --server-side', (n) => piped('kubectl apply --server-side -f -', maps(n)), 'new'],
    ['apply -o yaml', (n) => piped('kubectl apply -o yaml -f -', maps(n)), 'new'],
    ['create', (n) => piped('kubectl create -f -', maps(n)), 'new'],
    ['replace', (n) => piped('kubectl replace -f -', maps(n, '2')), 'there'],
    ['replace --force', (n) => piped('kubectl replace --force -f -', maps(n, '2')), 'there'],
    ['diff', (n) => piped('kubectl diff -f -', maps(n, '2')), 'there'],
    ['delete', (n) => `kubectl delete cm ${names(n)}`, 'there'],
    ['delete -l', () => 'kubectl delete cm -l n=a', 'there'],
    ['label', () => 'kubectl label cm -l n=a x=y', 'there'],
    ['patch', (n) => `kubectl patch cm ${names(n)} -p '{"data":{"v":"3"}}'`, 'there'],
    ['get by names', (n) => `kubectl get cm ${names(n)}`, 'there'],
    ['get -o yaml by names', (n) => `kubectl get cm ${names(n)} -o yaml`, 'there'],
    ['describe', () => 'kubectl describe cm -l n=a', 'there'],
    ['wait', () => "kubectl wait cm -l n=a --for=jsonpath='{.data.v}'=1", 'there'],
    ['apply view-last-applied', (n) => `kubectl apply view-last-applied cm ${names(n)}`, 'there'],
    ['apply set-last-applied', (n) => piped('kubectl apply set-last-applied --create-annotation -f -', maps(n, '2')), 'there'],
    ['xargs', (n) => `echo ${names(n)} | xargs -n 1 kubectl get cm`, 'there'],
  ];

  it.each(LINES)('%s', (_, line, are) => {
    const [few, many] = [8, 40] as const;
    const [least, most] = [few, many].map((count) => workOf(line(count), are === 'there' ? count : 0)) as [number, number];
    // Four times the rest for five times the objects would be less; were all done again each time, it would be twenty-five.
    expect(most).toBeLessThan(least * 6);
  });

  it('reads a text once', () => {
    const composed = vi.spyOn(Composer.prototype, 'compose');
    workOf(piped('kubectl apply -f -', maps(30, 'once')), 0);
    const { length } = composed.mock.calls;
    composed.mockRestore();
    // Each of its documents, and what the cluster began with.
    expect(length).toBeGreaterThanOrEqual(30);
    expect(length).toBeLessThan(60);
  });

  it.each(['', ' -v=8', ' -o yaml', ' -o custom-columns=N:.metadata.name'])('a watch%s writes what is new', (how) => {
    const bench = new TerminalBench([maps(100)]);
    const id = bench.type(`kubectl get cm -w${how}`);
    bench.pass(2);
    const before = bench.result(id)!.lines.length;
    const spies = [vi.spyOn(Run.prototype, 'ask'), vi.spyOn(Run.prototype, 'out'), vi.spyOn(Run.prototype, 'err')];
    for (let i = 0; i < 10; i++) {
      const body = { data: { v: `new ${i}` } };
      executeCommand(bench.sim, {
        do: 'request',
        request: { method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/c5', contentType: 'application/merge-patch+json', body },
      });
      bench.pass(1);
    }
    const count = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    for (const spy of spies) spy.mockRestore();
    expect(bench.result(id)!.lines.length).toBeGreaterThanOrEqual(before + 10);
    expect(count).toBeLessThanOrEqual(60);
  });
});
