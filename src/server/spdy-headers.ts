import { Unzlib } from 'fflate';

/**
 * Names and values of a SPDY/3.1 stream: compressed with zlib, of which both ends begin with a dictionary of common words.
 * Source: the SPDY protocol, draft 3.1, section 2.6.10.
 */
const WORDS = (
  'options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow authorization cache-control connection ' +
  'content-base content-encoding content-language content-length content-location content-md5 content-range content-type date etag expect expires from host ' +
  'if-match if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate proxy-authorization ' +
  'range referer retry-after server te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate method get status 200_OK version ' +
  'HTTP/1.1 url public set-cookie keep-alive origin'
)
  .split(' ')
  .map((word) => word.replace('_', ' '));
const REST =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505' +
  '203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden404 Not Found' +
  '500 Internal Server Error501 Not Implemented503 Service Unavailable' +
  'Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT' +
  'chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,public' +
  'privatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.';

export const DICTIONARY: Buffer = Buffer.concat([...WORDS.flatMap((word) => [length(word.length), Buffer.from(word)]), Buffer.from(REST)]);

function length(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export class SpdyError extends Error {
  override readonly name = 'SpdyError';
}

/** Of one stream; a client of the API has some hundred bytes of them. */
const MOST_HEADERS = 65_536;
const PUSHED = 256;

/** Reads the blocks of one direction of a connection, in order: they are one stream of zlib. */
export class HeaderReader {
  private chunks: Uint8Array[] = [];
  private size = 0;
  private readonly inflate = new Unzlib({ dictionary: DICTIONARY }, (chunk) => {
    this.size += chunk.length;
    if (this.size > MOST_HEADERS) throw new SpdyError('the headers of a stream are too long');
    this.chunks.push(chunk);
  });

  read(block: Uint8Array): ReadonlyMap<string, string> {
    this.chunks = [];
    this.size = 0;
    try {
      // What a piece unfolds to is there before its length can be looked at: at most a thousand times as much.
      for (let at = 0; at < block.length; at += PUSHED) this.inflate.push(block.subarray(at, at + PUSHED));
    } catch (error) {
      throw new SpdyError(error instanceof Error ? error.message : String(error));
    }
    return pairs(Buffer.concat(this.chunks));
  }
}

function pairs(bytes: Buffer): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let at = 0;
  const number = (): number => {
    if (at + 4 > bytes.length) throw new SpdyError('headers are cut off');
    at += 4;
    return bytes.readUInt32BE(at - 4);
  };
  const text = (): string => {
    const end = number() + at;
    if (end > bytes.length) throw new SpdyError('headers are cut off');
    const value = bytes.toString('latin1', at, end);
    at = end;
    return value;
  };
  for (let left = number(); left > 0; left--) {
    const name = text().toLowerCase();
    found.set(name, text());
  }
  return found;
}

/** Writes blocks as zlib that compresses nothing (stored blocks): what a server answers here has hardly any headers. */
export class HeaderWriter {
  private begun = false;

  write(headers: ReadonlyMap<string, string>): Buffer {
    const plain = Buffer.concat([
      length(headers.size),
      ...[...headers].flatMap(([name, value]) => [length(name.length), Buffer.from(name, 'latin1'), length(value.length), Buffer.from(value, 'latin1')]),
    ]);
    const stored = Buffer.alloc(5);
    stored.writeUInt16LE(plain.length, 1);
    stored.writeUInt16LE(~plain.length & 0xffff, 3);
    const begin = this.begun ? [] : [ZLIB_WITH_DICTIONARY];
    this.begun = true;
    return Buffer.concat([...begin, stored, plain, FLUSH]);
  }
}

/** An empty block: what stands before it can be read at once (Z_SYNC_FLUSH). */
const FLUSH = Buffer.from([0, 0, 0, 0xff, 0xff]);
/** RFC 1950: deflate, a window of 32 KiB, a dictionary, and its Adler-32. */
const ZLIB_WITH_DICTIONARY = Buffer.from([0x78, 0xbb, 0xe3, 0xc6, 0xa7, 0xc2]);
