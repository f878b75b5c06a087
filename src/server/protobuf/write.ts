/** Protobuf's wire format, written: fields one after another (protobuf.dev/programming-guides/encoding). */
export const message = (...fields: readonly Uint8Array[]): Buffer => Buffer.concat(fields);

/** A string, bytes or a message; nothing for what is not there. */
export function field(number: number, value: string | Uint8Array | undefined): Buffer {
  if (value === undefined) return NOTHING;
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

export const repeated = (number: number, values: readonly (string | Uint8Array)[]): Buffer => Buffer.concat(values.map((value) => field(number, value)));

export const flag = (number: number, value: boolean | undefined): Buffer => (value ? Buffer.concat([varint(number * 8), Buffer.from([1])]) : NOTHING);

const NOTHING = Buffer.alloc(0);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
