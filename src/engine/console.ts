import { badRequest } from '../kinds/errors.ts';
import { asWritten } from '../kinds/written.ts';
import { type CommandResult, consoleStream, type ResultLine } from '../wire/command.ts';
import type { OutsideMessage } from '../wire/outside.ts';
import type { ApiRequest } from '../wire/request.ts';
import { linesSince, NO_LINES, type StreamLines, withLines } from './console-lines.ts';
import { endExchange, startExchange } from './outside/component.ts';
import { hasExchange } from './outside/exchanges.ts';
import type { Component, Sim } from './sim/sim.ts';

/** What is kept of a command's result: the lines of a stream as they grow, all others as they are told. */
export interface KeptResult extends CommandResult {
  readonly stream?: StreamLines;
}

/** How a command's result becomes another. */
export type KeepResult = (sim: Sim, id: string, change: (before: KeptResult | undefined) => KeptResult) => void;

/** A result as it is told, of a stream the lines from a number on. */
export function toldSince({ stream, ...result }: KeptResult, since: number): CommandResult {
  return stream ? { ...result, ...linesSince(stream, since) } : result;
}

/**
 * The REST console of the page: a person sends one request as curl would, and reads the response as it came. A stream (watch, `follow`) goes on until it
 * ends or is stopped; its lines are those of the HTTP body.
 */
const AGENT = 'curl/8.5.0';

const exchangeOf = (id: string): string => `console/${id}`;

/** They speak another protocol than HTTP (apimachinery pkg/util/proxy/upgradeaware.go). */
const UPGRADED = /\/pods\/[^/]+\/(?:exec|attach|portforward)$/;

export function sendFromConsole(sim: Sim, id: string, { request, keep }: { readonly request: ApiRequest; readonly keep: KeepResult }): void {
  if (UPGRADED.test(request.path)) {
    const response = { code: 400, body: badRequest('Upgrade request required') };
    return keep(sim, id, () => ({ ok: true, lines: [], response, happening: Number(id) }));
  }
  startExchange(sim, { exchange: exchangeOf(id), agent: AGENT, request }, { to: 'console.message', args: id });
}

/** Ends the stream that is meant, if one is. */
export function stopConsole(sim: Sim, stream: string, keep: KeepResult): void {
  const id = stream.slice(consoleStream('').length);
  if (stream !== consoleStream(id) || !hasExchange(sim, exchangeOf(id))) return;
  endExchange(sim, exchangeOf(id));
  keep(sim, id, (before) => ended(before, id));
}

export const consoleComponent = (keep: KeepResult): Component => ({
  name: 'console',
  handlers: {
    'console.message': (sim: Sim, { message, args }: { message: OutsideMessage; args: string }) =>
      keep(sim, args, (before) => afterMessage(before, args, message)),
  },
});

function afterMessage(before: KeptResult | undefined, id: string, message: OutsideMessage): KeptResult {
  const happening = Number(id);
  switch (message.is) {
    case 'answer':
      // What the server says no to is an answer, too: the console shows it whole.
      return { ok: true, lines: [], response: message.response, happening };
    case 'opened':
      return { ok: true, lines: [], stream: NO_LINES, open: true, response: { code: 200, body: '' }, happening };
    // Connections to ports come in exchanges of their own kind only.
    case 'data':
    case 'hung-up':
      return before ?? { ok: true, lines: [], open: true, happening };
    case 'event':
      return longer(before, id, [{ stream: 'stdout', text: JSON.stringify({ type: message.type, object: asWritten(message.object) }) }]);
    case 'output':
      return longer(
        before,
        id,
        message.text
          .replace(/\n$/, '')
          .split('\n')
          .map((text): ResultLine => ({ stream: message.channel === 'stderr' ? 'stderr' : 'stdout', text })),
      );
    case 'closed':
      return ended(before, id);
  }
}

function longer(before: KeptResult | undefined, id: string, more: readonly ResultLine[]): KeptResult {
  const stream = withLines(before?.stream ?? NO_LINES, more);
  return { ok: true, open: true, happening: Number(id), response: before?.response ?? { code: 200, body: '' }, lines: [], stream };
}

const ended = (before: KeptResult | undefined, id: string): KeptResult => {
  const { open: _over, ...rest } = before ?? { ok: true, lines: [], response: { code: 0, body: null } };
  return { ...rest, happening: Number(id) };
};
