import { SortedMap } from '../../../base/sorted-map.ts';
import type { Image } from '../catalog.ts';
import { resolvePath } from '../files.ts';
import { startServer } from '../servers/server.ts';
import { clientOf } from './commands/client-commands.ts';
import { parseScript } from './parse.ts';
import type { CommandCode, Process, ShellCode } from './process.ts';
import { exportedVars, type Run, spawn, write } from './run.ts';
import { ShellSyntaxError } from './words.ts';

/** What a command name stands for in a container. */
export type Found =
  | { readonly as: 'shell' }
  | { readonly as: 'command'; readonly name: string }
  | { readonly as: 'script'; readonly text: string }
  | { readonly as: 'server'; readonly app: string };

const BUSYBOX_LACKS = new Set([
  'curl',
  'bash',
  'dash',
  'dig',
  'host',
  'getent',
  'stress',
  'stress-ng',
  'tini',
  'dumb-init',
  'apt-get',
  'apt',
  'apk',
  'python',
  'python3',
  'perl',
]);
const DEBIAN_LACKS = new Set([
  'busybox',
  'ash',
  'wget',
  'curl',
  'nslookup',
  'nc',
  'ping',
  'dig',
  'host',
  'stress',
  'stress-ng',
  'ps',
  'free',
  'apk',
  'usleep',
  'tini',
  'dumb-init',
  'perl',
  'python',
  'python3',
]);
const EXTRA: readonly (readonly [RegExp, string])[] = [
  [/\/nginx:|\/httpd:|\/php:|gb-frontend|\/node:|\/python:|buildpack|\/redis-follower|jenkins|ruby|golang/, 'curl'],
  [/\/node:|\/python:|\/perl:|\/golang:|\/ruby:|\/postgres:|\/nginx:/, 'perl'],
  [/\/node:|\/python:/, 'python3'],
  [/\/alpine:/, 'apk'],
  [/\/ubuntu:|\/debian:/, 'apt-get'],
  [/curlimages|alpine\/curl|netshoot|multitool|busyboxplus|busybox-curl|agnhost/, 'curl'],
  [/netshoot|multitool|dnsutils|agnhost/, 'dig host nslookup ping nc bash ps wget'],
  [/stress/, 'stress stress-ng bash'],
  [/jenkins|grafana/, 'bash'],
  [/\/node:|\/python:/, 'wget ps git'],
];

/** Images of Red Hat's kin have the libraries of ncurses without its programs. */
const LACKS_NCURSES = /\/(?:fedora|rockylinux|almalinux|amazonlinux|oraclelinux|mysql|mysql-server|minio):/;

/** Which commands an image brings along, as far as it matters whether one is missing. */
function brings(image: Image, name: string): boolean {
  if (image.shell === undefined) return false;
  const programs = clientOf(name);
  if (programs) return !image.known || programs.includes(image.program);
  if (EXTRA.some(([images, names]) => images.test(image.name) && names.split(' ').includes(name))) return true;
  if (!image.known) return true;
  if (image.shell === 'busybox') return !BUSYBOX_LACKS.has(name) && !(name === 'apk');
  if (image.name.includes('alpine')) return !BUSYBOX_LACKS.has(name) || name === 'apk';
  if (name === 'apt-get' || name === 'apt') return true;
  if (name === 'clear') return !LACKS_NCURSES.test(image.name);
  if (name === 'bash') return image.shell === 'bash' || image.shell === 'dash';
  return !DEBIAN_LACKS.has(name);
}

const SHELLS = new Set(['sh', 'bash', 'ash', 'dash']);
const BIN = /^\/(?:usr\/(?:local\/)?)?s?bin\//;

/** Finds what `argv[0]` starts, by the rules of execvp: a path, or a name in PATH. */
export function lookup(run: Pick<Run, 'context' | 'world' | 'installed' | 'commands'>, p: Pick<Process, 'cwd'>, argv: readonly string[]): Found | undefined {
  const { image } = run.context;
  const path = argv[0] ?? '';
  const name = path.slice(path.lastIndexOf('/') + 1);
  const inBin = !path.includes('/') || BIN.test(path);
  if (path.includes('/')) {
    const text = run.world.files.read(resolvePath(p.cwd, path));
    if (text !== undefined && !(inBin && text === '')) return { as: 'script', text };
  }
  if (image.binaries.includes(name) && image.program !== 'shell') return { as: 'server', app: image.program };
  const language = languageServer(image, name, argv);
  if (language) return { as: 'server', app: language };
  if (!inBin) return undefined;
  if (SHELLS.has(name)) return brings(image, name) || run.installed.has(name) ? { as: 'shell' } : undefined;
  if (name === 'httpd' && image.shell === 'busybox') return { as: 'server', app: 'busybox-httpd' };
  if (!Object.hasOwn(run.commands, name)) return undefined;
  return brings(image, name) || run.installed.has(name) ? { as: 'command', name } : undefined;
}

/** Programs in the languages of images that are made for them. Simplified: whatever a `node`, `python` or `java` program is, it is a plain server. */
function languageServer(image: Image, name: string, argv: readonly string[]): string | undefined {
  const of = (language: string): boolean => !image.known || image.name.includes(`/${language}:`) || (language === 'python' && image.name.includes('python'));
  if (/^python[\d.]*$/.test(name) && of('python')) {
    if (argv.includes('http.server') || argv.includes('SimpleHTTPServer')) return 'python-http';
    return argv.some((arg) => /\.py$/.test(arg)) || argv.includes('-m') ? 'python' : undefined;
  }
  if (/^(?:node|npm|yarn|npx)$/.test(name) && of('node') && argv.length > 1 && argv[1] !== '-e') return 'node';
  if (name === 'java' && argv.length > 1 && !argv.includes('-version')) return 'java';
  if (/^(?:flask|gunicorn|uvicorn)$/.test(name)) return 'python';
  return undefined;
}

/** An interactive bash names no line. */
interface Asking {
  readonly name: string;
  readonly reads?: { readonly interactive: boolean } | undefined;
}

export function notFound(run: Run, { name: shellName, reads }: Asking, name: string): string {
  // Who starts bash has bash, whatever sh is.
  const shell = /(?:^|\/)-?bash$/.test(shellName) ? 'bash' : run.context.image.shell;
  if (name.includes('/')) return shell === 'bash' ? `${shellName}: ${name}: No such file or directory\n` : `${shellName}: ${name}: not found\n`;
  if (shell === 'bash') return `${shellName}: ${reads?.interactive ? '' : 'line 1: '}${name}: command not found\n`;
  return shell === 'dash' ? `${shellName}: 1: ${name}: not found\n` : `${shellName}: ${name}: not found\n`;
}

/** Starts what was found as a child; undefined when the container is full of processes. */
export function launch(run: Run, parent: Process, what: { argv: readonly string[]; found: Found; vars: Process['vars'] }): Process | undefined {
  const { argv, found, vars } = what;
  const draft = { ppid: parent.pid, title: argv.join(' '), fds: parent.fds, vars: exportedVars(vars), cwd: parent.cwd };
  const child = spawn(run, { ...draft, code: { c: 'command', argv, memory: undefined } satisfies CommandCode });
  if (!child) {
    write(run, parent, 2, "sh: can't fork: Resource temporarily unavailable\n");
    return undefined;
  }
  become(run, child, argv, found);
  return child;
}

/** Replaces what a process runs (execve). */
export function become(run: Run, p: Process, argv: readonly string[], found: Found): void {
  p.title = argv.join(' ');
  switch (found.as) {
    case 'command':
      p.code = { c: 'command', argv: [found.name, ...argv.slice(1)], memory: undefined };
      return;
    case 'script':
      p.code = shellCode(run, p, { name: argv[0]!, script: found.text, args: argv.slice(1) });
      return;
    case 'shell':
      p.code = shellFrom(run, p, argv);
      return;
    case 'server': {
      const started = startServer(run.context, argv, run.now, run.world, found.app);
      run.effects.push(...started.effects.filter((effect) => effect.do === 'log'));
      if (started.state.kind === 'server') p.code = { c: 'server', server: started.state };
      return;
    }
  }
}

/** `sh`, `sh -c script name args…`, `sh file args…`, `sh -s`. */
function shellFrom(run: Run, p: Process, argv: readonly string[]): ShellCode {
  const base = argv[0]!.slice(argv[0]!.lastIndexOf('/') + 1);
  let at = 1;
  let flags = '';
  while (at < argv.length && /^[-+][a-zA-Z]/.test(argv[at]!) && argv[at] !== '--') {
    if (argv[at] === '-o' || argv[at] === '+o') at++;
    else flags += argv[at]!.slice(1);
    at++;
  }
  if (argv[at] === '--') at++;
  const set = { errexit: /^[^c]*e/.test(flags) || flags.includes('e'), xtrace: flags.includes('x'), nounset: flags.includes('u') };
  if (flags.includes('c')) return shellCode(run, p, { name: argv[at + 1] ?? base, script: argv[at] ?? '', args: argv.slice(at + 2), ...set });
  const file = argv[at];
  if (file === undefined || flags.includes('s')) return fromStdin(run, p, { name: base, flags });
  const script = run.world.files.read(resolvePath(p.cwd, file));
  if (script === undefined) {
    write(
      run,
      p,
      2,
      run.context.image.shell === 'bash' ? `${base}: ${file}: No such file or directory\n` : `${base}: can't open '${file}': No such file or directory\n`,
    );
    return shellCode(run, p, { name: base, script: `exit ${run.context.image.shell === 'busybox' ? 2 : 127}`, args: [] });
  }
  return shellCode(run, p, { name: file, script, args: argv.slice(at + 1), ...set });
}

/** A shell without script reads commands from its standard input; at a tty, or told so (`-i`), it asks for them. */
function fromStdin(run: Run, p: Process, { name, flags }: { readonly name: string; readonly flags: string }): ShellCode {
  const interactive = flags.includes('i') || (p.fds[0].fd === 'stdin' && run.stdin?.tty !== undefined);
  return { ...shellCode(run, p, { name, script: '', args: [] }), todo: undefined, reads: { interactive, partial: '', prompted: false } };
}

interface ShellStart {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly errexit?: boolean;
  readonly xtrace?: boolean;
  readonly nounset?: boolean;
}

function shellCode(run: Run, p: Process, { name, script, args, errexit, xtrace, nounset }: ShellStart): ShellCode {
  const code: ShellCode = {
    c: 'shell',
    name,
    todo: undefined,
    status: 0,
    stack: undefined,
    args,
    functions: SortedMap.empty(),
    traps: SortedMap.empty(),
    pending: [],
    errexit: errexit ?? false,
    xtrace: xtrace ?? false,
    nounset: nounset ?? false,
    lastBackground: 0,
    reads: undefined,
  };
  try {
    code.todo = parseScript(script);
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    write(run, p, 2, `${name}: syntax error: ${error.message}\n`);
    code.todo = parseScript('exit 2');
  }
  return code;
}
