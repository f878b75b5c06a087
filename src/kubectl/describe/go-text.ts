import { sortedKeys } from './lines.ts';

/** Values as Go's `%v` prints them. */

/** `[a b]` */
export const goList = (items: readonly string[] | undefined): string => `[${(items ?? []).join(' ')}]`;

/** `map[a:1 b:2]` */
export const goMap = (map: Readonly<Record<string, string>> | undefined): string =>
  `map[${sortedKeys(map)
    .map((key) => `${key}:${map?.[key]}`)
    .join(' ')}]`;

/** `&LocalObjectReference{Name:a,}`, `nil` without one: the String methods of the API's types. */
export const goReference = (ref: { readonly name?: string } | undefined): string => (ref ? `&LocalObjectReference{Name:${ref.name ?? ''},}` : 'nil');
export const goSecretReference = (ref: { readonly name?: string; readonly namespace?: string } | undefined): string =>
  ref ? `&SecretReference{Name:${ref.name ?? ''},Namespace:${ref.namespace ?? ''},}` : 'nil';
