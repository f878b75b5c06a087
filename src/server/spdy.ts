import { HeaderReader, HeaderWriter, SpdyError } from './spdy-headers.ts';

/**
 * The server's end of a SPDY/3.1 connection, as clients of Kubernetes use it: streams that the client opens, data both ways. Bytes in, bytes out; whatever
 * carries them. Neither flow control nor pushed streams: moby/spdystream, which all these clients use, has none either. A broken frame closes the connection.
 */
export interface SpdyEvents {
  readonly write: (bytes: Buffer) => void;
  /** The connection is of no more use: the client has left, or has sent what cannot be read. */
  readonly close: (why: string) => void;
  readonly opened: (stream: number, headers: ReadonlyMap<string, string>) => void;
  readonly data: (stream: number, bytes: Buffer) => void;
  /** The client sends nothing more on this stream; `reset`: it wants nothing more of it either. */
  readonly ended: (stream: number, reset: boolean) => void;
}

const TYPE = { synStream: 1, synReply: 2, rstStream: 3, settings: 4, ping: 6, goAway: 7, headers: 8, windowUpdate: 9 } as const;
const FIN = 1;
const VERSION = 3;
const HEAD = 8;
/** A client writes what it copies in pieces of 32 KiB. */
const MOST_FRAME = 1_048_576;
const MOST_BLOCK = 16_384;
const MOST_STREAMS = 1_000;

interface Stream {
  /** The client's half, and ours. */
  theirs: 'open' | 'ended';
  ours: 'open' | 'ended';
}

export class SpdyConnection {
  private readonly events: SpdyEvents;
  private readonly reader = new HeaderReader();
  private readonly writer = new HeaderWriter();
  private readonly streams = new Map<number, Stream>();
  private held: Buffer = Buffer.alloc(0);
  private last = 0;
  private pings = 0;
  private closed = false;

  constructor(events: SpdyEvents) {
    this.events = events;
  }

  receive(bytes: Buffer): void {
    if (this.closed) return;
    this.held = this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]);
    try {
      while (!this.closed && this.takeFrame());
    } catch (error) {
      this.fail(error instanceof SpdyError ? error.message : 'a frame cannot be read');
    }
  }

  send(stream: number, bytes: Buffer): void {
    if (this.closed || this.streams.get(stream)?.ours !== 'open') return;
    for (let at = 0; at < bytes.length; at += MOST_BLOCK) this.events.write(dataFrame(stream, bytes.subarray(at, at + MOST_BLOCK), 0));
  }

  /** Nothing more is sent on this stream. */
  end(stream: number): void {
    const state = this.streams.get(stream);
    if (this.closed || state?.ours !== 'open') return;
    state.ours = 'ended';
    this.events.write(dataFrame(stream, Buffer.alloc(0), FIN));
    this.forget(stream, state);
  }

  /** Asks for a sign of life. */
  ping(): void {
    if (this.closed) return;
    this.pings += 2;
    this.events.write(controlFrame(TYPE.ping, number(this.pings)));
  }

  private forget(stream: number, { ours, theirs }: Stream): void {
    if (ours === 'ended' && theirs === 'ended') this.streams.delete(stream);
  }

  private fail(why: string): void {
    if (this.closed) return;
    this.closed = true;
    this.streams.clear();
    this.events.close(why);
  }

  private takeFrame(): boolean {
    if (this.held.length < HEAD) return false;
    const size = this.held.readUIntBE(5, 3);
    if (size > MOST_FRAME) throw new SpdyError('a frame is too long');
    if (this.held.length < HEAD + size) return false;
    const frame = this.held.subarray(0, HEAD + size);
    this.held = this.held.subarray(HEAD + size);
    const isControl = (frame[0]! & 0x80) !== 0;
    if (isControl) this.control(frame);
    else this.takeData(frame.readUInt32BE(0), frame[4]!, frame.subarray(HEAD));
    return true;
  }

  private control(frame: Buffer): void {
    if ((frame.readUInt16BE(0) & 0x7fff) !== VERSION) throw new SpdyError('another version of SPDY');
    const [flags, body] = [frame[4]!, frame.subarray(HEAD)];
    switch (frame.readUInt16BE(2)) {
      case TYPE.synStream:
        return this.open(flags, body);
      case TYPE.rstStream:
        return this.reset(wholeNumber(body, 0));
      case TYPE.ping:
        // A client's have odd numbers; the others are its answers.
        if (wholeNumber(body, 0) % 2 === 1) this.events.write(controlFrame(TYPE.ping, body.subarray(0, 4)));
        return;
      case TYPE.goAway:
        return this.fail('the client leaves');
      case TYPE.headers:
        if (body.length > MOST_BLOCK) throw new SpdyError('headers come in a frame of a wrong length');
        this.reader.read(body.subarray(4));
        return;
      case TYPE.synReply:
      case TYPE.settings:
      case TYPE.windowUpdate:
        return;
      default:
        throw new SpdyError('a frame of a type that is not known');
    }
  }

  private open(flags: number, body: Buffer): void {
    const id = wholeNumber(body, 0);
    if (body.length < 10 || body.length > MOST_BLOCK) throw new SpdyError('a stream is opened with a frame of a wrong length');
    if (id % 2 === 0 || id <= this.last) throw new SpdyError(`stream ${id} cannot be opened`);
    if (this.streams.size >= MOST_STREAMS) throw new SpdyError('too many streams');
    this.last = id;
    const headers = this.reader.read(body.subarray(10));
    const state: Stream = { theirs: 'open', ours: 'open' };
    this.streams.set(id, state);
    this.events.write(controlFrame(TYPE.synReply, Buffer.concat([number(id), this.writer.write(new Map())])));
    this.events.opened(id, headers);
    if (flags & FIN) this.endTheirs(id, state);
  }

  private takeData(stream: number, flags: number, bytes: Buffer): void {
    const state = this.streams.get(stream);
    if (state?.theirs !== 'open') return;
    if (bytes.length > 0) this.events.data(stream, Buffer.from(bytes));
    if (flags & FIN) this.endTheirs(stream, state);
  }

  private endTheirs(stream: number, state: Stream): void {
    state.theirs = 'ended';
    this.forget(stream, state);
    this.events.ended(stream, false);
  }

  private reset(stream: number): void {
    if (this.streams.delete(stream)) this.events.ended(stream, true);
  }
}

function wholeNumber(bytes: Buffer, at: number): number {
  if (bytes.length < at + 4) throw new SpdyError('a frame is cut off');
  return bytes.readUInt32BE(at) & 0x7fffffff;
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function controlFrame(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt16BE(0x8000 | VERSION, 0);
  head.writeUInt16BE(type, 2);
  head.writeUIntBE(body.length, 5, 3);
  return Buffer.concat([head, body]);
}

function dataFrame(stream: number, body: Buffer, flags: number): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE(stream, 0);
  head[4] = flags;
  head.writeUIntBE(body.length, 5, 3);
  return Buffer.concat([head, body]);
}
