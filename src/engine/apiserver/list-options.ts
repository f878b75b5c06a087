import { badRequest, forbiddenField, invalidObject, notSupported, timeout } from '../../kinds/errors.ts';
import type { FieldError } from '../../kinds/kind.ts';
import type { Status } from '../../kinds/object.ts';
import { decodeContinue } from './continue-token.ts';
import { plainError, refuse } from './refusal.ts';

/** Paging and versions of a list, after apiserver pkg/storage and apimachinery pkg/apis/meta/internalversion/validation. */
export interface ListOptions {
  /** 0 = no limit. */
  readonly limit: number;
  /** Where to go on, relative to the collection: the first key is greater or equal. */
  readonly from: string | undefined;
  /** Read at this revision; undefined = now. */
  readonly atRev: number | undefined;
  /** True when `atRev` comes from a continue token. */
  readonly paging: boolean;
}

type Query = Readonly<Record<string, string>>;

export function readListOptions(query: Query, currentRev: number): ListOptions {
  check(listErrors(query));
  const { resourceVersion = '', resourceVersionMatch: match = '', continue: token = '' } = query;
  const limit = readWhole(query['limit'], 'limit');
  const rev = parseRevision(resourceVersion);
  if (token !== '') {
    if (rev !== 0) refuse(badRequest('specifying resource version is not allowed when using continue'));
    const { rev: at, start } = decodeContinue(token);
    if (at > currentRev) refuse(plainError('etcdserver: mvcc: required revision is a future revision'));
    return { limit, from: start, atRev: at < 0 ? undefined : at, paging: true };
  }
  if (rev > currentRev) refuse(tooLarge(resourceVersion, currentRev));
  const exact = match === 'Exact' || (match === '' && rev > 0 && limit > 0);
  // The watch cache answers resourceVersion=0 and knows no pages.
  return { limit: resourceVersion === '0' ? 0 : limit, from: undefined, atRev: exact ? rev : undefined, paging: false };
}

export function check(errors: readonly FieldError[]): void {
  if (errors.length > 0) refuse(invalidObject({ group: 'meta.k8s.io', name: 'ListOptions' }, '', errors));
}

function listErrors({ resourceVersion = '', resourceVersionMatch: match = '', continue: token = '', sendInitialEvents }: Query): readonly FieldError[] {
  const errors: FieldError[] = [];
  const at = 'resourceVersionMatch';
  if (match !== '') {
    if (resourceVersion === '') errors.push(forbiddenField(at, 'resourceVersionMatch is forbidden unless resourceVersion is provided'));
    if (token !== '') errors.push(forbiddenField(at, 'resourceVersionMatch is forbidden when continue is provided'));
    if (match !== 'Exact' && match !== 'NotOlderThan') errors.push(notSupported(at, match, ['Exact', 'NotOlderThan', '']));
    if (match === 'Exact' && resourceVersion === '0') errors.push(forbiddenField(at, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  if (sendInitialEvents !== undefined) errors.push(forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  return errors;
}

/** A flag of a query: there and neither `0` nor `false` (apimachinery pkg/runtime, Convert_Slice_string_To_bool). */
export const isFlag = (text: string | undefined): boolean => text !== undefined && text !== '0' && text.toLowerCase() !== 'false';

export function readWhole(text: string | undefined, _name: string): number {
  if (text === undefined || text === '') return 0;
  if (!/^[+-]?\d+$/.test(text)) refuse(badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`));
  const value = Number(text);
  if (!Number.isSafeInteger(value)) refuse(badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`));
  return Math.max(value, 0);
}

/** storage.APIObjectVersioner.ParseResourceVersion; 0 for none. */
export function parseRevision(text: string): number {
  if (text === '' || text === '0') return 0;
  const why = !/^\d+$/.test(text) ? 'invalid syntax' : BigInt(text) > 18446744073709551615n ? 'value out of range' : undefined;
  if (why !== undefined)
    refuse(plainError(`resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`));
  return Number(text);
}

/** A revision that is not there yet: 504 with the cause clients look for. */
export function tooLarge(asked: string, current: number): Status {
  const status = timeout(`Too large resource version: ${BigInt(asked)}, current: ${current}`, 1);
  return { ...status, details: { ...status.details, causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }] } };
}
