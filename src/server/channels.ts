import type { WebSocket } from 'ws';
import type { OutsideInput, OutsideMessage } from '../wire/outside.ts';
import { ByteReader, bytesOf, piecesOf } from './byte-stream.ts';
import type { Exchange } from './host.ts';
import type { SpdyConnection } from './spdy.ts';
import { type Flow, flowOf, Hold, negotiated, refuseUpgrade, toSpdy, toWebSocket, type Upgrade, type UpgradeAsked } from './upgrade.ts';

/**
 * Streams of a program in a container (exec, attach). Over one WebSocket each message begins with the number of its stream; over SPDY each is a stream of its
 * own. Upstream: apimachinery pkg/util/remotecommand/constants.go, kubelet pkg/cri/streaming/remotecommand (websocket.go, httpstream.go).
 */
const SPEAKS = { websocket: ['v5.channel.k8s.io', 'v4.channel.k8s.io'], spdy: ['v4.channel.k8s.io'] } as const;
const STREAM = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4 } as const;
/** v5: a stream has ended; its number follows. */
const CLOSE = 255;

type Output = Extract<OutsideMessage, { readonly is: 'output' }>;

/** The client's end, once the connection is upgraded. */
interface Receiver {
  send(output: Output): void;
  end(): void;
}

export function channels(of: UpgradeAsked, connection: Upgrade): void {
  const { host, agent, asked, patienceMs } = of;
  const spoken = negotiated(connection, SPEAKS);
  if (!spoken) return;
  let to: Receiver | undefined;
  let running: Exchange | undefined;
  const waiting: OutsideMessage[] = [];
  /** It stands still while the program does not take what is there. */
  const hold = new Hold();
  const input = (given: OutsideInput): void => {
    if (running?.input(given) === false) hold.pause();
  };
  const ready = (receiver: Receiver): void => {
    to = receiver;
    for (const late of waiting.splice(0)) pass(receiver, late);
  };
  const hear = (message: OutsideMessage): void => {
    // Who leaves says so in what is not read yet.
    if (message.is === 'closed') hold.resume();
    if (message.is === 'answer') return refuseUpgrade(connection, message.response);
    if (message.is !== 'opened') return to ? pass(to, message) : void waiting.push(message);
    const how = { protocol: spoken.protocol, patienceMs };
    if (spoken.by === 'spdy') return hold.use(new SpdyChannels(asked.query ?? {}, { input, ready }).start(connection, how));
    toWebSocket(connection, how, (webSocket, write) => {
      hold.use(webSocket);
      listen(webSocket, input);
      webSocket.on('close', () => running?.close());
      ready({ send: ({ channel, text }) => write(Buffer.concat([Buffer.from([STREAM[channel]]), bytesOf(text)])), end: () => webSocket.close(1000) });
    });
  };
  running = host.open({ agent, request: asked }, hear, () => hold.resume());
  connection.socket.on('close', () => {
    hold.resume();
    running?.close();
  });
}

function pass(to: Receiver, message: OutsideMessage): void {
  if (message.is === 'output') to.send(message);
  if (message.is === 'closed') to.end();
}

function listen(webSocket: WebSocket, input: (given: OutsideInput) => void): void {
  const stdin = new ByteReader();
  webSocket.on('message', (data: Buffer) => {
    for (const given of inputsOf(data, stdin)) input(given);
  });
}

/** What a message of the client says; nothing when it says nothing that is known. */
function inputsOf(data: Buffer, stdin: ByteReader): readonly OutsideInput[] {
  const rest = data.subarray(1);
  switch (data[0]) {
    case STREAM.stdin:
      return textOf(stdin.read(rest));
    case STREAM.resize:
      return sizeOf(rest.toString());
    case CLOSE:
      return rest[0] === STREAM.stdin ? [...textOf(stdin.end()), { is: 'end' }] : [];
    default:
      return [];
  }
}

const textOf = (text: string): readonly OutsideInput[] => piecesOf(text).map((piece) => ({ is: 'text', text: piece }));

function sizeOf(text: string): readonly OutsideInput[] {
  try {
    const { Width: columns, Height: rows } = JSON.parse(text) as { readonly Width?: unknown; readonly Height?: unknown };
    return isSize(columns) && isSize(rows) ? [{ is: 'resize', columns, rows }] : [];
  } catch {
    // No size: the terminal stays as large as it was, as where a message of another kind came.
    return [];
  }
}

const isSize = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0 && (value as number) <= 0xffff;

interface Wires {
  readonly input: (given: OutsideInput) => void;
  readonly ready: (receiver: Receiver) => void;
}

/** The client opens a stream for each of those it asked for; when all are there, what was written meanwhile is sent. */
class SpdyChannels implements Receiver {
  private readonly wires: Wires;
  private readonly missing: Set<string>;
  private readonly streams = new Map<string, number>();
  private readonly stdin = new ByteReader();
  private spdy: SpdyConnection | undefined;
  private socket: Upgrade['socket'] | undefined;

  constructor(query: Readonly<Record<string, string>>, wires: Wires) {
    const on = (name: string): boolean => /^(?:1|t|true)$/i.test(query[name] ?? '');
    const tty = on('tty');
    this.wires = wires;
    this.missing = new Set(['error', ...['stdin', 'stdout'].filter(on), ...(on('stderr') && !tty ? ['stderr'] : []), ...(tty ? ['resize'] : [])]);
  }

  start(connection: Upgrade, how: Parameters<typeof toSpdy>[1]): Flow {
    this.socket = connection.socket;
    this.spdy = toSpdy(connection, how, {
      opened: (id, headers) => this.opened(id, headers.get('streamtype') ?? ''),
      data: (id, bytes) => this.data(id, bytes),
      ended: (id) => {
        if (id !== this.streams.get('stdin')) return;
        for (const given of [...textOf(this.stdin.end()), { is: 'end' } as const]) this.wires.input(given);
      },
    });
    return flowOf(connection.socket, this.spdy);
  }

  private opened(id: number, type: string): void {
    this.streams.set(type, id);
    this.missing.delete(type);
    if (this.missing.size === 0) this.wires.ready(this);
  }

  private data(id: number, bytes: Buffer): void {
    if (id === this.streams.get('stdin')) for (const given of textOf(this.stdin.read(bytes))) this.wires.input(given);
    // One size of the terminal a line.
    if (id === this.streams.get('resize')) for (const line of bytes.toString().split('\n')) for (const given of sizeOf(line)) this.wires.input(given);
  }

  send({ channel, text }: Output): void {
    const id = this.streams.get(channel);
    if (id !== undefined) this.spdy?.send(id, bytesOf(text));
  }

  end(): void {
    for (const id of this.streams.values()) this.spdy?.end(id);
    this.socket?.end();
  }
}
