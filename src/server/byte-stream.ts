import { bytesFromText, textFromBytes, unfinishedBytes } from '../base/byte-text.ts';

/** Bytes that come in pieces, as text: a character that falls between two pieces is held back until it is whole. */
export class ByteReader {
  private held: Buffer = Buffer.alloc(0);

  read(piece: Buffer): string {
    const all = this.held.length === 0 ? piece : Buffer.concat([this.held, piece]);
    const cut = all.length - unfinishedBytes(all);
    this.held = all.subarray(cut);
    return textFromBytes(all.subarray(0, cut));
  }

  /** Nothing more comes. */
  end(): string {
    const last = textFromBytes(this.held);
    this.held = Buffer.alloc(0);
    return last;
  }
}

export const bytesOf = (text: string): Buffer => Buffer.from(bytesFromText(text));

/** Characters of one piece; a command of a session holds a few times as many. */
const PIECE = 65_536;

/** A text in pieces small enough for a command each; pairs of surrogates stay together. */
export function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const isWithinPair = /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at + PIECE - 1, at + PIECE + 1));
    const end = at + PIECE - (isWithinPair ? 1 : 0);
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}
