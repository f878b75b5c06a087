import { badRequest } from '../kinds/errors.ts';
import { asWritten } from '../kinds/written.ts';
import { type CommandResult, consoleStream, type ResultLine } from '../wire/command.ts';
import type { OutsideMessage } from '../wire/outside.ts';
import type { ApiRequest } from '../wire/request.ts';
import { endExchange, startExchange } from './outside/component.ts';
import { hasExchange } from './outside/exchanges.ts';
import type { Component, Sim } from './sim/sim.ts';

/** How a command's result becomes another. */
export type KeepResult = (sim: Sim, id: string, change: (before: CommandResult | undefined) => CommandResult) => void;

/**
 * The REST console of the page: a person sends one request as curl would, and reads the response as it came. A stream (watch, `follow`) goes on until it
 * ends or is stopped; its lines are those of the HTTP body.
 */
const AGENT = 'curl/8.5.0';
/** Lines of a stream that are kept, and characters of them; older ones are dropped. */
const MOST_LINES = 500;
const MOST_CHARACTERS = 1_000_000;

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

function afterMessage(before: CommandResult | undefined, id: string, message: OutsideMessage): CommandResult {
  const happening = Number(id);
  switch (message.is) {
    case 'answer':
      // What the server says no to is an answer, too: the console shows it whole.
      return { ok: true, lines: before?.lines ?? [], response: message.response, happening };
    case 'opened':
      return { ok: true, lines: [], open: true, response: { code: 200, body: '' }, happening };
    // Connections to ports come in exchanges of their own kind only.
    case 'data':
    case 'hung-up':
      return before ?? { ok: true, lines: [], open: true, happening };
    case 'event':
      return withLines(before, id, [{ stream: 'stdout', text: JSON.stringify({ type: message.type, object: asWritten(message.object) }) }]);
    case 'output':
      return withLines(
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

function withLines(before: CommandResult | undefined, id: string, more: readonly ResultLine[]): CommandResult {
  const lines = [...(before?.lines ?? []), ...more];
  return { ok: true, open: true, happening: Number(id), response: before?.response ?? { code: 200, body: '' }, lines: lines.slice(firstKept(lines)) };
}

function firstKept(lines: readonly ResultLine[]): number {
  let first = lines.length;
  // The last line is kept, however long.
  for (let size = 0; first > 0 && lines.length - first < MOST_LINES; first--) {
    size += lines[first - 1]!.text.length;
    if (size > MOST_CHARACTERS && first < lines.length) break;
  }
  return first;
}

const ended = (before: CommandResult | undefined, id: string): CommandResult => {
  const { open: _over, ...rest } = before ?? { ok: true, lines: [], response: { code: 0, body: null } };
  return { ...rest, happening: Number(id) };
};
