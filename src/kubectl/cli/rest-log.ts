import { rfc3339Micro, type SimTime } from '../../base/time.ts';
import { goQuote } from '../../kinds/errors.ts';
import type { ApiRequest, ApiResponse } from '../../wire/request.ts';
import { SERVER } from '../../wire/by-hand.ts';
import { statusLine } from '../../wire/status-phrases.ts';

const AGENT = 'kubectl/v1.35.2 (linux/amd64) kubernetes/fdc9d74';
const CUT_AT = 1_024;

interface Printer {
  readonly now: SimTime;
  readonly session: { readonly epochMs: number };
  err(text: () => string): void;
}

/**
 * `-v=6` to `-v=9`: the REST calls on stderr (client-go transport/round_trippers.go, rest/request.go; klog's header line).
 * Simplified: of the headers only those are shown that the cluster knows of; a real one also has lengths and dates.
 */
export class RestLog {
  verbosity = 0;
  private sentAt = 0 as SimTime;
  private readonly printer: Printer;
  /** Lines that are said once. */
  said: readonly string[] = [];

  constructor(printer: Printer) {
    this.printer = printer;
  }

  request(request: ApiRequest): void {
    this.sentAt = this.printer.now;
    if (this.verbosity < 7) return;
    const { method } = request;
    const body = request.body === undefined ? '' : JSON.stringify(request.body);
    if (this.verbosity >= 8) this.log('helper.go:105', () => `"Request Body" body=${this.shownBody(body)}`);
    const headers = [
      ['Accept', request.accept ?? 'application/json'],
      ...(request.body === undefined ? [] : [['Content-Type', request.contentType ?? 'application/json']]),
      ['User-Agent', AGENT],
    ];
    if (this.verbosity >= 9) {
      const words = headers.map(([name, value]) => `-H "${name}: ${value}"`).join(' ');
      this.log('round_trippers.go:527', () => `"Request" curlCommand=<\n\tcurl -v -X${method}  ${words} '${urlOf(request)}'\n >`);
      return;
    }
    const lines = headers.map(([name, value]) => `\t${name}: ${value}\n`).join('');
    this.log('round_trippers.go:527', () => `"Request" verb="${method}" url="${urlOf(request)}" headers=<\n${lines} >`);
  }

  response(request: ApiRequest, response: ApiResponse): void {
    if (this.verbosity < 6) return;
    const ms = Math.round((this.printer.now - this.sentAt) / 1_000);
    const status = `status="${statusLine(response.code)}"`;
    const verb = this.verbosity === 6 || this.verbosity >= 9 ? `verb="${request.method}" url="${urlOf(request)}" ` : '';
    const headers = this.verbosity >= 8 ? ' headers=<\n\tCache-Control: no-cache, private\n\tContent-Type: application/json\n >' : '';
    this.log('round_trippers.go:632', () => `"Response" ${verb}${status}${headers} milliseconds=${ms}`);
    if (this.verbosity >= 8) this.log('helper.go:105', () => `"Response Body" body=${this.shownBody(`${JSON.stringify(response.body)}\n`)}`);
  }

  /** Long ones are cut, up to 8; what has line feeds stands on lines of its own. */
  private shownBody(body: string): string {
    if (this.verbosity < 9 && body.length > CUT_AT) return goQuote(`${body.slice(0, CUT_AT)} [truncated ${body.length - CUT_AT} chars]`);
    return body.includes('\n') ? `<\n\t${body.trimEnd().replaceAll('\n', '\n\t')}\n >` : goQuote(body);
  }

  /** A line of klog that is said once. */
  once(level: 'W' | 'E', from: string, text: string): void {
    if (this.isNew(text)) this.log(from, () => text, level);
  }

  /** A line on stderr that is said once. */
  say(line: string): void {
    if (this.isNew(line)) this.printer.err(() => `${line}\n`);
  }

  private isNew(line: string): boolean {
    if (this.said.includes(line)) return false;
    this.said = [...this.said, line];
    return true;
  }

  /** Bodies are long: they are written when they are printed, not each time the program is run again. */
  private log(from: string, text: () => string, level: 'I' | 'W' | 'E' = 'I'): void {
    this.printer.err(() => `${klogHeader(level, this.printer)} ${from}] ${text()}\n`);
  }
}

/** `I0102 15:04:05.000000   18100`: severity, time and process of a line of klog. */
export function klogHeader(severity: 'I' | 'W' | 'E' | 'F', { now, session }: Pick<Printer, 'now' | 'session'>): string {
  const [, month, day, time] = /^\d+-(\d\d)-(\d\d)T(.*)Z$/.exec(rfc3339Micro(session.epochMs, now)) ?? [];
  return `${severity}${month}${day} ${time}   18100`;
}

function urlOf({ path, query = {} }: ApiRequest): string {
  const text = Object.keys(query)
    .sort()
    .map((key) => `${key}=${encodeURIComponent(query[key] ?? '')}`)
    .join('&');
  return `${SERVER}${path}${text === '' ? '' : `?${text}`}`;
}
