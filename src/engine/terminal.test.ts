import { describe, expect, it } from 'vitest';
import { seconds } from '../base/time.ts';
import { KUBECTL } from '../wire/actors.ts';
import type { Happening } from '../wire/happening.ts';
import { executeCommand } from './person.ts';
import { awaitedAnswer, terminalViews } from './terminal.ts';
import { TerminalBench } from './terminal.testing.ts';

const WEB = `apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data: {a: "1"}
`;

const back = (bench: TerminalBench, from: Happening): Happening[] => {
  const chain = [from];
  for (let id = from.cause; id !== undefined && id > 0; id = chain.at(-1)!.cause) chain.push([...bench.sim.happenings][id - 1]!);
  return chain;
};

describe('a line of a terminal in the cluster', () => {
  it('is the cause of each of its calls, which leave the person who typed', () => {
    const bench = new TerminalBench([WEB]);
    const before = bench.sim.happenings.length;
    const id = bench.type('kubectl label cm web tier=front && kubectl get cm web');
    bench.pass(2);
    expect(bench.result(id)?.exit).toBe(0);
    const after = [...bench.sim.happenings].slice(before);
    const calls = after.filter(({ code, actor }) => code === 'api.request' && actor === KUBECTL);
    expect(calls.map(({ args }) => args?.['method'])).toEqual(['GET', 'PATCH', 'GET']);
    for (const call of calls) expect(back(bench, call).at(-1)).toMatchObject({ id, code: 'command', actor: KUBECTL });
    const write = after.find(({ code, args }) => code === 'etcd.write' && args?.['resource'] === 'configmaps');
    expect(back(bench, write!).at(-1)?.id).toBe(id);
  });

  it('keeps what a long watch prints within bounds, and goes on', () => {
    const bench = new TerminalBench([WEB]);
    const id = bench.type('kubectl get cm web -w -o yaml');
    bench.pass(1);
    for (let i = 0; i < 1_500; i++) {
      const body = { data: { a: String(i), long: 'x'.repeat(4_000) } };
      executeCommand(bench.sim, {
        do: 'request',
        request: { method: 'PATCH', path: '/api/v1/namespaces/default/configmaps/web', contentType: 'application/merge-patch+json', body },
      });
      bench.sim.runUntil((bench.sim.now + seconds(0.02)) as never);
    }
    bench.pass(5);
    const [view] = [...terminalViews(bench.sim)];
    const held = [...view!.entries].reduce((sum, entry) => sum + (entry.is === 'printed' ? entry.text.length : 0), 0);
    expect(held).toBeLessThanOrEqual(4_000_000);
    expect(view!.entries.first).toBeGreaterThan(0);
    expect(bench.result(id)).toMatchObject({ open: true });
    expect(bench.result(id)!.lines.some(({ text }) => text === '  a: "1499"')).toBe(true);
    executeCommand(bench.sim, { do: 'interrupt' });
    expect(bench.result(id)).toMatchObject({ exit: 130 });
  });

  it('runs a loop as often as it says, and awaits an endless one only for a while', () => {
    const bench = new TerminalBench([WEB]);
    expect(bench.text('for i in 1 2; do kubectl label cm web n=$i --overwrite; done; kubectl get cm web -o jsonpath={.metadata.labels.n}')).toBe(
      'configmap/web labeled\nconfigmap/web labeled\n2',
    );
    expect(bench.text('if false; then echo no; kubectl delete cm web; fi; kubectl get cm web -o name')).toBe('configmap/web\n');
    expect(bench.text('for x in $(kubectl get cm -o name); do echo $x; done | cat')).toContain('nothing goes from or to a whole');
    expect(bench.text('n=$(kubectl get cm web -o name) && if [ "$n" = configmap/web ]; then kubectl get $n -o name; fi')).toBe('configmap/web\n');
    bench.type('while true; do kubectl get cm web; done');
    expect(awaitedAnswer(bench.sim)).toBeDefined();
    bench.pass(30);
    expect(awaitedAnswer(bench.sim)).toBeUndefined();
    executeCommand(bench.sim, { do: 'interrupt' });
    expect(bench.text('echo free')).toBe('free\n');
  });

  it('runs a thousand watches at once, one at each terminal', () => {
    const bench = new TerminalBench([WEB]);
    const ids = Array.from({ length: 1_000 }, (_, i) => {
      const id = bench.sim.happenings.length + 1;
      executeCommand(bench.sim, { do: 'kubectl', line: 'kubectl get cm -w', terminal: `t${i}` });
      return id;
    });
    bench.pass(2);
    executeCommand(bench.sim, { do: 'kubectl', line: 'kubectl label cm web a=b' });
    bench.pass(2);
    for (const id of ids.slice(0, 5).concat(ids.slice(-5))) expect(bench.result(id)!.lines.filter(({ text }) => text.startsWith('web ')).length).toBe(2);
  });
});

describe('watch', () => {
  it('draws its screen anew each time, and takes Ctrl-C as its end', () => {
    const bench = new TerminalBench();
    const id = bench.type('watch -n 10 kubectl get ns -o name');
    bench.pass(25);
    const entries = [...[...terminalViews(bench.sim)][0]!.entries];
    const frames = entries.flatMap((entry) => (entry.is === 'printed' && entry.frame ? [entry.frame.header] : []));
    expect(frames.map((header) => header?.right)).toEqual(
      [5, 15, 25].map((second) => `control-plane: Thu Jan  1 00:00:${String(second).padStart(2, '0')} 2026`),
    );
    expect(frames[0]).toMatchObject({ every: 'Every 10.0s: ', command: 'kubectl get ns -o name' });
    executeCommand(bench.sim, { do: 'interrupt' });
    expect(bench.result(id)).toMatchObject({ ok: true, exit: 0 });
    // Into a pipe goes what the command prints, nothing else.
    expect(bench.text('watch -t echo a | head -2')).toBe('a\na\n');
    expect(bench.text('watch -n x date')).toBe("E watch: failed to parse argument: 'x': Invalid argument\nexit 1\n");
  });
});
