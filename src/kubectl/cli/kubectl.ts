import { byText } from '../../base/order.ts';
import type { Command, CommandGroup } from './command.ts';
import { COMMANDS, UNOFFERED } from './commands.ts';
import { goDurationUs, readFlags, REFUSED } from './flags.ts';
import { Failure, failure, type Run } from './run.ts';
import { own } from './step.ts';

/** `kubectl …`: finds the command, reads its flags, and runs it. */
export function kubectl(run: Run): void {
  const [first, ...rest] = withoutLeadingFlags(run.argv);
  if (first === undefined) return run.out(USAGE);
  const unoffered = UNOFFERED.includes(first);
  if (unoffered) throw failure(`kubectl ${first} is not offered here yet`);
  const found = own(COMMANDS, first);
  if (!found) throw unknownCommand(first);
  runCommand(run, found, { path: first, argv: rest });
}

/** Global flags may stand before the command: `kubectl -n x get pods`. */
function withoutLeadingFlags(argv: readonly string[]): readonly string[] {
  let at = 0;
  for (; at < argv.length; at++) {
    const word = argv[at]!;
    if (!word.startsWith('-') || word === '-') break;
    if (/^(-n|-s|-v|--namespace|--context|--server|--kubeconfig|--request-timeout|--v)$/.test(word)) at++;
  }
  const flags = argv.slice(0, at);
  const command = argv[at];
  return command === undefined ? (flags.some((flag) => !/^(-h|--help)$/.test(flag)) ? [] : []) : [command, ...flags, ...argv.slice(at + 1)];
}

interface Asked {
  readonly path: string;
  readonly argv: readonly string[];
}

function runCommand(run: Run, found: Command | CommandGroup, { path, argv }: Asked): void {
  if ('commands' in found) return runGroup(run, found, { path, argv });
  run.failsWith = found.failsWith ?? 1;
  const flags = readFlags(argv, found.flags, `kubectl ${path}`, found.flagHint);
  if (flags.on('help')) throw failure(`help of kubectl ${path} is not offered here yet; kubectl explain tells of the fields of objects`);
  const refused = REFUSED.find((name) => flags.has(name) && !Object.hasOwn(found.flags, name));
  if (refused !== undefined) throw failure(`--${refused} is not offered here: this terminal reaches its own cluster only, as its administrator`);
  const context = flags.text('context');
  if (context !== undefined && context !== 'cutaway') throw failure(`context ${JSON.stringify(context)} does not exist`);
  const missing = (found.required ?? []).filter((name) => !flags.has(name));
  if (missing.length > 0) throw failure(`required flag(s) ${missing.map((name) => `"${name}"`).join(', ')} not set`);
  run.rest.verbosity = flags.number('v') ?? 0;
  run.requestTimeoutUs = requestTimeout(flags.text('request-timeout') ?? '0');
  found.run(run, flags, flags.text('namespace') ?? run.session.namespace);
}

/** clientcmd.ParseTimeout */
function requestTimeout(text: string): number {
  const us = /^[+-]?\d+$/.test(text) ? Number(text) * 1_000_000 : goDurationUs(text);
  if (us === undefined)
    throw failure(
      'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
    );
  return us;
}

function runGroup(run: Run, { commands, aliases = {} }: CommandGroup, { path, argv }: Asked): void {
  const at = argv.findIndex((word) => !word.startsWith('-'));
  const given = at < 0 ? undefined : argv[at];
  const name = given === undefined ? undefined : (own(aliases, given) ?? given);
  const found = name === undefined ? undefined : own(commands, name);
  if (found && name !== undefined) return runCommand(run, found, { path: `${path} ${name}`, argv: [...argv.slice(0, at), ...argv.slice(at + 1)] });
  // Groups that do something themselves (`create -f`).
  const self = own(commands, '');
  if (self) return runCommand(run, self, { path, argv });
  if (name === undefined) {
    run.out(
      `Available Commands:\n${Object.keys(commands)
        .sort(byText)
        .map((one) => `  ${one}\n`)
        .join('')}\nUsage:\n  kubectl ${path} SUBCOMMAND [options]\n`,
    );
    return run.end(1);
  }
  throw failure(`unknown command ${JSON.stringify(name)}\nSee 'kubectl ${path} -h' for help and examples`);
}

/** cobra's words, with the commands that are near. */
function unknownCommand(name: string): Failure {
  const near = [...Object.keys(COMMANDS), ...UNOFFERED]
    .sort(byText)
    .filter((known) => distance(name.toLowerCase(), known) <= 2 || known.startsWith(name.toLowerCase()));
  const hint = near.length === 0 ? '' : `\n\nDid you mean this?\n${near.map((one) => `\t${one}`).join('\n')}`;
  return failure(`unknown command ${JSON.stringify(name)} for "kubectl"${hint}`);
}

/** Levenshtein. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

const USAGE = `kubectl controls the Kubernetes cluster manager.

 Find more information at: https://kubernetes.io/docs/reference/kubectl/

Commands that are offered here:
${wrapped(Object.keys(COMMANDS).sort(byText))}
`;

function wrapped(names: readonly string[]): string {
  return names.map((name) => `  ${name}`).join('\n');
}
