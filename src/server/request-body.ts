import type { Json } from '../base/json.ts';
import { readYaml } from '../kubectl/yaml.ts';
import { decodeProtobuf, ProtobufError } from './protobuf/decode.ts';

/**
 * A request's body as data: JSON, YAML (of which JSON is a part), or protobuf, which kubectl's generators send. CBOR is refused, as by a server whose
 * feature gate is off; whether the API takes a type at all it says itself.
 */
export function readBody(bytes: Buffer, contentType: string | undefined): { readonly value: Json } | { readonly error: string } | 'unsupported' {
  const type = (contentType ?? 'application/json').split(';')[0]!.trim().toLowerCase();
  if (type === 'application/cbor') return 'unsupported';
  if (type === 'application/vnd.kubernetes.protobuf') return fromProtobuf(bytes);
  const text = bytes.toString('utf8');
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return type.endsWith('yaml') ? fromYaml(text) : { error: unrecognised(bytes) };
  }
}

function fromYaml(text: string): { readonly value: Json } | { readonly error: string } {
  const { documents, problem } = readYaml(text);
  if (problem) return { error: `error decoding YAML: error converting YAML to JSON: ${problem.message}` };
  return { value: (documents[0]?.value ?? null) as Json };
}

const unrecognised = (bytes: Buffer): string => {
  const hex = bytes.subarray(0, 30).toString('hex');
  return `couldn't get version/kind; json parse error: invalid JSON (${hex}${bytes.length > 30 ? ' ...' : ''})`;
};

function fromProtobuf(bytes: Buffer): { readonly value: Json } | { readonly error: string } {
  try {
    return { value: decodeProtobuf(bytes) };
  } catch (error) {
    if (error instanceof ProtobufError || error instanceof SyntaxError) return { error: error.message };
    throw error;
  }
}
