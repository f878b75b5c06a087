/** Protobuf's wire format (protobuf.dev/programming-guides/encoding): a message as its fields, in the order in which they were sent. */
export interface Entry {
  readonly number: number;
  /** Whole numbers, or bytes (strings, messages, numbers of fixed length). */
  readonly value: bigint | Uint8Array;
}

export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

export function readMessage(bytes: Uint8Array): readonly Entry[] {
  const entries: Entry[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new ProtobufError('unexpected EOF');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw new ProtobufError('proto: integer overflow');
  };
  const take = (length: number): Uint8Array => {
    if (length < 0 || at + length > bytes.length) throw new ProtobufError('unexpected EOF');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    if (number < 1) throw new ProtobufError(`proto: illegal tag ${number}`);
    switch (tag % 8) {
      case 0:
        entries.push({ number, value: varint() });
        break;
      case 1:
        entries.push({ number, value: take(8) });
        break;
      case 2:
        entries.push({ number, value: take(Number(varint())) });
        break;
      case 5:
        entries.push({ number, value: take(4) });
        break;
      default:
        throw new ProtobufError(`proto: illegal wireType ${tag % 8}`);
    }
  }
  return entries;
}
