import type { Command, CommandGroup } from './command.ts';
import { CONTEXT } from './config.ts';
import { COMMANDS, UNOFFERED } from './commands.ts';
import { distance } from './distance.ts';
import { goDurationUs, readFlags, REFUSED } from './flags.ts';
import { commandHelpText, globalOptions, groupHelpText, rootHelp } from './help/help.ts';
import { Failure, failure, type Run } from './run.ts';
import { own } from './step.ts';

/** `kubectl …`: finds the command, reads its flags, and runs it. */
export function kubectl(run: Run): void {
  const [first, ...rest] = withoutLeadingFlags(run.argv);
  if (first === undefined) return run.out(rootHelp(COMMANDS, UNOFFERED));
  const why = own(UNOFFERED, first);
  if (why !== undefined) throw unoffered(first, why);
  if (first === 'help') return help(run, rest);
  if (first === 'options') return run.out(globalOptions());
  const found = own(COMMANDS, first);
  if (!found) throw unknownCommand(first);
  runCommand(run, found, { path: first, argv: rest });
}

const unoffered = (name: string, why: string): Failure => failure(`kubectl ${name} is ${why}`, `kubectl.${name as keyof typeof UNOFFERED}`);

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
  for (const why of flags.deprecations()) run.err(`${why}\n`);
  if (flags.on('help')) return run.out(commandHelpText(path, found));
  const refused = REFUSED.find((name) => flags.has(name) && !Object.hasOwn(found.flags, name));
  if (refused !== undefined)
    throw failure(`--${refused} is not offered here: this terminal reaches its own cluster only, as its administrator`, 'ownCluster', { what: `--${refused}` });
  const context = flags.text('context');
  if (context !== undefined && context !== CONTEXT)
    throw new Failure([{ is: 'bare', message: `Error in configuration: context was not found for specified context: ${context}` }]);
  const missing = (found.required ?? []).filter((name) => !flags.has(name));
  if (missing.length > 0) throw failure(`required flag(s) ${missing.map((name) => `"${name}"`).join(', ')} not set`);
  // Each process tells anew what it tells once.
  run.rest.said = [];
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

function runGroup(run: Run, group: CommandGroup, { path, argv }: Asked): void {
  const { commands, aliases = {} } = group;
  const at = argv.findIndex((word) => !word.startsWith('-'));
  const given = at < 0 ? undefined : argv[at];
  const name = given === undefined ? undefined : (own(aliases, given) ?? given);
  const found = name === undefined ? undefined : own(commands, name);
  if (found && name !== undefined) return runCommand(run, found, { path: `${path} ${name}`, argv: [...argv.slice(0, at), ...argv.slice(at + 1)] });
  const why = name === undefined ? undefined : own(group.unoffered ?? {}, name);
  if (why !== undefined) throw failure(`kubectl ${path} ${name} is ${why}`, 'kubectl.config', { what: `${path} ${name}` });
  // Groups that do something themselves (`create -f`).
  const self = own(commands, '');
  const asksHelp = argv.some((word) => word === '-h' || word === '--help');
  if (asksHelp && (name === undefined || !self)) return run.out(groupHelpText(path, group));
  if (self) return runCommand(run, self, { path, argv });
  if (name === undefined) {
    run.out(groupHelpText(path, group));
    return run.end(1);
  }
  throw failure(`unknown command ${JSON.stringify(name)}\nSee 'kubectl ${path} -h' for help and examples`);
}

/** `kubectl help rollout status`: of the last command that there is. */
function help(run: Run, words: readonly string[]): void {
  let path = '';
  let node: Command | CommandGroup = { commands: COMMANDS };
  for (const word of words.filter((one) => !one.startsWith('-'))) {
    if (!('commands' in node)) break;
    const name: string = own(node.aliases ?? {}, word) ?? word;
    const below: Command | CommandGroup | undefined = own(node.commands, name);
    const why = path === '' ? own(UNOFFERED, name) : undefined;
    if (why !== undefined) throw unoffered(name, why);
    if (!below && path === '') {
      run.err(`Unknown help topic [\`${word}\`]\n\n${rootHelp(COMMANDS, UNOFFERED)}`);
      return;
    }
    if (!below) break;
    node = below;
    path = `${path} ${name}`.trim();
  }
  if (path === '') run.out(rootHelp(COMMANDS, UNOFFERED));
  else run.out('commands' in node ? groupHelpText(path, node) : commandHelpText(path, node));
}

/** The commands in the order of kubectl pkg/cmd/cmd.go; `help` is never meant. */
const IN_ORDER: readonly string[] = [
  ...['create', 'expose', 'run', 'set', 'explain', 'get', 'edit', 'delete', 'rollout', 'scale', 'autoscale'],
  ...['certificate', 'cluster-info', 'top', 'cordon', 'uncordon', 'drain', 'taint'],
  ...['describe', 'logs', 'attach', 'exec', 'port-forward', 'proxy', 'cp', 'auth', 'debug', 'events'],
  ...['diff', 'apply', 'patch', 'replace', 'wait', 'kustomize', 'label', 'annotate', 'completion'],
  ...['alpha', 'config', 'plugin', 'version', 'api-versions', 'api-resources', 'options'],
];

/** cobra's words, with the commands that are near. */
function unknownCommand(name: string): Failure {
  const near = IN_ORDER.filter((known) => distance(name.toLowerCase(), known) <= 2 || known.startsWith(name.toLowerCase()));
  const hint = near.length === 0 ? '' : `\n\nDid you mean this?\n${near.map((one) => `\t${one}`).join('\n')}`;
  return failure(`unknown command ${JSON.stringify(name)} for "kubectl"${hint}`);
}
