import type { Json } from '../../base/json.ts';
import { goQuote } from '../../kinds/errors.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { kindOf } from '../../kinds/registry.ts';
import type { Flags } from './flags.ts';
import { patchedHere } from './local-patch.ts';
import { asTyped } from './pod-spec.ts';
import { failure } from './run.ts';
import { inStructOrder } from './struct-order.ts';

/** What the commands have in common that make an object from flags: kubectl run and expose. */
export function pairs(text: string, what: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split(',')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const at = pair.indexOf('=');
        if (at < 1) throw failure(`unexpected ${what} spec: ${pair}`);
        return [pair.slice(0, at), pair.slice(at + 1)];
      }),
  );
}

/** strconv.Atoi */
export function portNumber(word: string): number {
  if (!/^[+-]?\d+$/.test(word)) throw failure(`strconv.Atoi: parsing ${goQuote(word)}: invalid syntax`);
  return Number(word);
}

const OVERRIDES = { merge: 'merge', json: 'json', strategic: 'strategic' } as const;

/** `--overrides`, as one of the three kinds of patch (cmdutil.OverrideOptions). */
export function overridden(flags: Flags, object: KubeObject, definition: string): KubeObject {
  const given = flags.text('overrides') ?? '';
  const type = flags.text('override-type') ?? 'merge';
  if (!Object.hasOwn(OVERRIDES, type)) throw failure(`invalid override type: ${type}`);
  if (given === '') return placedAsAsked(flags, object);
  let patch: Json;
  try {
    patch = JSON.parse(given) as Json;
  } catch {
    throw failure('Invalid JSON Patch');
  }
  const next = patchedHere(object, { patch, type: type as keyof typeof OVERRIDES, definition });
  const kind = kindOf(next);
  return placedAsAsked(flags, kind ? asTyped({ kind, object: next }) : next);
}

/** A namespace that was asked for by flag is written down, whatever the overrides say; fields in the order of the Go structs. */
export function placedAsAsked(flags: Flags, object: KubeObject): KubeObject {
  const namespace = flags.text('namespace') ?? '';
  return inStructOrder(namespace === '' ? object : ({ ...object, metadata: { ...object.metadata, namespace } } as KubeObject));
}
