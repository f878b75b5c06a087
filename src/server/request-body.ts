import type { Json } from '../base/json.ts';

/**
 * A request's body as data. JSON is what clients send; the other two that a real server takes (protobuf, CBOR) are refused, and clients then
 * go on in JSON.
 */
export function readJsonBody(bytes: Buffer, contentType: string | undefined): { readonly value: Json } | { readonly error: string } | 'unsupported' {
  const type = (contentType ?? 'application/json').split(';')[0]!.trim().toLowerCase();
  if (type === 'application/vnd.kubernetes.protobuf' || type === 'application/cbor') return 'unsupported';
  const text = bytes.toString('utf8');
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return { error: unrecognised(bytes) };
  }
}

const unrecognised = (bytes: Buffer): string => {
  const hex = bytes.subarray(0, 30).toString('hex');
  return `couldn't get version/kind; json parse error: invalid JSON (${hex}${bytes.length > 30 ? ' ...' : ''})`;
};
