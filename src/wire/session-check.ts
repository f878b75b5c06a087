import type { Command, Traffic } from './command.ts';
import type { RecordedCommand } from './instant.ts';
import type { OutsideInput } from './outside.ts';
import { type ApiRequest, DUPLICATES_LIMIT } from './request.ts';
import type { Session, SessionView } from './session.ts';

/**
 * Reads a session from data that came from anywhere (a link, a file). What is returned is made anew, field by field: nothing
 * unknown comes through, and what does not fit is refused as a whole, never half taken.
 */
export class SessionError extends Error {
  override readonly name = 'SessionError';
}

/**
 * `headerCharacters` bounds whatever stands in the head of a request, and the whole head where it comes over HTTP (src/server/http.ts): what gets in can be kept.
 * A real server takes 1 MiB and answers 431 to more, as here (Go's http.DefaultMaxHeaderBytes, apiserver pkg/server/secure_serving.go); each request is part of the
 * session, so less has to do. The longest that clients send is a selector.
 */
export const SESSION_LIMITS = {
  commands: 100_000,
  manifests: 200,
  textCharacters: 1_048_576,
  headerCharacters: 65_536,
  /** As many as Node's HTTP server reads of one request. */
  headers: 2_000,
  nodes: 5_000,
  depth: 100,
  perSecond: 10_000,
} as const;

export function checkSession(value: unknown): Session {
  const { v } = record(value, 'session');
  if (v !== 1)
    throw new SessionError(
      typeof v === 'number' && Number.isInteger(v) && v > 1
        ? `this link is of version ${v}; this page knows version 1`
        : 'this is no session of a known version',
    );
  const fields = only(value, 'session', ['v', 'scenario', 'seed', 'manifests', 'nodes', 'epochMs', 'commands', 'view']);
  return {
    v: 1,
    scenario: id(fields['scenario'], 'scenario'),
    seed: whole(fields['seed'], 'seed', [-0x80000000, 0xffffffff]),
    ...optional(fields, 'manifests', (it) => ({ manifests: list(it, 'manifests', SESSION_LIMITS.manifests).map((text, i) => words(text, `manifests[${i}]`)) })),
    ...optional(fields, 'nodes', (it) => ({ nodes: whole(it, 'nodes', [1, SESSION_LIMITS.nodes]) })),
    ...optional(fields, 'epochMs', (it) => ({ epochMs: whole(it, 'epochMs', [0, 253_402_300_799_000]) })),
    commands: inOrder(list(fields['commands'], 'commands', SESSION_LIMITS.commands).map((one, i) => recorded(one, `commands[${i}]`))),
    ...optional(fields, 'view', (it) => ({ view: view(it) })),
  };
}

/** The same for one command, before it is done: what comes from here can be written into a session and read again. */
export const checkedCommand = (value: unknown): Command => command(value, 'the command');

function view(value: unknown): SessionView {
  const fields = only(value, 'view', ['event', 'commands', 't', 'selected', 'lesson', 'dock']);
  return {
    ...optional(fields, 'event', (it) => ({ event: count(it, 'view.event') })),
    ...optional(fields, 'commands', (it) => ({ commands: count(it, 'view.commands') })),
    ...optional(fields, 't', (it) => ({ t: count(it, 'view.t') })),
    ...optional(fields, 'selected', (it) => ({ selected: words(it, 'view.selected', 600) })),
    ...optional(fields, 'dock', (it) => {
      if (it !== 'terminal' && it !== 'console') throw new SessionError('view.dock is neither terminal nor console');
      return { dock: it };
    }),
    ...optional(fields, 'lesson', (it) => {
      const lesson = only(it, 'view.lesson', ['id', 'step']);
      return { lesson: { id: id(lesson['id'], 'view.lesson.id'), step: count(lesson['step'], 'view.lesson.step') } };
    }),
  };
}

function recorded(value: unknown, at: string): RecordedCommand {
  const fields = only(value, at, ['event', 't', 'command']);
  return {
    event: count(fields['event'], `${at}.event`),
    t: count(fields['t'], `${at}.t`) as RecordedCommand['t'],
    command: command(fields['command'], `${at}.command`),
  };
}

function inOrder(commands: readonly RecordedCommand[]): readonly RecordedCommand[] {
  for (let i = 1; i < commands.length; i++)
    if (commands[i]!.event < commands[i - 1]!.event || commands[i]!.t < commands[i - 1]!.t)
      throw new SessionError(`commands[${i}] was given before the one in front of it`);
  return commands;
}

type Fields = Readonly<Record<string, unknown>>;

function command(value: unknown, at: string): Command {
  const { do: what } = record(value, at);
  const fields = (...names: readonly string[]): Fields => only(value, at, ['do', ...names]);
  const text = (of: Fields, name: string, most = 600): string => words(of[name], `${at}.${name}`, most);
  const flag = (of: Fields, name: string): boolean => truth(of[name], `${at}.${name}`);
  switch (what) {
    case 'apply': {
      const of = fields('source', 'namespace');
      return {
        do: 'apply',
        source: text(of, 'source', SESSION_LIMITS.textCharacters),
        ...optional(of, 'namespace', () => ({ namespace: text(of, 'namespace') })),
      };
    }
    case 'request':
    case 'kubectl':
    case 'interrupt':
    case 'input':
    case 'client':
    case 'edited':
    case 'client.input':
    case 'client.gone':
      return typedOutside(what, { fields, text, at });
    case 'container.exit': {
      const of = fields('pod', 'container', 'exitCode', 'reason');
      if (of['reason'] !== undefined && of['reason'] !== 'OOMKilled') throw new SessionError(`${at}.reason is not known`);
      return {
        do: 'container.exit',
        pod: text(of, 'pod'),
        container: text(of, 'container'),
        exitCode: whole(of['exitCode'], `${at}.exitCode`, [0, 255]),
        ...(of['reason'] === undefined ? {} : { reason: 'OOMKilled' as const }),
      };
    }
    case 'container.healthy': {
      const of = fields('pod', 'container', 'healthy');
      return { do: 'container.healthy', pod: text(of, 'pod'), container: text(of, 'container'), healthy: flag(of, 'healthy') };
    }
    case 'node.power': {
      const of = fields('node', 'on');
      return { do: 'node.power', node: text(of, 'node'), on: flag(of, 'on') };
    }
    case 'kubelet.process': {
      const of = fields('node', 'on', 'forget');
      return { do: 'kubelet.process', node: text(of, 'node'), on: flag(of, 'on'), ...optional(of, 'forget', () => ({ forget: flag(of, 'forget') })) };
    }
    case 'node.network': {
      const of = fields('node', 'connected');
      return { do: 'node.network', node: text(of, 'node'), connected: flag(of, 'connected') };
    }
    case 'component.switch': {
      const of = fields('component', 'on');
      return { do: 'component.switch', component: text(of, 'component'), on: flag(of, 'on') };
    }
    case 'traffic':
      return { do: 'traffic', traffic: traffic(fields('traffic')['traffic'], `${at}.traffic`) };
    case 'traffic.stop':
      return { do: 'traffic.stop', id: text(fields('id'), 'id') };
    case 'fault': {
      const of = fields('fault', 'args');
      return { do: 'fault', fault: id(of['fault'], `${at}.fault`), args: faultArgs(of['args'], `${at}.args`) };
    }
    default:
      throw new SessionError(`${at} is a command that is not known`);
  }
}

interface Reading {
  readonly fields: (...names: readonly string[]) => Fields;
  readonly text: (of: Fields, name: string, most?: number) => string;
  readonly at: string;
}

type FromOutside = 'request' | 'kubectl' | 'interrupt' | 'input' | 'edited' | 'client' | 'client.input' | 'client.gone';

/** What comes from buttons and the console, from terminals and from real clients. */
function typedOutside(what: FromOutside, { fields, text, at }: Reading): Command {
  switch (what) {
    case 'request': {
      const of = fields('request', 'said', 'console');
      if (of['console'] !== undefined && of['console'] !== true) throw new SessionError(`${at}.console is not true`);
      return {
        do: 'request',
        request: request(of['request'], `${at}.request`),
        ...optional(of, 'said', () => ({ said: text(of, 'said', SESSION_LIMITS.headerCharacters) })),
        ...(of['console'] === true ? { console: true as const } : {}),
      };
    }
    case 'kubectl': {
      const of = fields('line', 'terminal');
      return {
        do: 'kubectl',
        line: text(of, 'line', SESSION_LIMITS.textCharacters),
        ...optional(of, 'terminal', (it) => ({ terminal: id(it, `${at}.terminal`) })),
      };
    }
    case 'interrupt':
      return { do: 'interrupt', ...optional(fields('terminal'), 'terminal', (it) => ({ terminal: id(it, `${at}.terminal`) })) };
    case 'client': {
      const of = fields('exchange', 'agent', 'request');
      return {
        do: 'client',
        exchange: text(of, 'exchange'),
        agent: text(of, 'agent', SESSION_LIMITS.headerCharacters),
        request: request(of['request'], `${at}.request`),
      };
    }
    case 'input': {
      const of = fields('terminal', 'text', 'end');
      if (of['end'] !== undefined && of['end'] !== true) throw new SessionError(`${at}.end is not true`);
      return {
        do: 'input',
        text: text(of, 'text', SESSION_LIMITS.textCharacters),
        ...optional(of, 'terminal', (it) => ({ terminal: id(it, `${at}.terminal`) })),
        ...(of['end'] === true ? { end: true as const } : {}),
      };
    }
    case 'edited': {
      const of = fields('terminal', 'text');
      return {
        do: 'edited',
        text: of['text'] === null ? null : text(of, 'text', SESSION_LIMITS.textCharacters),
        ...optional(of, 'terminal', (it) => ({ terminal: id(it, `${at}.terminal`) })),
      };
    }
    case 'client.input': {
      const of = fields('exchange', 'input');
      return { do: 'client.input', exchange: text(of, 'exchange'), input: outsideInput(of['input'], `${at}.input`) };
    }
    case 'client.gone':
      return { do: 'client.gone', exchange: text(fields('exchange'), 'exchange') };
  }
}

function outsideInput(value: unknown, at: string): OutsideInput {
  const { is } = record(value, at);
  const fields = (...names: readonly string[]): Fields => only(value, at, ['is', ...names]);
  const number = (of: Fields, name: string): number => whole(of[name], `${at}.${name}`, [0, 0x7fffffff]);
  switch (is) {
    case 'text':
      return { is, text: words(fields('text')['text'], `${at}.text`) };
    case 'end':
      fields();
      return { is };
    case 'resize': {
      const of = fields('columns', 'rows');
      return { is, columns: number(of, 'columns'), rows: number(of, 'rows') };
    }
    case 'connect': {
      const of = fields('connection', 'port');
      return { is, connection: number(of, 'connection'), port: number(of, 'port') };
    }
    case 'data': {
      const of = fields('connection', 'text');
      return { is, connection: number(of, 'connection'), text: words(of['text'], `${at}.text`) };
    }
    case 'hang-up':
      return { is, connection: number(fields('connection'), 'connection') };
    default:
      throw new SessionError(`${at} is an input that is not known`);
  }
}

function traffic(value: unknown, at: string): Traffic {
  const of = only(value, at, ['id', 'from', 'url', 'perSecond']);
  const perSecond = of['perSecond'];
  if (typeof perSecond !== 'number' || !(perSecond >= 0 && perSecond <= SESSION_LIMITS.perSecond))
    throw new SessionError(`${at}.perSecond is not from 0 to ${SESSION_LIMITS.perSecond}`);
  return { id: words(of['id'], `${at}.id`, 600), from: words(of['from'], `${at}.from`, 600), url: words(of['url'], `${at}.url`, 2_000), perSecond };
}

const METHODS: ReadonlySet<unknown> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

function request(value: unknown, at: string): ApiRequest {
  const of = only(value, at, ['method', 'path', 'query', 'contentType', 'accept', 'body', 'duplicates', 'user', 'groups']);
  if (!METHODS.has(of['method'])) throw new SessionError(`${at}.method is not known`);
  const path = words(of['path'], `${at}.path`, SESSION_LIMITS.headerCharacters);
  if (!path.startsWith('/') || path.startsWith('//')) throw new SessionError(`${at}.path is no path of the API`);
  return {
    method: of['method'] as ApiRequest['method'],
    path,
    ...optional(of, 'query', (it) => ({
      query: Object.fromEntries(
        Object.entries(record(it, `${at}.query`)).map(([key, text]) => [key, words(text, `${at}.query`, SESSION_LIMITS.headerCharacters)]),
      ),
    })),
    ...optional(of, 'contentType', (it) => ({ contentType: words(it, `${at}.contentType`, SESSION_LIMITS.headerCharacters) })),
    ...optional(of, 'accept', (it) => ({ accept: words(it, `${at}.accept`, SESSION_LIMITS.headerCharacters) })),
    ...optional(of, 'body', (it) => ({ body: json(it, `${at}.body`, 0) as never })),
    ...optional(of, 'duplicates', (it) => ({
      duplicates: list(it, `${at}.duplicates`, DUPLICATES_LIMIT).map((one) => words(one, `${at}.duplicates`, SESSION_LIMITS.headerCharacters)),
    })),
    ...optional(of, 'user', (it) => ({ user: words(it, `${at}.user`, SESSION_LIMITS.headerCharacters) })),
    ...optional(of, 'groups', (it) => ({
      groups: list(it, `${at}.groups`, SESSION_LIMITS.headers).map((group) => words(group, `${at}.groups`, SESSION_LIMITS.headerCharacters)),
    })),
  };
}

function faultArgs(value: unknown, at: string): { readonly [name: string]: string | number | boolean } {
  return Object.fromEntries(
    Object.entries(record(value, at)).map(([name, it]) => {
      if (typeof it === 'string') return [name, words(it, at, 600)];
      if (typeof it === 'boolean' || (typeof it === 'number' && Number.isFinite(it))) return [name, it];
      throw new SessionError(`${at}.${name} is no plain value`);
    }),
  );
}

function json(value: unknown, at: string, depth: number): unknown {
  if (depth > SESSION_LIMITS.depth) throw new SessionError(`${at} is nested too deep`);
  if (Array.isArray(value)) return value.map((item) => json(item, at, depth + 1));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, json(item, at, depth + 1)]));
  return value;
}

function record(value: unknown, at: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SessionError(`${at} is no record`);
  return value as Fields;
}

function only(value: unknown, at: string, names: readonly string[]): Fields {
  const fields = record(value, at);
  for (const name of Object.keys(fields)) if (!names.includes(name)) throw new SessionError(`${at} has a field that is not known: ${name.slice(0, 60)}`);
  return fields;
}

const optional = <T extends object>(fields: Fields, name: string, read: (value: unknown) => T): T | Record<never, never> =>
  fields[name] === undefined ? {} : read(fields[name]);

function list(value: unknown, at: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new SessionError(`${at} is no list`);
  if (value.length > most) throw new SessionError(`${at} has more than ${most} entries`);
  return value;
}

function words(value: unknown, at: string, most: number = SESSION_LIMITS.textCharacters): string {
  if (typeof value !== 'string') throw new SessionError(`${at} is no text`);
  if (value.length > most) throw new SessionError(`${at} is longer than ${most} characters`);
  return value;
}

/** Names of things in tables: never an address. */
function id(value: unknown, at: string): string {
  if (typeof value !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(value)) throw new SessionError(`${at} is no name`);
  return value;
}

function truth(value: unknown, at: string): boolean {
  if (typeof value !== 'boolean') throw new SessionError(`${at} is neither true nor false`);
  return value;
}

function whole(value: unknown, at: string, [least, most]: readonly [number, number]): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || Object.is(value, -0) || value < least || value > most)
    throw new SessionError(`${at} is no whole number from ${least} to ${most}`);
  return value;
}

const count = (value: unknown, at: string): number => whole(value, at, [0, Number.MAX_SAFE_INTEGER]);
