import { rfc3339Micro, type SimTime } from '../../base/time.ts';
import { goQuote } from '../../kinds/errors.ts';
import type { ApiRequest, ApiResponse } from '../../wire/request.ts';
import { SERVER } from '../../wire/by-hand.ts';
import { statusLine } from '../../wire/status-phrases.ts';

interface Printer {
  readonly now: SimTime;
  readonly session: { readonly epochMs: number };
  err(text: () => string): void;
}

/**
 * `-v=6` to `-v=9`: the REST calls on stderr (client-go transport/round_trippers.go, rest/request.go; klog's header line).
 * Simplified: of the headers only those are shown that the cluster knows of; a real one also has lengths and dates. At 9 there is no curl line.
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
    if (this.verbosity < 8) return;
    this.log('helper.go:113', () => `"Request Body" body=${goQuote(request.body === undefined ? '' : JSON.stringify(request.body))}`);
    const content = request.body === undefined ? '' : `\tContent-Type: ${request.contentType ?? 'application/json'}\n`;
    const headers = `\tAccept: ${request.accept ?? 'application/json'}\n${content}\tUser-Agent: kubectl/v1.35.2 (linux/amd64) kubernetes/fdc9d74\n`;
    this.log('round_trippers.go:527', () => `"Request" verb="${request.method}" url="${urlOf(request)}" headers=<\n${headers} >`);
  }

  response(request: ApiRequest, response: ApiResponse): void {
    if (this.verbosity < 6) return;
    const ms = Math.round((this.printer.now - this.sentAt) / 1_000);
    const status = `status="${statusLine(response.code)}"`;
    if (this.verbosity < 8) {
      this.log('round_trippers.go:632', () => `"Response" verb="${request.method}" url="${urlOf(request)}" ${status} milliseconds=${ms}`);
      return;
    }
    this.log(
      'round_trippers.go:632',
      () => `"Response" ${status} headers=<\n\tCache-Control: no-cache, private\n\tContent-Type: application/json\n > milliseconds=${ms}`,
    );
    this.log('helper.go:113', () => `"Response Body" body=${goQuote(JSON.stringify(response.body))}`);
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
