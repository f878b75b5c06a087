import type { OutsideInput, OutsideMessage } from '../wire/outside.ts';
import { ByteReader, bytesOf, piecesOf } from './byte-stream.ts';
import type { Exchange } from './host.ts';
import { SpdyConnection, type SpdyEvents } from './spdy.ts';
import { toStatus } from './status.ts';
import { type Flow, flowOf, Hold, negotiated, refuseUpgrade, type Spoken, toSpdy, toWebSocket, type Upgrade, type UpgradeAsked } from './upgrade.ts';

/**
 * pods/NAME/portforward, in the three ways clients ask for it: SPDY/3.1 within a WebSocket (kubectl since 1.31), SPDY/3.1 (older ones, and what kubectl falls
 * back to), or the channels of a WebSocket (libraries). Upstream: apiserver pkg/util/proxy (tunnelling), kubelet pkg/cri/streaming/portforward
 * (httpstream.go, websocket.go).
 */
const TUNNEL = 'SPDY/3.1+portforward.k8s.io';
const SPEAKS = { websocket: [TUNNEL, 'v4.channel.k8s.io'], spdy: ['portforward.k8s.io'] } as const;

/** What became of one connection; `input` hands in what the client sends. */
interface Ports {
  hear(message: OutsideMessage): void;
}

export function portForward(of: UpgradeAsked, connection: Upgrade): void {
  const { host, agent, asked } = of;
  const spoken = negotiated(connection, SPEAKS);
  if (!spoken) return;
  const ports = spoken.protocol === 'v4.channel.k8s.io' ? portsOf(of.parameters) : [];
  if (typeof ports === 'string') return refuseUpgrade(connection, { code: 400, body: toStatus(400, 'BadRequest', ports) });
  let running: Exchange | undefined;
  let to: Ports | undefined;
  const hold = new Hold();
  const input = (given: OutsideInput): void => {
    if (running?.input(given) === false) hold.pause();
  };
  const hear = (message: OutsideMessage): void => {
    if (message.is === 'closed') hold.resume();
    if (message.is === 'answer') return refuseUpgrade(connection, message.response);
    if (message.is !== 'opened') return to?.hear(message);
    upgraded(of, { connection, spoken, ports, input }, (made, flow) => {
      to = made;
      hold.use(flow);
    });
  };
  running = host.open({ agent, request: asked }, hear, () => hold.resume());
  connection.socket.on('close', () => {
    hold.resume();
    running?.close();
  });
}

/** The ports a client of the channels wants, or what is wrong with them. */
function portsOf(parameters: URLSearchParams): readonly number[] | string {
  const given = parameters.getAll('ports').flatMap((one) => one.split(','));
  if (given.length === 0) return 'query parameter "port" is required';
  const wrong = given.find((one) => !/^\d{1,5}$/.test(one) || Number(one) < 1 || Number(one) > 65_535);
  return wrong === undefined ? given.map(Number) : `unable to parse ${JSON.stringify(wrong)} as a port`;
}

interface Upgrading {
  readonly connection: Upgrade;
  readonly spoken: Spoken;
  readonly ports: readonly number[];
  readonly input: (given: OutsideInput) => void;
}

function upgraded({ patienceMs }: UpgradeAsked, { connection, spoken, ports, input }: Upgrading, use: (ports: Ports, from: Flow) => void): void {
  const how = { protocol: spoken.protocol, patienceMs };
  if (spoken.by === 'spdy') {
    const { socket } = connection;
    const made = new SpdyPorts(input, { start: (events) => toSpdy(connection, how, events), close: () => socket.end() });
    return use(made, flowOf(socket, made.spdy));
  }
  toWebSocket(connection, how, (webSocket, write) => {
    const close = (): void => webSocket.close(1000);
    if (spoken.protocol !== TUNNEL) {
      const channels = new ChannelPorts(ports, { input, write, close });
      webSocket.on('message', (data: Buffer) => channels.receive(data));
      use(channels, webSocket);
      // The exchange is known to us when its opening has been told.
      return queueMicrotask(() => channels.start());
    }
    const start = (events: Omit<SpdyEvents, 'write' | 'close'>): SpdyConnection => new SpdyConnection({ ...events, write, close });
    const tunnelled = new SpdyPorts(input, { start, close });
    webSocket.on('message', (data: Buffer) => tunnelled.spdy.receive(data));
    use(tunnelled, webSocket);
  });
}

interface Pair {
  readonly connection: number;
  error: number | undefined;
  data: number | undefined;
  readonly reader: ByteReader;
}

interface Below {
  readonly start: (events: Omit<SpdyEvents, 'write' | 'close'>) => SpdyConnection;
  readonly close: () => void;
}

/** For each connection the client opens two streams with the same request id: one for an error, one for the bytes. */
class SpdyPorts implements Ports {
  readonly spdy: SpdyConnection;
  private readonly below: Below;
  private readonly input: (given: OutsideInput) => void;
  private readonly pairs = new Map<string, Pair>();
  private next = 1;

  constructor(input: (given: OutsideInput) => void, below: Below) {
    this.input = input;
    this.below = below;
    this.spdy = below.start({
      opened: (id, headers) => this.opened(id, headers),
      data: (id, bytes) => this.data(id, bytes),
      ended: (id) => this.ended(id),
    });
  }

  private opened(id: number, headers: ReadonlyMap<string, string>): void {
    const [type, request = '', port] = [headers.get('streamtype'), headers.get('requestid'), Number(headers.get('port'))];
    if ((type !== 'data' && type !== 'error') || !Number.isInteger(port) || port < 1 || port > 65_535) return this.spdy.end(id);
    const pair = this.pairs.get(request) ?? { connection: this.next++, error: undefined, data: undefined, reader: new ByteReader() };
    if (pair[type] !== undefined) return this.spdy.end(id);
    pair[type] = id;
    this.pairs.set(request, pair);
    if (pair.error !== undefined && pair.data !== undefined) this.input({ is: 'connect', connection: pair.connection, port });
  }

  private withData(id: number): Pair | undefined {
    for (const pair of this.pairs.values()) if (pair.data === id) return pair;
    return undefined;
  }

  private data(id: number, bytes: Buffer): void {
    const pair = this.withData(id);
    if (pair) for (const text of piecesOf(pair.reader.read(bytes))) this.input({ is: 'data', connection: pair.connection, text });
  }

  private ended(id: number): void {
    const pair = this.withData(id);
    if (pair) this.input({ is: 'hang-up', connection: pair.connection });
  }

  hear(message: OutsideMessage): void {
    if (message.is === 'closed') return this.below.close();
    if (message.is !== 'data' && message.is !== 'hung-up') return;
    const [request, pair] = [...this.pairs].find(([, { connection }]) => connection === message.connection) ?? [];
    if (request === undefined || !pair) return;
    if (message.is === 'data') return this.spdy.send(pair.data!, bytesOf(message.text));
    this.pairs.delete(request);
    if (message.error !== undefined) this.spdy.send(pair.error!, Buffer.from(message.error));
    this.spdy.end(pair.error!);
    this.spdy.end(pair.data!);
  }
}

interface ChannelEnds {
  readonly input: (given: OutsideInput) => void;
  readonly write: (bytes: Buffer) => void;
  readonly close: () => void;
}

/** Two channels for each port, bytes on the even one and errors on the odd one; each begins with the port's number. */
class ChannelPorts implements Ports {
  private readonly ports: readonly number[];
  private readonly ends: ChannelEnds;
  private readonly readers: readonly ByteReader[];
  private open: number;

  constructor(ports: readonly number[], ends: ChannelEnds) {
    this.ports = ports;
    this.ends = ends;
    this.readers = ports.map(() => new ByteReader());
    this.open = ports.length;
  }

  start(): void {
    this.ports.forEach((port, i) => {
      for (const channel of [2 * i, 2 * i + 1]) this.ends.write(Buffer.from([channel, port & 255, port >> 8]));
      this.ends.input({ is: 'connect', connection: i, port });
    });
  }

  receive(data: Buffer): void {
    const connection = (data[0] ?? 1) / 2;
    const text = this.readers[connection]?.read(data.subarray(1)) ?? '';
    for (const piece of piecesOf(text)) this.ends.input({ is: 'data', connection, text: piece });
  }

  hear(message: OutsideMessage): void {
    if (message.is === 'closed') return this.ends.close();
    if (message.is === 'data') this.ends.write(Buffer.concat([Buffer.from([2 * message.connection]), bytesOf(message.text)]));
    if (message.is !== 'hung-up') return;
    if (message.error !== undefined) this.ends.write(Buffer.concat([Buffer.from([2 * message.connection + 1]), Buffer.from(message.error)]));
    if (--this.open === 0) this.ends.close();
  }
}
