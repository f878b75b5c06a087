import zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DICTIONARY, HeaderReader, HeaderWriter } from './spdy-headers.ts';
import { SpdyConnection } from './spdy.ts';

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const block = (headers: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat([
    u32(Object.keys(headers).length),
    ...Object.entries(headers).flatMap(([name, value]) => [u32(name.length), Buffer.from(name), u32(value.length), Buffer.from(value)]),
  ]);

const first = (headers: Readonly<Record<string, string>>): Buffer =>
  zlib.deflateSync(block(headers), { dictionary: DICTIONARY, finishFlush: zlib.constants.Z_SYNC_FLUSH });

/** As a client compresses them: one stream of zlib, flushed after each block. */
async function blocks(all: readonly Readonly<Record<string, string>>[]): Promise<readonly Buffer[]> {
  const deflate = zlib.createDeflate({ dictionary: DICTIONARY, level: 9 });
  const made: Buffer[] = [];
  for (const headers of all) {
    deflate.write(block(headers));
    await new Promise<void>((resolve) => deflate.flush(resolve));
    made.push(deflate.read() as Buffer);
  }
  return made;
}

const control = (type: number, flags: number, body: Buffer): Buffer => {
  const head = Buffer.from([0x80, 3, 0, type, flags, 0, 0, 0]);
  head.writeUIntBE(body.length, 5, 3);
  return Buffer.concat([head, body]);
};
const data = (stream: number, flags: number, text: string): Buffer => {
  const head = Buffer.concat([u32(stream), Buffer.from([flags, 0, 0, 0])]);
  head.writeUIntBE(text.length, 5, 3);
  return Buffer.concat([head, Buffer.from(text)]);
};
const syn = (stream: number, compressed: Buffer, flags = 0): Buffer => control(1, flags, Buffer.concat([u32(stream), u32(0), Buffer.from([0, 0]), compressed]));

function connection() {
  const said: string[] = [];
  const written: Buffer[] = [];
  const spdy: SpdyConnection = new SpdyConnection({
    write: (bytes) => void written.push(bytes),
    close: (why) => void said.push(`closed: ${why}`),
    opened: (stream, headers) => void said.push(`opened ${stream} ${JSON.stringify([...headers])}`),
    data: (stream, bytes) => void said.push(`data ${stream} ${bytes.toString()}`),
    ended: (stream, reset) => void said.push(`${reset ? 'reset' : 'ended'} ${stream}`),
  });
  return { spdy, said, written };
}

describe('the dictionary', () => {
  it('is the one of SPDY/3', () => {
    let [a, b] = [1, 0];
    for (const byte of DICTIONARY) {
      a = (a + byte) % 65_521;
      b = (b + a) % 65_521;
    }
    expect((b * 65_536 + a).toString(16)).toBe('e3c6a7c2');
  });

  it('compresses what is read block by block, and what is written can be read', async () => {
    const reader = new HeaderReader();
    const all = Array.from({ length: 50 }, (_, i) => ({ streamtype: i % 2 ? 'data' : 'error', port: String(8_000 + i), requestid: String(i) }));
    const compressed = await blocks(all);
    all.forEach((headers, i) => expect(Object.fromEntries(reader.read(compressed[i]!))).toEqual(headers));
    const writer = new HeaderWriter();
    const written = Buffer.concat([writer.write(new Map()), writer.write(new Map([['a', 'bc']]))]);
    const plain = zlib.inflateSync(written, { dictionary: DICTIONARY, finishFlush: zlib.constants.Z_SYNC_FLUSH });
    expect(plain).toEqual(Buffer.concat([block({}), block({ a: 'bc' })]));
  });
});

describe('a block of headers', () => {
  it('is not unfolded further than headers may be long', () => {
    const bomb = zlib.deflateSync(Buffer.alloc(60_000_000), { dictionary: DICTIONARY });
    expect(bomb.length).toBeLessThan(100_000);
    const before = process.memoryUsage().arrayBuffers;
    for (const length of [16_384, bomb.length]) expect(() => new HeaderReader().read(bomb.subarray(0, length))).toThrow('the headers of a stream are too long');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4_000_000);
  });

  it('may be as long as a frame, of whatever bytes', () => {
    // What looks like noise, which is stored as it is, and words, which are not.
    const noise = Array.from({ length: 12_000 }, (_, i) => String.fromCharCode(33 + ((i * i * 31 + i * 7) % 89))).join('');
    for (const headers of [{ noise }, { words: 'data error '.repeat(4_000) }, { noise: noise.slice(0, 300), port: '80' }])
      for (const level of [0, 1, 9]) {
        const compressed = zlib.deflateSync(block(headers), { dictionary: DICTIONARY, level, finishFlush: zlib.constants.Z_SYNC_FLUSH });
        expect(Object.fromEntries(new HeaderReader().read(compressed))).toEqual(headers);
      }
  });
});

describe('a connection', () => {
  it('opens streams, carries data in any pieces, and ends', async () => {
    const { spdy, said, written } = connection();
    const [error, stream] = await blocks([{ streamtype: 'error' }, { streamtype: 'data' }]);
    const all = Buffer.concat([
      syn(1, error!, 1),
      syn(3, stream!),
      control(6, 0, u32(7)),
      control(4, 0, u32(0)),
      data(3, 0, 'GET'),
      data(3, 1, ' /'),
      data(5, 0, 'nobody'),
    ]);
    for (const byte of all) spdy.receive(Buffer.from([byte]));
    expect(said).toEqual(['opened 1 [["streamtype","error"]]', 'ended 1', 'opened 3 [["streamtype","data"]]', 'data 3 GET', 'data 3  /', 'ended 3']);
    expect(written.at(-1)).toEqual(control(6, 0, u32(7)));
    spdy.send(3, Buffer.from('hello'));
    spdy.end(3);
    spdy.send(3, Buffer.from('too late'));
    expect(written.slice(-2)).toEqual([data(3, 0, 'hello'), data(3, 1, '')]);
    spdy.receive(control(3, 0, Buffer.concat([u32(1), u32(5)])));
    expect(said.at(-1)).toBe('reset 1');
    spdy.receive(control(7, 0, Buffer.alloc(8)));
    expect(said.at(-1)).toBe('closed: the client leaves');
  });

  it.each([
    ['another version', Buffer.from([0x80, 2, 0, 1, 0, 0, 0, 0]), 'another version of SPDY'],
    ['a type that is not known', control(99, 0, Buffer.alloc(0)), 'a frame of a type that is not known'],
    ['a frame that is too long', Buffer.from([0x80, 3, 0, 1, 0, 0xff, 0xff, 0xff]), 'a frame is too long'],
    ['a stream the server would open', syn(2, first({})), 'stream 2 cannot be opened'],
    ['headers that are no zlib', syn(1, Buffer.from('nonsense')), expect.anything()],
    ['a stream without headers', control(1, 0, u32(1)), expect.anything()],
    ['headers that are cut off', syn(1, first({ a: 'b' }).subarray(0, 8)), expect.anything()],
    ['headers in a frame of a wrong length', control(8, 0, Buffer.alloc(16_385)), 'headers come in a frame of a wrong length'],
    ['a bomb', syn(1, first({ a: 'b'.repeat(3_000_000) })), expect.anything()],
  ])('is closed by %s', (_, bytes, why) => {
    const { spdy, said } = connection();
    spdy.receive(bytes);
    expect(said).toEqual([typeof why === 'string' ? `closed: ${why}` : expect.stringMatching(/^closed: /)]);
    spdy.receive(syn(9, first({})));
    expect(said).toHaveLength(1);
  });

  it('never throws, whatever comes', async () => {
    const [error, stream] = await blocks([{ streamtype: 'error' }, { streamtype: 'data', port: '80' }]);
    const good = Buffer.concat([syn(1, error!), syn(3, stream!), data(3, 0, 'x')]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(150), fc.nat(255), (noise, at, byte) => {
        const { spdy } = connection();
        spdy.receive(Buffer.from(noise));
        const broken = Buffer.from(good);
        broken[at % broken.length] = byte;
        const other = connection();
        other.spdy.receive(broken);
        other.spdy.receive(Buffer.from(noise));
        expect(other.said.filter((one) => one.startsWith('closed')).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });
});
