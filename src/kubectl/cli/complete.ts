import { byText } from '../../base/order.ts';
import { kindByAnyName } from '../../kinds/registry.ts';
import type { LineCompletion } from '../../wire/source.ts';
import { OFFERED } from './builtins.ts';
import type { Command, CommandGroup } from './command.ts';
import { COMMANDS } from './commands.ts';
import { type LineCursor, lineCursor } from './completion/cursor.ts';
import { offerExplained } from './completion/fields.ts';
import { type Candidate, type CompletionWorld, NOTHING, type Offer, offer } from './completion/offer.ts';
import { offerNames, offerObjects, offerPods, offerTypes } from './completion/objects.ts';
import { type FlagAsked, offerContainers, offerFiles, offerKeys, offerNodes, offerTaints, offerValues } from './completion/values.ts';
import { GLOBAL, type FlagKind, type FlagTable, REFUSED } from './flags.ts';
import { commandHelp, flagHelp } from './help/texts.ts';
import { own } from './step.ts';

/**
 * Completion as kubectl's own scripts have it (`kubectl __complete`), and more: fields, selectors, files and variables of the terminal. A pure function of the line
 * and what the cluster holds.
 */
export function completeLine(line: string, at: number, world: CompletionWorld): LineCompletion {
  const place = Math.max(0, Math.min(at, line.length));
  const cursor = lineCursor(line, place, world.session);
  if (!cursor) return { from: place, to: place, candidates: [], suffix: '' };
  if (cursor.variable !== undefined) {
    const names = Object.keys(world.session.variables).filter((name) => /^[A-Za-z_]/.test(name));
    const made = offer(
      cursor.variable,
      names.sort(byText).map((text) => ({ text, ...hintOf(world.session.variables[text]) })),
      '',
    );
    return { from: place - cursor.variable.length, to: place, candidates: made.candidates, suffix: made.suffix };
  }
  return placed(line, place, { cursor, made: offerAt(cursor, world) });
}

const hintOf = (text: string | undefined): { readonly hint?: string } => (text ? { hint: text } : {});

/** Where the word is quoted in another way than a candidate, the whole word gives way. */
function placed(line: string, at: number, { cursor, made }: { readonly cursor: LineCursor; readonly made: Offer }): LineCompletion {
  const { tail, candidates } = made;
  const closing = cursor.quote !== '' && made.suffix === ' ' ? `${cursor.quote} ` : made.suffix;
  const isPlain = line.slice(at - tail.length, at) === tail && at - tail.length >= cursor.from;
  const quoted = (text: string): string => (cursor.quote === '' && /[^\w./:=@%+,{}[\]~^-]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : text);
  if (isPlain) return { from: at - tail.length, to: at, candidates: candidates.map((one) => ({ ...one, text: quoted(one.text) })), suffix: closing };
  const kept = cursor.word.slice(0, cursor.word.length - tail.length);
  return { from: cursor.from, to: at, candidates: candidates.map((one) => ({ ...one, text: quoted(kept + one.text) })), suffix: made.suffix };
}

/** Programs that run the words behind them. */
const RUNS_OTHERS: readonly string[] = ['xargs', 'watch', 'time'];
/** Their words are not files. */
const WITHOUT_FILES: readonly string[] = ['echo', 'sleep', 'true', 'false', 'env', 'curl'];

function offerAt({ words, word, isFile }: LineCursor, world: CompletionWorld): Offer {
  if (isFile) return offerFiles(world, word);
  const [name, ...rest] = words;
  if (name === undefined) return offer(word, OFFERED);
  if (name === 'kubectl' || name === 'k') return offerKubectl(rest, word, world);
  if (RUNS_OTHERS.includes(name)) {
    const first = rest.findIndex((one) => !one.startsWith('-') && !/^\d/.test(one));
    return offerAt({ words: first < 0 ? [] : rest.slice(first), word, from: 0, quote: '', isFile, variable: undefined }, world);
  }
  if (name === 'export')
    return offer(
      word,
      Object.keys(world.session.variables)
        .filter((one) => one !== '?')
        .map((text) => ({ text, suffix: '=' })),
      '=',
    );
  if (WITHOUT_FILES.includes(name) || word.startsWith('-') || (name === 'grep' && rest.every((one) => one.startsWith('-')))) return NOTHING;
  return offerFiles(world, word);
}

type Node = Command | CommandGroup;

/** A command line read as far as it goes. */
interface Read {
  readonly path: readonly string[];
  readonly node: Node;
  readonly positional: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
  /** The flag whose value comes next. */
  readonly pending: string | undefined;
  /** `--` has come. */
  readonly dashed: boolean;
}

const tableOf = (node: Node): FlagTable => ({ ...GLOBAL, ...('commands' in node ? own(node.commands, '')?.['flags' as never] : node.flags) });

const takesValue = (kind: FlagKind | undefined): boolean => kind !== undefined && kind.is !== 'bool' && kind.is !== 'optional';

function readWords(words: readonly string[]): Read {
  let node: Node = { commands: COMMANDS };
  const path: string[] = [];
  const positional: string[] = [];
  const flags: Record<string, string> = {};
  let pending: string | undefined;
  let dashed = false;
  for (const word of words) {
    if (pending !== undefined) {
      flags[pending] = word;
      pending = undefined;
    } else if (!dashed && word === '--') dashed = true;
    else if (!dashed && word.startsWith('-') && word.length > 1) {
      const { name, value, waits } = readFlag(tableOf(node), word);
      if (waits) pending = name;
      else if (name !== undefined) flags[name] = value ?? 'true';
    } else {
      const name: string = 'commands' in node ? (own(node.aliases ?? {}, word) ?? word) : word;
      const child: Command | CommandGroup | undefined = 'commands' in node && positional.length === 0 ? own(node.commands, name) : undefined;
      if (child) {
        node = child;
        path.push(name);
      } else positional.push(word);
    }
  }
  return { path, node, positional, flags, pending, dashed };
}

interface ReadFlag {
  readonly name: string | undefined;
  readonly value?: string;
  readonly waits?: boolean;
}

function readFlag(table: FlagTable, word: string): ReadFlag {
  const [, long, longValue] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  if (long !== undefined) {
    if (longValue !== undefined) return { name: long, value: longValue };
    return { name: long, waits: takesValue(own(table, long)) };
  }
  for (let at = 1; at < word.length; at++) {
    const name = Object.keys(table).find((one) => table[one]?.short === word[at]);
    if (name === undefined) return { name: undefined };
    if (!takesValue(table[name])) {
      if (at === word.length - 1) return { name };
      continue;
    }
    const rest = word.slice(at + 1);
    return rest === '' ? { name, waits: true } : { name, value: rest.replace(/^=/, '') };
  }
  return { name: undefined };
}

function offerKubectl(words: readonly string[], word: string, world: CompletionWorld): Offer {
  const read = readWords(words);
  const { node, path, positional, flags, pending, dashed } = read;
  const asked = (name: string, typed: string): FlagAsked => ({
    world,
    path: path.join(' '),
    name,
    word: typed,
    positional,
    namespace: flags['namespace'] ?? world.session.namespace,
    allNamespaces: flags['all-namespaces'] === 'true',
  });
  if (pending !== undefined) return offerValues(asked(pending, word));
  if (!dashed && word.startsWith('-')) {
    const value = readFlag(tableOf(node), word);
    if (value.name !== undefined && value.value !== undefined) return offerValues(asked(value.name, value.value));
    return offerFlags(read, word);
  }
  if ('commands' in node) return positional.length > 0 ? NOTHING : offerCommands(node.commands, path, word);
  const made = dashed ? NOTHING : offerWords(asked('', word));
  const needed = dashed ? [] : (node.required ?? []).filter((name) => flags[name] === undefined);
  const required = offer(
    word,
    needed.map((name) => ({ text: `--${name}`, hint: flagHelp(path.join(' '), name) })),
  );
  return required.candidates.length === 0 ? made : { ...made, tail: word, suffix: ' ', candidates: [...required.candidates, ...made.candidates] };
}

const offerCommands = (commands: Readonly<Record<string, Command | CommandGroup>>, path: readonly string[], word: string): Offer =>
  offer(
    word,
    Object.keys(commands)
      .sort(byText)
      .map((text) => ({ text, hint: commandHelp([...path, text].join(' ')) }))
      // Other names of a command are known, and not offered.
      .filter(({ hint }) => hint !== ''),
  );

function offerFlags({ node, path, flags }: Read, word: string): Offer {
  const table = tableOf(node);
  const all = Object.keys(table)
    .filter((name) => !REFUSED.includes(name) && table[name]!.deprecated === undefined && (flags[name] === undefined || REPEATED.includes(table[name]!.is)))
    .sort(byText);
  const at = path.join(' ');
  const hint = (name: string): string => {
    const { short } = table[name]!;
    return `${short && short !== name ? `-${short} ` : ''}${flagHelp(at, name)}`.trim();
  };
  const long = all.filter((name) => name.length > 1).map((name): Candidate => ({ text: `--${name}`, hint: hint(name) }));
  const short = all.flatMap((name): readonly Candidate[] => (table[name]!.short ? [{ text: `-${table[name]!.short}`, hint: flagHelp(at, name) }] : []));
  return offer(word, word === '-' ? [...long, ...short] : word.startsWith('--') ? long : short);
}

const REPEATED: readonly FlagKind['is'][] = ['strings', 'array'];

const ROLLS = ['deployment', 'daemonset', 'statefulset'];
const SCALED = ['deployment', 'replicaset', 'replicationcontroller', 'statefulset'];
const EXPOSED = ['pod', 'service', 'replicationcontroller', 'deployment', 'replicaset'];
const TEMPLATED = ['daemonsets', 'deployments', 'pods', 'cronjobs', 'replicasets', 'replicationcontrollers', 'statefulsets'];
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

const objects =
  (types?: readonly string[]) =>
  (asked: FlagAsked): Offer =>
    offerObjects(asked.world, wordsOf(asked), types);

const wordsOf = ({ word, positional, namespace }: FlagAsked) => ({ word, before: positional, namespace });

/** `TYPE/NAME` or `TYPE NAME`: the words that name an object are there. */
const isNamed = ({ positional: [first = '', second] }: FlagAsked): boolean => first.includes('/') || second !== undefined;

const nothing = (): Offer => NOTHING;

/** What the words of a command name, by its path. */
const WORDS: Readonly<Record<string, (asked: FlagAsked) => Offer>> = {
  get: objects(),
  describe: objects(),
  delete: objects(),
  edit: objects(),
  wait: objects(),
  patch: objects(),
  'apply edit-last-applied': objects(),
  'apply view-last-applied': objects(),
  debug: (asked) => offerPods(asked.world, wordsOf(asked)),
  label: (asked) => (isNamed(asked) && !asked.word.includes('/') ? offerKeys(asked, 'labels') : objects()(asked)),
  annotate: (asked) => (isNamed(asked) && !asked.word.includes('/') ? offerKeys(asked, 'annotations') : objects()(asked)),
  scale: objects(SCALED),
  autoscale: objects(SCALED),
  expose: objects(EXPOSED),
  'rollout status': objects(ROLLS),
  'rollout history': objects(ROLLS),
  'rollout undo': objects(ROLLS),
  'rollout restart': objects(ROLLS),
  'rollout pause': objects(ROLLS.slice(0, 1)),
  'rollout resume': objects(ROLLS.slice(0, 1)),
  'set image': (asked) => (isNamed(asked) ? offerImages(asked) : objects(TEMPLATED)(asked)),
  'set env': objects(TEMPLATED),
  'set resources': objects(TEMPLATED),
  'set serviceaccount': objects(TEMPLATED),
  'set selector': objects(),
  logs: (asked) => (asked.positional.length === 0 ? offerPods(asked.world, wordsOf(asked)) : asked.positional.length === 1 ? offerContainers(asked) : NOTHING),
  exec: (asked) => (asked.positional.length === 0 ? offerPods(asked.world, wordsOf(asked)) : NOTHING),
  attach: (asked) => (asked.positional.length === 0 ? offerPods(asked.world, wordsOf(asked)) : NOTHING),
  'port-forward': (asked) => (asked.positional.length === 0 ? offerPods(asked.world, wordsOf(asked)) : NOTHING),
  cordon: (asked) => offerNodes(asked),
  uncordon: (asked) => offerNodes(asked),
  drain: (asked) => offerNodes(asked),
  taint: (asked) => {
    const { positional, word } = asked;
    if (positional.length === 0) return offer(word, ['node']);
    return positional.length === 1 ? offerNodes(asked, []) : offerTaints(asked);
  },
  'top node': (asked) => offerNodes(asked),
  'top pod': ({ world, word, namespace }) => offerNames(world, kindByAnyName('pods'), { namespace, tail: word }),
  explain: ({ word, positional }) => (positional.length === 0 ? offerExplained(word) : NOTHING),
  'auth can-i': ({ word, positional }) => (positional.length === 0 ? offer(word, VERBS) : positional.length === 1 ? offerTypes(word) : NOTHING),
  'config use-context': ({ word, positional }) => (positional.length === 0 ? offer(word, ['cutaway']) : NOTHING),
  'config set-context': ({ word, positional }) => (positional.length === 0 ? offer(word, ['cutaway']) : NOTHING),
  'cluster-info': ({ word, positional }) => (positional.length === 0 ? offer(word, ['dump']) : NOTHING),
  help: ({ word, positional }) => {
    const { node, path } = readWords(positional);
    return 'commands' in node ? offerCommands(node.commands, path, word) : NOTHING;
  },
};

const offerWords = (asked: FlagAsked): Offer => (own(WORDS, asked.path) ?? nothing)(asked);

/** `CONTAINER=IMAGE` */
function offerImages(asked: FlagAsked): Offer {
  if (asked.word.includes('=')) return NOTHING;
  const { positional } = asked;
  const [first = '', second = ''] = positional;
  const made = offerContainers({ ...asked, positional: [first.includes('/') ? first : `${first}/${second}`] });
  return { ...made, suffix: '=', candidates: made.candidates.map((one) => ({ ...one, suffix: '=' })) };
}
