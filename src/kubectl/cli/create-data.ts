import { sha256Hex } from '../../base/sha256.ts';
import { toBase64 } from '../../kinds/base64.ts';
import { goQuote } from '../../kinds/errors.ts';
import { configKeyErrors } from '../../kinds/names.ts';
import { core, generator, type Made, nameOf, sortedPairs } from './create-noun.ts';
import type { CommandGroup } from './command.ts';
import { array, bool, type Flags, type FlagTable, strings, text } from './flags.ts';
import { failure, type Run } from './run.ts';
import { own } from './step.ts';

/** kubectl create configmap and secret (pkg/cmd/create/create_configmap.go, create_secret*.go). */
type Data = Record<string, string>;

/** How the two kinds speak of a key that cannot be. */
interface Words {
  readonly badKey: (key: string, why: readonly string[]) => string;
  readonly taken: (key: string) => string;
}

const wordsOfConfigMap = (name: string): Words => ({
  badKey: (key, why) => `${goQuote(key)} is not a valid key name for a ConfigMap: ${why.join(',')}`,
  taken: (key) => `cannot add key ${goQuote(key)}, another key by that name already exists in Data for ConfigMap ${goQuote(name)}`,
});
const WORDS_OF_SECRET: Words = {
  badKey: (key, why) => `${goQuote(key)} is not valid key name for a Secret ${why.join(';')}`,
  taken: (key) => `cannot add key ${key}, another key by that name already exists`,
};

/** `--from-file`, `--from-literal`, `--from-env-file` as keys and texts. */
function dataOf(flags: Flags, run: Run, words: Words): Data {
  const [files, literals, environments] = [flags.list('from-file'), flags.list('from-literal'), flags.list('from-env-file')];
  if (environments.length > 0 && (files.length > 0 || literals.length > 0)) throw failure('from-env-file cannot be combined with from-file or from-literal');
  const data: Data = Object.create(null) as Data;
  const add = (key: string, value: string): void => {
    const why = configKeyErrors(key);
    if (why.length > 0) throw failure(words.badKey(key, why));
    if (key in data) throw failure(words.taken(key));
    data[key] = value;
  };
  for (const source of files) {
    const { key, file } = fileSource(source);
    add(key, readFile(run, file));
  }
  for (const literal of literals) {
    const at = literal.indexOf('=');
    if (at < 1) throw failure(`invalid literal source ${literal}, expected key=value`);
    add(literal.slice(0, at), literal.slice(at + 1));
  }
  for (const file of environments) for (const [key, value] of environmentOf(run, readFile(run, file))) add(key, value);
  return { ...sortedPairs(data) };
}

/** Upstream: kubectl pkg/util/util.go, ParseFileSource. */
function fileSource(source: string): { readonly key: string; readonly file: string } {
  const [first = '', second, ...more] = source.split('=');
  if (more.length > 0) throw failure("key names or file paths cannot contain '='");
  if (second === undefined) return { key: first.slice(first.lastIndexOf('/') + 1), file: first };
  if (first === '') throw failure(`key name for file path ${second} missing`);
  if (second === '') throw failure(`file path for key name ${first} missing`);
  return { key: first, file: second };
}

function readFile(run: Run, file: string): string {
  const text = own(run.session.files, file);
  if (text === undefined) throw failure(`error reading ${file}: no such file or directory`);
  return text;
}

/** Upstream: kubectl pkg/cmd/util/env_file.go; a name without a value has the one of the terminal's variable. */
function environmentOf(run: Run, source: string): readonly (readonly [string, string])[] {
  return source
    .split('\n')
    .map((line) => line.replace(/\r$/, '').trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const at = line.indexOf('=');
      const key = at < 0 ? line : line.slice(0, at);
      const why = environmentNameErrors(key);
      if (why.length > 0) throw failure(`${goQuote(key)} is not a valid key name: ${why.join(';')}`);
      return [key, at < 0 ? (own(run.session.variables, key) ?? '') : line.slice(at + 1)];
    });
}

const ENVIRONMENT_NAME =
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')";

export const environmentNameErrors = (name: string): readonly string[] => [
  ...(/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name) ? [] : [ENVIRONMENT_NAME]),
  ...(name === '.' ? ["must not be '.'"] : name === '..' ? ["must not be '..'"] : name.startsWith('..') ? ["must not start with '..'"] : []),
];

const LETTERS: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

/** `--append-hash`: so a changed content has another name. Upstream: kubectl pkg/util/hash/hash.go. */
function hashOf(content: object): string {
  const json = JSON.stringify(content).replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [...sha256Hex(json).slice(0, 10)].map((digit) => LETTERS[digit] ?? digit).join('');
}

const hashed = (flags: Flags, noun: string, content: object): Made =>
  flags.on('append-hash') ? { metadata: { name: `${nameOf(flags, noun)}-${hashOf(content)}` } } : {};

const FROM: FlagTable = { 'from-literal': array, 'from-file': strings, 'from-env-file': strings, 'append-hash': bool };

function makeConfigMap(flags: Flags, run: Run): Made {
  const name = nameOf(flags, 'configmap');
  const data = dataOf(flags, run, wordsOfConfigMap(name));
  return { ...hashed(flags, 'configmap', { data, kind: 'ConfigMap', name }), ...(Object.keys(data).length > 0 ? { data } : {}) };
}

function secret(flags: Flags, noun: string, { data, type }: { readonly data: Data; readonly type: string }): Made {
  const coded = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, toBase64(value)]));
  return {
    ...hashed(flags, noun, { data: coded, kind: 'Secret', name: nameOf(flags, noun), type }),
    ...(Object.keys(coded).length > 0 ? { data: coded } : {}),
    ...(type === '' ? {} : { type }),
  };
}

const makeGeneric = (flags: Flags, run: Run): Made =>
  secret(flags, 'secret generic', { data: dataOf(flags, run, WORDS_OF_SECRET), type: flags.text('type') ?? '' });

const REGISTRY_TYPE = 'kubernetes.io/dockerconfigjson';

function makeRegistry(flags: Flags, run: Run): Made {
  const noun = 'secret docker-registry';
  if (flags.list('from-file').length > 0) return secret(flags, noun, { data: dataOf(flags, run, WORDS_OF_SECRET), type: REGISTRY_TYPE });
  const [username = '', password = '', email = ''] = ['docker-username', 'docker-password', 'docker-email'].map((name) => flags.text(name) ?? '');
  const server = flags.text('docker-server') ?? 'https://index.docker.io/v1/';
  if (username === '' || password === '' || server === '')
    throw failure('either --from-file or the combination of --docker-username, --docker-password and --docker-server is required');
  const auth = { username, password, ...(email === '' ? {} : { email }), auth: toBase64(`${username}:${password}`) };
  return secret(flags, noun, { data: { '.dockerconfigjson': JSON.stringify({ auths: { [server]: auth } }) }, type: REGISTRY_TYPE });
}

/** Simplified: whether key and certificate belong together is not looked at. */
function makeTls(flags: Flags, run: Run): Made {
  nameOf(flags, 'secret tls');
  const [key, cert] = [flags.text('key') ?? '', flags.text('cert') ?? ''];
  if (key === '' || cert === '') throw failure('key and cert must be specified');
  const read = (file: string): string => {
    const found = own(run.session.files, file);
    if (found === undefined) throw failure(`Cannot read file ${file}, open ${file}: no such file or directory`);
    return found;
  };
  const [certificate, secretKey] = [read(cert), read(key)];
  if (!/-----BEGIN CERTIFICATE-----/.test(certificate)) throw failure('tls: failed to find any PEM data in certificate input');
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(secretKey)) throw failure('tls: failed to find any PEM data in key input');
  return secret(flags, 'secret tls', { data: { 'tls.crt': certificate, 'tls.key': secretKey }, type: 'kubernetes.io/tls' });
}

export const createConfigMap = generator(core('configmap', 'ConfigMap', { called: 'configmap', make: makeConfigMap }), FROM);

const ofSecret = (noun: string, make: typeof makeGeneric, flags: FlagTable) => generator(core(`secret ${noun}`, 'Secret', { called: 'secret', make }), flags);

export const createSecret: CommandGroup = {
  commands: {
    generic: ofSecret('generic', makeGeneric, { ...FROM, type: text }),
    'docker-registry': ofSecret('docker-registry', makeRegistry, {
      'append-hash': bool,
      'docker-email': text,
      'docker-password': text,
      'docker-server': text,
      'docker-username': text,
      'from-file': strings,
    }),
    tls: ofSecret('tls', makeTls, { 'append-hash': bool, cert: text, key: text }),
  },
};
