import type { KubeObject } from '../../kinds/object.ts';
import { plainError } from '../errors.ts';
import type { Command, CommandGroup } from './command.ts';
import { bool, type Flags, type FlagTable, short, text } from './flags.ts';
import { commandHelpText } from './help/help.ts';
import { kyamlText } from './kyaml-text.ts';
import { OUTPUT } from './output-flags.ts';
import { printerOf } from './printing.ts';
import { SERVER } from '../../wire/by-hand.ts';
import { Failure, failure, type Run } from './run.ts';
import { tabulate } from './tabwriter.ts';
import { yamlText } from './yaml-text.ts';

/** kubectl config (pkg/cmd/config). The terminal has one context, with one cluster and one user; only its namespace can be changed. */
export const CONTEXT = 'cutaway';
const USER = 'kubernetes-admin';

const simple = (flags: FlagTable, run: Command['run']): Command => ({ flags, run });

/** In the order of Go's fields. */
const configOf = (namespace: string): object => ({
  kind: 'Config',
  apiVersion: 'v1',
  clusters: [{ name: CONTEXT, cluster: { server: SERVER, 'insecure-skip-tls-verify': true } }],
  users: [{ name: USER, user: {} }],
  contexts: [{ name: CONTEXT, context: { cluster: CONTEXT, user: USER, namespace } }],
  'current-context': CONTEXT,
});

function view(run: Run, flags: Flags): void {
  if (flags.words.length > 0) throw failure(`unexpected arguments: [${flags.words.join(' ')}]\nSee 'kubectl config view -h' for help and examples`);
  const config = configOf(run.session.namespace);
  const output = flags.text('output') ?? (flags.has('template') ? 'go-template' : 'yaml');
  if (output === 'json') return run.out(`${JSON.stringify(config, null, 4)}\n`);
  if (output === 'yaml') return run.out(yamlText(config));
  if (output === 'kyaml') return run.out(kyamlText(config, 'as given'));
  printerOf(run, flags)?.(config as unknown as KubeObject, run);
}

function getContexts(run: Run, flags: Flags): void {
  const output = flags.text('output') ?? '';
  if (output !== '' && output !== 'name')
    throw failure(`--output ${output} is not available in kubectl config get-contexts; resetting to default output format`);
  const missing = flags.words.filter((word) => word !== CONTEXT);
  const isShown = flags.words.length === 0 || flags.words.includes(CONTEXT);
  const named = output === 'name';
  const head = named || flags.on('no-headers') ? [] : [['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE']];
  const row = named ? [CONTEXT] : ['*', CONTEXT, CONTEXT, USER, run.session.namespace];
  for (const line of tabulate([...head, ...(isShown ? [row] : [])]).lines) run.say(line);
  if (missing.length > 0) throw new Failure(missing.map((one) => plainError(`context ${one} not found`)));
}

/** Upstream prints the help first (helpErrorf). */
function wrongWords(run: Run, flags: Flags, command: string): Error {
  run.out(commandHelpText(`config ${command}`, config.commands[command] as Command));
  return failure(`Unexpected args: [${flags.words.join(' ')}]`);
}

function useContext(run: Run, flags: Flags): void {
  const [name] = flags.words;
  if (name === undefined || flags.words.length > 1) throw wrongWords(run, flags, 'use-context');
  if (name !== CONTEXT) throw failure(`no context exists with the name: ${JSON.stringify(name)}`);
  run.say(`Switched to context "${CONTEXT}".`);
}

function setContext(run: Run, flags: Flags): void {
  const [name] = flags.words;
  if (flags.words.length > 1) throw wrongWords(run, flags, 'set-context');
  if (name === undefined && !flags.on('current')) throw failure('you must specify a non-empty context name or --current');
  if (name !== undefined && name !== CONTEXT) throw failure('another context is not offered here: this terminal reaches its own cluster only', 'context');
  if (flags.has('cluster') || flags.has('user'))
    throw failure('another cluster or user is not offered here: this terminal reaches its own cluster only', 'user');
  const namespace = flags.text('namespace');
  if (namespace !== undefined) run.session = { ...run.session, namespace: namespace === '' ? 'default' : namespace };
  run.say(`Context "${CONTEXT}" modified.`);
}

const STAYS =
  'not offered here: this terminal has one context, with one cluster and one user; kubectl config set-context --current --namespace=NAME sets its namespace';

export const config: CommandGroup = {
  commands: {
    'current-context': simple({}, (run) => run.say(CONTEXT)),
    'get-clusters': simple({}, (run) => run.out(`NAME\n${CONTEXT}\n`)),
    'get-contexts': simple({ output: short('o', text), 'no-headers': bool }, getContexts),
    'get-users': simple({}, (run) => run.out(`NAME\n${USER}\n`)),
    'set-context': simple({ cluster: text, current: bool, namespace: short('n', text), user: text }, setContext),
    'use-context': simple({}, useContext),
    view: simple({ ...OUTPUT, minify: bool, flatten: bool, raw: bool, merge: bool }, view),
  },
  aliases: { use: 'use-context' },
  unoffered: {
    'delete-cluster': STAYS,
    'delete-context': STAYS,
    'delete-user': STAYS,
    'rename-context': STAYS,
    set: STAYS,
    'set-cluster': STAYS,
    'set-credentials': STAYS,
    unset: STAYS,
  },
};
