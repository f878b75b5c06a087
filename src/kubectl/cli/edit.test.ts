import { describe, expect, it } from 'vitest';
import { TerminalBench } from '../../engine/terminal.testing.ts';
import { CommandError, executeCommand } from '../../engine/person.ts';

const MADE = `apiVersion: v1
kind: ConfigMap
metadata: {name: made}
data: {a: b}
`;

describe('kubectl edit', () => {
  it('waits for the text, also after going back to before it was saved', () => {
    const bench = new TerminalBench([MADE]);
    bench.pass(5);
    const id = bench.type('kubectl edit cm made && kubectl get cm made -o jsonpath={.data}');
    bench.pass(1);
    const { wants } = bench.result(id)!;
    if (wants?.is !== 'edit') throw new Error('nothing is edited');
    expect(wants.name).toMatch(/^\/tmp\/kubectl-edit-\d+\.yaml$/);
    expect(() => executeCommand(bench.sim, { do: 'kubectl', line: 'true' })).toThrow(CommandError);
    const here = bench.sim.checkpoint();
    const finish = (text: string | null): unknown => {
      executeCommand(bench.sim, { do: 'edited', text });
      bench.pass(2);
      return bench.result(id);
    };
    const saved = finish(wants.text.replace('a: b', 'a: c'));
    expect(saved).toMatchObject({ ok: true, exit: 0, lines: [{ text: 'configmap/made edited' }, { text: '{"a":"c"}' }] });
    expect(() => executeCommand(bench.sim, { do: 'edited', text: 'x' })).toThrow(CommandError);
    bench.sim.restore(here);
    expect(bench.result(id)!.wants).toEqual(wants);
    expect(finish(null)).toMatchObject({ lines: [{ text: 'Edit cancelled, no changes made.' }, { text: '{"a":"b"}' }] });
    bench.sim.restore(here);
    expect(finish(wants.text.replace('a: b', 'a: c'))).toEqual(saved);
  });

  it('is left by Ctrl-C', () => {
    const bench = new TerminalBench([MADE]);
    bench.pass(5);
    const id = bench.type('kubectl edit cm made');
    bench.pass(1);
    executeCommand(bench.sim, { do: 'interrupt' });
    expect(bench.result(id)).toMatchObject({ exit: 130 });
    expect(bench.result(id)!.wants).toBeUndefined();
  });

  it('keeps what could not be saved as a file', () => {
    const bench = new TerminalBench([MADE]);
    bench.pass(5);
    const id = bench.type('kubectl edit cm made');
    bench.pass(1);
    executeCommand(bench.sim, { do: 'edited', text: 'a: {' });
    executeCommand(bench.sim, { do: 'edited', text: null });
    expect(bench.result(id)).toMatchObject({ exit: 1 });
    expect(bench.text('ls | grep -c kubectl-edit')).toBe('1\n');
  });
});
