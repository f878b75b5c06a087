import type { Json } from '../../base/json.ts';
import type { ApiRequest, ApiResponse } from '../../wire/request.ts';
import { queryOf } from '../../wire/query.ts';
import { statusLine } from '../../wire/status-phrases.ts';
import { seconds } from '../../base/time.ts';
import { type Asked, CurlError, keep } from './curl-asked.ts';
import { webRequest } from './curl-web.ts';
import type { Run } from './run.ts';
import { own } from './step.ts';

const VALUES: Readonly<Record<string, string>> = {
  '-X': 'method',
  '--request': 'method',
  '-d': 'data',
  '--data': 'data',
  '--data-raw': 'data',
  '--data-binary': 'data',
  '--json': 'json',
  '-H': 'header',
  '--header': 'header',
  '-o': 'file',
  '--output': 'file',
  '-w': 'format',
  '--write-out': 'format',
  '-m': 'limit',
  '--max-time': 'limit',
  '--connect-timeout': 'connect',
  '--cacert': 'ignored',
  '--cert': 'ignored',
  '--key': 'ignored',
  '--url': 'url',
};
/** Letters without a value; those beside i, I, f, s, S and v change nothing here. */
const LETTERS = /^[iIsSkLfNgv]$/;
const LONG: Readonly<Record<string, string>> = {
  '--include': 'i',
  '--head': 'I',
  '--silent': 's',
  '--show-error': 'S',
  '--insecure': 'k',
  '--location': 'L',
  '--fail': 'f',
  '--no-buffer': 'N',
  '--verbose': 'v',
};

/** curl on the control plane's machine: to the API server as its administrator, to all else by the rules of that machine (curl-web.ts). */
export function curl(run: Run): void {
  const exit = told(run, false, () => {
    const { each, silent } = readWords(run, run.argv);
    // As the real one: the exit code is that of the last.
    run.exitCode = each.reduce((_, one) => told(run, silent, () => send(run, one)), 0);
  });
  if (exit !== 0) run.end(exit);
}

/** Prints what went wrong; the exit code. */
function told(run: Run, silent: boolean, body: () => void): number {
  try {
    body();
    return 0;
  } catch (error) {
    if (!(error instanceof CurlError)) throw error;
    if (!silent) run.err(`curl: ${error.message}\n`, error);
    return error.exit;
  }
}

const TRY = "try 'curl --help' or 'curl --manual' for more information";

function readWords(run: Run, argv: readonly string[]): { readonly each: readonly Asked[]; readonly silent: boolean } {
  if (argv.length === 0) throw new CurlError(TRY, 2);
  const given: Record<string, string[]> = {};
  const letters: string[] = [];
  const add = (name: string, value: string): void => void (given[name] = [...(given[name] ?? []), value]);
  const valueOf = (word: string, at: number): string => {
    const value = argv[at];
    if (value === undefined) throw new CurlError(`option ${word}: requires parameter\ncurl: ${TRY}`, 2);
    return value;
  };
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    const glued = VALUES[word.slice(0, 2)];
    if (Object.hasOwn(VALUES, word)) add(VALUES[word]!, valueOf(word, ++i));
    else if (Object.hasOwn(LONG, word)) letters.push(LONG[word]!);
    else if (word.startsWith('--')) throw new CurlError(`${word} is not offered here`, 2, 'notOffered', { what: word });
    else if (word.startsWith('-') && glued !== undefined) add(glued, word.slice(2));
    else if (word.startsWith('-') && word.length > 1) i = shortWords(word, { letters, add, next: () => valueOf(word, i + 1) }) ? i + 1 : i;
    else add('url', word);
  }
  const urls = given['url'] ?? [];
  if (urls.length === 0) throw new CurlError(`(2) no URL specified\ncurl: ${TRY}`, 2);
  const json = given['json'] ?? [];
  const asked = {
    method: given['method']?.at(-1) ?? (letters.includes('I') ? 'HEAD' : undefined),
    data: [...(given['data'] ?? []), ...json].map((text) =>
      text.startsWith('@') ? fileText(run, text.slice(1), argv.find((word) => /^(?:-d|--data|--json)/.test(word)) ?? '-d') : text,
    ),
    headers: headersOf([...(json.length > 0 ? ['Content-Type: application/json'] : []), ...(given['header'] ?? [])]),
    format: given['format']?.at(-1),
    shows: { head: letters.includes('i') || letters.includes('I'), body: !letters.includes('I') },
    fails: letters.includes('f'),
    verbose: letters.includes('v'),
    connectUs: durationOf('--connect-timeout', given['connect']?.at(-1)),
    limitUs: durationOf('-m', given['limit']?.at(-1)),
  };
  // The first -o is for the first address, and so on.
  const files = given['file'] ?? [];
  return { each: urls.map((url, i) => ({ ...asked, url, file: files[i] })), silent: letters.includes('s') && !letters.includes('S') };
}

/** Seconds, also a part of one; 0: no limit. */
function durationOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+(?:\.\d*)?$/.test(text)) throw new CurlError(`option ${option}: expected a proper numerical parameter\ncurl: ${TRY}`, 2);
  return Number(text) === 0 ? undefined : Math.round(seconds(Number(text)));
}

interface Shorts {
  readonly letters: string[];
  readonly add: (name: string, value: string) => void;
  readonly next: () => string;
}

/** `-sk`, `-sX POST`; true when the next word was its value. */
function shortWords(word: string, { letters, add, next }: Shorts): boolean {
  for (let at = 1; at < word.length; at++) {
    const name = VALUES[`-${word[at]}`];
    if (name !== undefined) {
      const rest = word.slice(at + 1);
      add(name, rest === '' ? next() : rest);
      return rest === '';
    }
    if (!LETTERS.test(word[at]!)) throw new CurlError(`-${word[at]} is not offered here`, 2, 'notOffered', { what: `-${word[at]}` });
    letters.push(word[at]!);
  }
  return false;
}

/** Of curl 8.5 (src/tool_getparam.c); `option`: as it was typed. */
function fileText(run: Run, name: string, option: string): string {
  const text = name === '-' ? run.stdin : own(run.session.files, name);
  if (text === undefined) throw new CurlError(`Failed to open ${name}\ncurl: option ${option}: error encountered when reading a file\ncurl: ${TRY}`, 26);
  return text;
}

const headersOf = (lines: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).trim().toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

function send(run: Run, asked: Asked): void {
  const [, scheme = 'http', host = '', path = '/', search = ''] = /^(?:(\w+):\/\/)?([^/?]*)(\/[^?]*)?(?:\?(.*))?$/s.exec(asked.url) ?? [];
  if (!isServer(host, scheme)) return webRequest(run, asked);
  if (scheme !== 'https') return print(run, asked, PLAIN);
  const method = asked.method ?? (asked.data.length > 0 ? 'POST' : 'GET');
  const isHead = method === 'HEAD';
  if (!METHODS.includes(method) && !isHead) throw new CurlError(`-X ${method} is not offered here`, 2, 'notOffered', { what: `-X ${method}` });
  const body = asked.data.join('&');
  const contentType = asked.headers['content-type'];
  const query = queryOf(search);
  const response = run.ask({
    method: (isHead ? 'GET' : method) as ApiRequest['method'],
    path,
    ...(query ? { query } : {}),
    accept: asked.headers['accept'] ?? 'application/json',
    ...(contentType === undefined ? {} : { contentType }),
    ...(body === '' ? {} : { body: bodyOf(body) }),
  });
  print(run, asked, response);
}

const PLAIN: ApiResponse = { code: 400, body: 'Client sent an HTTP request to an HTTPS server.\n' };

/** Its own port on the machine, and the address of the Service `kubernetes`. */
const isServer = (host: string, scheme: string): boolean =>
  ['10.0.0.10:6443', 'localhost:6443', '127.0.0.1:6443', 'control-plane:6443', '10.96.0.1:443'].includes(host) || (scheme === 'https' && host === '10.96.0.1');

/** What is no JSON goes as text; the server says what it thinks of it. */
function bodyOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

const FORMATS: Readonly<Record<string, (code: number, size: number) => string>> = {
  http_code: (code) => String(code),
  response_code: (code) => String(code),
  size_download: (_, size) => String(size),
  content_type: () => 'application/json',
  exitcode: () => '0',
};

function print(run: Run, asked: Asked, { code, body }: ApiResponse): void {
  const text = typeof body === 'string' ? body : `${JSON.stringify(body, null, 2)}`;
  if (asked.fails && code >= 400) throw new CurlError(`(22) The requested URL returned error: ${code}`, 22);
  const head = asked.shows.head
    ? `HTTP/2 ${statusLine(code).split(' ')[0]} \ncontent-type: ${typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'}\ncontent-length: ${text.length}\n\n`
    : '';
  const shown = `${head}${asked.shows.body ? text : ''}`;
  keep(run, asked.file, shown);
  if (asked.format !== undefined)
    run.out(
      asked.format
        .replace(/%\{(\w+)\}/g, (all, name: string) => FORMATS[name]?.(code, text.length) ?? all)
        .replaceAll('\\n', '\n')
        .replaceAll('\\t', '\t'),
    );
}
