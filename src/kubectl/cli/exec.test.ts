import { describe, expect, it } from 'vitest';
import { TerminalBench } from '../../engine/terminal.testing.ts';
import { CommandError, executeCommand } from '../../engine/person.ts';

const BOX = `apiVersion: v1
kind: Pod
metadata: {name: box}
spec:
  containers:
  - {name: box, image: busybox, command: [sleep, "10000"]}
---
apiVersion: v1
kind: Pod
metadata: {name: tty}
spec: {containers: [{name: sh, image: busybox, stdin: true, tty: true}]}
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
  it('is a bash that names no line of what it does not find, and ends as its last command', () => {
    const it = new TerminalBench(['apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: nginx}]}\n']);
    it.pass(30);
    const id = it.type('kubectl exec -it web -- bash');
    it.pass(1);
    for (const key of 'nocmd\rexit\r') executeCommand(it.sim, { do: 'input', text: key });
    it.pass(1);
    expect(textOf(it, id)).toContain('bash: nocmd: command not found');
    expect(it.result(id)).toMatchObject({ exit: 127 });
  });

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

const NOTICE =
  "E All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nE If you don't see a command prompt, try pressing enter.\n";

describe('who leaves a command that runs', () => {
  it('leaves it running, but for what sat at a terminal', () => {
    const it = bench();
    it.type('kubectl exec box -- sh -c "sleep 5; echo done > /tmp/left"');
    it.pass(1);
    executeCommand(it.sim, { do: 'interrupt' });
    it.type('kubectl exec -it box -- sh -c "sleep 5; echo done > /tmp/hung-up"');
    it.pass(1);
    executeCommand(it.sim, { do: 'interrupt' });
    it.pass(10);
    expect(it.text('kubectl exec box -- ls /tmp')).toBe('left\n');
  });
});

describe('kubectl attach', () => {
  it('types into the main process, and hears what it writes from then on', () => {
    const it = bench();
    const id = it.type('kubectl attach -it tty');
    it.pass(1);
    expect(it.result(id)).toMatchObject({ open: true, wants: { is: 'stdin', tty: true } });
    executeCommand(it.sim, { do: 'input', text: 'hostname\r' });
    expect(textOf(it, id)).toContain('try pressing enter.\nhostname\r\ntty\r\n/ # ');
    executeCommand(it.sim, { do: 'input', text: 'exit\r' });
    it.pass(1);
    expect(it.result(id)).toMatchObject({ exit: 0 });
    expect(textOf(it, id)).toMatch(/Session ended, resume using 'kubectl attach tty -c sh -i -t' command when the pod is running$/);
    it.pass(20);
    expect(it.text('kubectl logs tty --previous')).toBe('/ # hostname\r\ntty\r\n/ # exit\r\n');
  });

  it('says what is wrong', () => {
    const it = bench();
    expect(it.text('kubectl attach')).toBe('E error: at least 1 argument is required for attach\nexit 1\n');
    expect(it.text('kubectl attach a b c')).toBe('E error: expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw 3: [a b c]\nexit 1\n');
    expect(it.text('kubectl attach nope')).toBe('E Error from server (NotFound): pods "nope" not found\nexit 1\n');
    expect(it.text('kubectl attach box -c nope')).toBe('E error: cannot attach to the container: container nope not found in pod box\nexit 1\n');
    const id = it.type('kubectl attach -it box');
    it.pass(1);
    expect(textOf(it, id)).toMatch(/^error: Unable to use a TTY - container box did not allocate one\n/);
    executeCommand(it.sim, { do: 'interrupt' });
    expect(it.result(id)).toMatchObject({ exit: 130 });
  });
});

describe('kubectl run', () => {
  it('-it --rm: a pod for as long as one types into it', () => {
    const it = bench();
    const id = it.type('kubectl run one -it --rm --restart=Never --image=busybox');
    it.pass(10);
    expect(it.result(id)).toMatchObject({ open: true, wants: { is: 'stdin', tty: true } });
    executeCommand(it.sim, { do: 'input', text: 'exit 3\r' });
    it.pass(10);
    expect(it.result(id)).toMatchObject({ exit: 3 });
    expect(textOf(it, id)).toMatch(/exit 3\r\npod "one" deleted from default namespace\npod default\/one terminated \(Error\)$/);
  });

  it('-i: what is piped in, and what came of it', () => {
    const it = bench();
    expect(it.text("echo 'sleep 3; echo $((6*7))' | kubectl run two -i --rm --restart=Never --image=busybox -- sh")).toBe(
      `${NOTICE}42\npod "two" deleted from default namespace\n`,
    );
    expect(it.text('kubectl run three -q --attach --restart=Never --image=busybox -- sh -c "echo x; exit 4"')).toMatch(
      /^x\nE pod default\/three terminated \(Error\)\nexit 4\n$/,
    );
    expect(it.text('kubectl get pod three -o jsonpath="{.spec.containers[0].stdin}{.spec.containers[0].stdinOnce}"')).toBe('');
  });

  it('says what does not go together, and takes overrides', () => {
    const it = bench();
    const tail = "\nE See 'kubectl run -h' for help and examples\nexit 1\n";
    expect(it.text('kubectl run a --image=busybox -t')).toBe(`E error: -i/--stdin is required for containers with -t/--tty=true${tail}`);
    expect(it.text('kubectl run a --image=busybox --rm')).toBe(`E error: --rm should only be used for attached containers${tail}`);
    expect(it.text('kubectl run a --image=busybox -i --dry-run=client')).toBe(
      `E error: --dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)${tail}`,
    );
    expect(
      it.text(
        `kubectl run a --image=busybox --dry-run=client -o jsonpath='{.spec.nodeName}{.spec.containers[0].name}' --overrides='{"spec":{"nodeName":"x"}}'`,
      ),
    ).toBe('xa');
    expect(it.text(`kubectl run a --image=busybox --overrides='{bad'`)).toBe('E error: Invalid JSON Patch\nexit 1\n');
  });
});

describe('kubectl cp', () => {
  it('copies files both ways, and folders', () => {
    const it = bench();
    const lines = [
      'echo hello > a.txt; echo x > d/one; echo y > d/deep/two',
      'kubectl cp a.txt box:/tmp/b.txt; kubectl cp a.txt default/box:/tmp; kubectl cp d box:/tmp/dd -c box',
      'kubectl exec box -- find /tmp',
      'kubectl cp box:/tmp/dd back; kubectl cp box:/tmp/b.txt c.txt; cat back/one back/deep/two c.txt',
    ];
    expect(lines.map((line) => it.text(line))).toEqual([
      '',
      '',
      '/tmp\n/tmp/a.txt\n/tmp/b.txt\n/tmp/dd\n/tmp/dd/deep\n/tmp/dd/deep/two\n/tmp/dd/one\n',
      "tar: removing leading '/' from member names\ntar: removing leading '/' from member names\nx\ny\nhello\n",
    ]);
  });

  it.each([
    ['kubectl cp', 'source and destination are required'],
    ['kubectl cp a b', 'one of src or dest must be a remote file specification'],
    ['kubectl cp box:/a tty:/b', 'one of src or dest must be a local file specification'],
    ['kubectl cp nope box:/tmp', "nope doesn't exist in local filesystem"],
    ['kubectl cp a box:', 'filepath can not be empty'],
    ['kubectl cp a :/tmp/x', 'filespec must match the canonical format: [[namespace/]pod:]file/path'],
    ['kubectl cp a x/y/z:/tmp/x', 'filespec must match the canonical format: [[namespace/]pod:]file/path'],
  ])('%s: %s', (line, message) => expect(bench().text(line)).toBe(`E error: ${message}\nexit 1\n`));
});
