import { describe, expect, it } from 'vitest';
import { ms, seconds, type SimTime } from '../../../base/time.ts';
import { advanceExec, type ExecStep, type ExecStreams, startExec } from '../exec.ts';
import { contextFor, rehearse, type RehearsalOptions } from '../rehearsal.ts';
import type { ProgramInput } from '../program.ts';

/** A command in front of which somebody sits. */
class Session {
  private step: ExecStep;
  private now = 0;
  private readonly world;
  out = '';

  constructor(command: readonly string[], { tty = true, ...options }: RehearsalOptions & { readonly tty?: boolean } = {}) {
    this.world = rehearse(options).world;
    const streams: ExecStreams = { stdin: true, tty };
    this.step = startExec(contextFor(options), command, { now: 0 as SimTime, world: this.world, streams });
    this.wait(ms(10));
  }

  private give(input: ProgramInput): void {
    this.step = advanceExec(this.step.state, this.now as SimTime, input, this.world);
    for (const { stream, text } of this.step.output) this.out += stream === 'stderr' ? `<${text}>` : text;
  }

  wait(us: number): this {
    this.now += us;
    this.give({ on: 'wake' });
    return this;
  }

  /** Types, and gives what was shown since. */
  type(text: string): string {
    this.out = '';
    this.give({ on: 'input', text });
    return this.out;
  }

  end(): string {
    this.out = '';
    this.give({ on: 'input-end' });
    return this.out;
  }

  get exitCode(): number | undefined {
    return this.step.state.exitCode;
  }

  get state(): unknown {
    return this.step.state;
  }
}

describe('clear', () => {
  const shown = (image: string, options: { readonly tty?: boolean } = {}): string => new Session(['clear'], { image, ...options }).out;

  it("writes what each image's own writes", () => {
    expect(shown('busybox')).toBe('\u001b[H\u001b[J');
    expect(shown('nginx:1.28-alpine')).toBe('\u001b[H\u001b[J');
    expect(shown('debian:13')).toBe('\u001b[H\u001b[2J\u001b[3J');
    expect(shown('debian:13', { tty: false })).toBe('<TERM environment variable not set.\n>');
    expect(new Session(['sh', '-c', 'clear'], { image: 'fedora' }).out).toContain('command not found');
  });

  it('empties the screen of who types it', () => {
    const shell = new Session(['sh'], { image: 'busybox' });
    expect(shell.type('clear\r')).toMatch(/^clear\r\n\u001b\[H\u001b\[J\/ # $/);
  });
});

describe('a shell that reads a script', () => {
  it('does command after command, without prompt or echo, and ends with the input', () => {
    const shell = new Session(['sh'], { tty: false });
    expect(shell.out).toBe('');
    expect(shell.type('echo one\nif true; then\n')).toBe('one\n');
    expect(shell.type('  echo two\nfi\nx=3')).toBe('two\n');
    expect(shell.type('4\necho $x >&2\nfalse\n')).toBe('<34\n>');
    expect(shell.exitCode).toBeUndefined();
    shell.end();
    expect(shell.exitCode).toBe(1);
  });

  it('leaves to its commands what it has not read', () => {
    const shell = new Session(['sh'], { tty: false });
    expect(shell.type('read a b\none two three\necho "$b"\ncat\nthe rest\n')).toBe('two three\nthe rest\n');
    expect(shell.end()).toBe('');
    expect(shell.exitCode).toBe(0);
  });

  it('reads here-documents, and ends at what it cannot parse', () => {
    const shell = new Session(['sh'], { tty: false });
    expect(shell.type('cat <<END\na\nb\n')).toBe('');
    expect(shell.type('END\n')).toBe('a\nb\n');
    expect(shell.type('echo )\n')).toMatch(/^<sh: syntax error: unexpected "\)"\n>$/);
    expect(shell.exitCode).toBe(2);
  });
});

describe('a person at a terminal', () => {
  it('is asked, sees what is typed, and leaves', () => {
    const shell = new Session(['sh']);
    expect(shell.out).toBe('/ # ');
    expect(shell.type('e')).toBe('e');
    expect(shell.type('cho hi')).toBe('cho hi');
    expect(shell.type('\r')).toBe('\r\nhi\r\n/ # ');
    expect(shell.type('cd /tmp; echo $TERM\r')).toBe('cd /tmp; echo $TERM\r\nxterm\r\n/tmp # ');
    expect(shell.type('for i in 1 2\r')).toBe('for i in 1 2\r\n> ');
    expect(shell.type('do echo $i; done\r')).toBe('do echo $i; done\r\n1\r\n2\r\n/tmp # ');
    expect(shell.type('nope; echo $?\r')).toBe('nope; echo $?\r\nsh: nope: not found\r\n127\r\n/tmp # ');
    expect(shell.type('echo ${\r')).toContain('> ');
    expect(shell.type('\u0003')).toBe('^C\r\n/tmp # ');
    shell.type('exit 7\r');
    expect(shell.exitCode).toBe(7);
  });

  it('edits the line, and finds the lines before', () => {
    const shell = new Session(['sh']);
    shell.type('echo one\recho two\r');
    expect(shell.type('\u001b[A\u001b[A')).toMatch(/echo one$/);
    expect(shell.type('\u007f\u007f\u007fsix\r')).toMatch(/\r\nsix\r\n\/ # $/);
    expect(shell.type('ho ok\u0001ec\u0005!\r')).toMatch(/\r\nok!\r\n\/ # $/);
    expect(shell.type('cat /etc/pass\t\u0015')).toContain('\b');
  });

  it('interrupts what runs, not the shell', () => {
    const shell = new Session(['sh']);
    shell.type('sleep 100; echo never\r');
    shell.wait(seconds(1));
    expect(shell.type('\u0003')).toBe('^C\r\n/ # ');
    expect(shell.type('echo $?\r')).toMatch(/\r\n130\r\n/);
    shell.type('cat\r');
    expect(shell.type('abc\r')).toBe('abc\r\nabc\r\n');
    expect(shell.type('\u0004')).toBe('/ # ');
    expect(shell.type('\u0004')).toBe('\r\n');
    expect(shell.exitCode).toBe(0);
  });

  it('ends a program that is no shell with Ctrl-C', () => {
    const program = new Session(['sleep', '100']);
    expect(program.type('\u0003')).toBe('^C');
    expect(program.exitCode).toBe(130);
  });

  it('has the prompt of the image', () => {
    expect(new Session(['bash'], { image: 'nginx:1.28' }).out).toBe('root@web-0:/# ');
    const dash = new Session(['sh'], { image: 'nginx:1.28' });
    expect(dash.out).toBe('# ');
    // dash edits nothing: the terminal shows the keys.
    expect(dash.type('\u001b[A\u0015')).toBe('^[[A\b \b\b \b\b \b\b \b');
    expect(dash.type('exit\r')).toBe('exit\r\n');
    const bash = new Session(['bash'], { image: 'nginx:1.28' });
    expect(bash.type('\u0004')).toBe('exit\r\n');
  });

  it('may type ahead, and before the program runs', () => {
    const read = new Session(['sh', '-c', 'read -r a; read -r b; echo "$a-$b"']);
    expect(read.type('one\rtwo\r')).toBe('one\r\ntwo\r\none-two\r\n');
    expect(read.exitCode).toBe(0);
    const shell = new Session(['sh']);
    shell.type('sleep 2\r');
    shell.type('echo later\r');
    shell.out = '';
    expect(shell.wait(seconds(3)).out).toContain('later\r\n/ # ');
  });
});

describe('what comes from outside is plain data', () => {
  it('survives being written down', () => {
    const shell = new Session(['sh']);
    shell.type('echo "a\r');
    expect(JSON.parse(JSON.stringify(shell.state))).toMatchObject({ machine: { stdin: { tty: { columns: 80 } } } });
  });
});
