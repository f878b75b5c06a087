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
