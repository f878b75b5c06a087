import { describe, expect, it } from 'vitest';
import { TerminalBench } from '../../engine/terminal.testing.ts';
import { CommandError, executeCommand } from '../../engine/person.ts';

const BOX = `apiVersion: v1
kind: Pod
metadata: {name: box}
spec:
  containers:
  - {name: box, image: busybox, command: [sleep, "10000"]}
`;

const bench = (): TerminalBench => {
  const made = new TerminalBench([BOX]);
  made.pass(20);
  return made;
};
const textOf = (it: TerminalBench, id: number): string =>
  it
    .result(id)!
    .lines.map(({ text }) => text)
    .join('\n');

describe('kubectl exec -i', () => {
  it('gives the program what is piped in', () => {
    const it = bench();
    expect(it.text("echo 'echo from outside; exit 3' | kubectl exec -i box -- sh")).toBe('from outside\nE command terminated with exit code 3\nexit 3\n');
    expect(it.text('echo abc | kubectl exec -i box -- cat')).toBe('abc\n');
    expect(it.text('echo abc | kubectl exec -it box -- cat')).toBe('E Unable to use a TTY - input is not a terminal or the right kind of file\nabc\n');
    expect(it.text('kubectl exec box -- cat')).toBe('');
  });

  it('wants what is typed, line by line, until it ends', () => {
    const it = bench();
    const id = it.type('kubectl exec -i box -- cat');
    it.pass(1);
    expect(it.result(id)).toMatchObject({ open: true, wants: { is: 'stdin', tty: false } });
    executeCommand(it.sim, { do: 'input', text: 'one\n' });
    // What is typed is shown by the terminal here, what comes back by the program.
    expect(textOf(it, id)).toBe('one\none');
    executeCommand(it.sim, { do: 'input', text: '', end: true });
    expect(it.result(id)).toMatchObject({ exit: 0 });
    expect(it.result(id)!.wants).toBeUndefined();
    expect(() => executeCommand(it.sim, { do: 'input', text: 'x' })).toThrow(CommandError);
  });
});

describe('kubectl exec -it', () => {
  it('is a shell in the container, which echoes what is typed', () => {
    const it = bench();
    const id = it.type('kubectl exec -it box -- sh');
    it.pass(1);
    expect(it.result(id)).toMatchObject({ open: true, unfinished: true, wants: { is: 'stdin', tty: true } });
    expect(textOf(it, id)).toBe('/ # ');
    for (const key of 'hostname\r') executeCommand(it.sim, { do: 'input', text: key });
    expect(textOf(it, id)).toBe('/ # hostname\r\nbox\r\n/ # ');
    executeCommand(it.sim, { do: 'input', text: 'sleep 500\r' });
    it.pass(3);
    executeCommand(it.sim, { do: 'input', text: '\u0003' });
    executeCommand(it.sim, { do: 'input', text: 'exit 4\r' });
    expect(it.result(id)).toMatchObject({ exit: 4 });
    expect(textOf(it, id)).toMatch(/\^C\r\n\/ # exit 4\r\ncommand terminated with exit code 4$/);
  });
});
