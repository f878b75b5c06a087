import { ms } from '../../base/time.ts';
import { statusLine } from '../../wire/status-phrases.ts';
import { type Asked, CurlError, keep } from './curl-asked.ts';
import type { Run } from './run.ts';
import type { WebAnswer } from './step.ts';

const VERSION = '8.5.0';

/** Parts of an address that curl names in what it prints. */
interface Place {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

function placeOf(url: string): Place {
  const [, scheme = 'http', host = '', port, path = '/'] = /^(?:(\w+):\/\/)?(?:[^@/]*@)?([^/?:#]*)(?::(\d*))?([/?][^#]*)?(?:#.*)?$/s.exec(url) ?? [];
  if (scheme !== 'http' && scheme !== 'https') throw new CurlError(`(1) Protocol "${scheme}" not supported or disabled in libcurl`, 1);
  if (host === '') throw new CurlError('(3) URL using bad/illegal format or missing URL', 3);
  const number = port === undefined || port === '' ? (scheme === 'https' ? 443 : 80) : Number(port);
  if (number > 65_535) throw new CurlError('(3) URL using bad/illegal format or missing URL', 3);
  return { scheme, host, port: number, path: path.startsWith('?') ? `/${path}` : path };
}

/** curl to a Service, a pod or a node, as a program on the control plane's machine sends it. What it prints and its exit codes are those of curl 8.5. */
export function webRequest(run: Run, asked: Asked): void {
  const place = placeOf(asked.url);
  const { host, port, path, scheme } = place;
  const method = asked.method ?? (asked.data.length > 0 ? 'POST' : 'GET');
  const answer = run.web({
    url: `${scheme}://${host}:${port}${path}`,
    method,
    headers: asked.headers,
    agent: asked.headers['user-agent'] ?? `curl/${VERSION}`,
    ...(asked.connectUs === undefined ? {} : { connectUs: asked.connectUs }),
    ...(asked.limitUs === undefined ? {} : { limitUs: asked.limitUs }),
  });
  const { outcome } = answer;
  if (asked.verbose) run.err(dialogue(asked, place, { answer, method }));
  if (outcome.kind !== 'answer') {
    writeOut(run, asked, { answer, code: 0, size: 0 });
    throw failed(asked, place, answer);
  }
  if (scheme === 'https') {
    // Programs here speak plain HTTP: TLS is met with an answer that is none.
    writeOut(run, asked, { answer, code: 0, size: 0 });
    throw new CurlError('(35) OpenSSL/3.0.13: error:0A00010B:SSL routines::wrong version number', 35);
  }
  const { status, body } = outcome;
  const isRefused = asked.fails && status >= 400;
  const text = method === 'HEAD' || isRefused ? '' : body;
  const head = asked.shows.head ? `${headOf(status, body).join('\n')}\n\n` : '';
  keep(run, asked.file, `${head}${text}`);
  writeOut(run, asked, { answer, code: status, size: sizeOf(text) });
  if (isRefused) throw new CurlError(`(22) The requested URL returned error: ${status}`, 22);
}

/** Simplified: of the headers of an answer only the length of its body stands here; a body that is sent (-d) does not come to the program; kubelet, kube-proxy and etcd do not answer on their ports. */
const headOf = (status: number, body: string): readonly string[] => [`HTTP/1.1 ${statusLine(status)}`, `Content-Length: ${sizeOf(body)}`];

/** Bytes of a text in UTF-8. */
function sizeOf(text: string): number {
  let bytes = 0;
  for (const one of text) {
    const code = one.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

const millis = ({ tookUs }: WebAnswer): number => Math.floor(tookUs / ms(1));

function failed({ limitUs, connectUs }: Asked, { host, port }: Place, answer: WebAnswer): CurlError {
  const { outcome } = answer;
  const connecting = `Failed to connect to ${host} port ${port} after ${millis(answer)} ms: Couldn't connect to server`;
  switch (outcome.kind) {
    case 'unknown-host':
      return new CurlError(`(6) Could not resolve host: ${host}`, 6);
    case 'refused':
      return new CurlError(`(7) ${connecting}`, 7);
    case 'timeout':
      return limitUs === undefined && connectUs === undefined
        ? new CurlError(`(28) ${connecting}`, 28)
        : new CurlError(`(28) Connection timed out after ${millis(answer)} milliseconds`, 28);
    case 'late':
      return new CurlError(`(28) Operation timed out after ${(limitUs ?? 0) / ms(1) + 1} milliseconds with 0 bytes received`, 28);
    default:
      return new CurlError('(52) Empty reply from server', 52);
  }
}

interface Said {
  readonly answer: WebAnswer;
  readonly method: string;
}

/** What -v tells. */
function dialogue(asked: Asked, { host, port, path }: Place, { answer, method }: Said): string {
  const { outcome } = answer;
  if (outcome.kind === 'unknown-host') return `* Could not resolve host: ${host}\n* Closing connection\n`;
  const address = ('address' in outcome && outcome.address) || (host === 'localhost' ? '127.0.0.1' : host);
  const tries = `*   Trying ${address}:${port}...\n`;
  if (outcome.kind === 'refused')
    return `${tries}* connect to ${address} port ${port} failed: Connection refused\n* Failed to connect to ${host} port ${port} after ${millis(answer)} ms: Couldn't connect to server\n* Closing connection\n`;
  if (outcome.kind === 'timeout') return `${tries}* Connection timed out after ${millis(answer)} milliseconds\n* Closing connection\n`;
  const { host: named, 'user-agent': agent, accept, ...others } = asked.headers;
  const sent = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${named ?? (port === 80 ? host : `${host}:${port}`)}`,
    `User-Agent: ${agent ?? `curl/${VERSION}`}`,
    `Accept: ${accept ?? '*/*'}`,
    ...Object.entries(others).map(([name, value]) => `${name}: ${value}`),
    '',
  ];
  const said = `${tries}* Connected to ${host} (${address}) port ${port}\n${sent.map((line) => `> ${line}\n`).join('')}`;
  if (outcome.kind !== 'answer') return `${said}* ${outcome.kind === 'late' ? 'Operation timed out' : 'Empty reply from server'}\n* Closing connection\n`;
  return `${said}${[...headOf(outcome.status, outcome.body), ''].map((line) => `< ${line}\n`).join('')}* Connection #0 to host ${host} left intact\n`;
}

interface Result {
  readonly answer: WebAnswer;
  readonly code: number;
  readonly size: number;
}

function writeOut(run: Run, { format, url }: Asked, { answer, code, size }: Result): void {
  if (format === undefined) return;
  const status = String(code).padStart(3, '0');
  const values: Readonly<Record<string, string>> = {
    http_code: status,
    response_code: status,
    size_download: String(size),
    time_total: (answer.tookUs / 1_000_000).toFixed(6),
    remote_ip: 'address' in answer.outcome ? (answer.outcome.address ?? '') : '',
    url,
  };
  run.out(
    format
      .replace(/%\{(\w+)\}/g, (all, name: string) => (Object.hasOwn(values, name) ? values[name]! : all))
      .replaceAll('\\n', '\n')
      .replaceAll('\\t', '\t'),
  );
}
