import type { Json } from '../../base/json.ts';
import { answeredWrite } from './change.ts';
import type { Command } from './command.ts';
import { nameOf } from './create-noun.ts';
import { duration, type Flags, strings, text } from './flags.ts';
import { OUTPUT } from './output-flags.ts';
import { printerOf } from './printing.ts';
import { Failure, failure, type Run } from './run.ts';

/** kubectl create token (pkg/cmd/create/create_token.go). */
export const createToken: Command = {
  flags: { ...OUTPUT, audience: strings, duration, 'bound-object-kind': text, 'bound-object-name': text, 'bound-object-uid': text },
  run: runToken,
};

const SECOND_US = 1_000_000;
/** What a token may be bound to, and its API version. */
const BOUND: Readonly<Record<string, string>> = { Node: 'v1', Pod: 'v1', Secret: 'v1' };

function runToken(run: Run, flags: Flags, namespace: string): void {
  const name = nameOf(flags, 'token');
  const bound = boundTo(flags);
  const us = flags.duration('duration') ?? 0;
  if (us < 0) throw failure('--duration must be greater than or equal to 0');
  if (us % SECOND_US !== 0) throw failure('--duration cannot be expressed in units less than seconds');
  const audiences = flags.list('audience');
  const spec = { audiences: audiences.length > 0 ? audiences : null, expirationSeconds: us > 0 ? us / SECOND_US : null, boundObjectRef: bound ?? null };
  const body = { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata: {}, spec, status: { token: '', expirationTimestamp: null } };
  const printer = printerOf(run, flags);
  try {
    const made = answeredWrite(run, { method: 'POST', path: `/api/v1/namespaces/${namespace}/serviceaccounts/${encodeURIComponent(name)}/token`, body });
    if (printer) return printer({ ...made, spec: { boundObjectRef: null, ...(made as { readonly spec?: object }).spec } } as typeof made, run);
    const token = (made as unknown as { readonly status?: { readonly token?: string } }).status?.token ?? '';
    if (token === '') throw failure('failed to create token: no token in server response');
    // Where a terminal is, a line feed follows.
    run.out(token);
  } catch (error) {
    const [why] = error instanceof Failure ? error.errors : [];
    if (why?.is !== 'status') throw error;
    throw failure(`failed to create token: ${why.status.message}`);
  }
}

function boundTo(flags: Flags): Json | undefined {
  const [kind = '', name = '', uid = ''] = ['bound-object-kind', 'bound-object-name', 'bound-object-uid'].map((flag) => flags.text(flag) ?? '');
  if (kind === '') {
    if (name !== '') throw failure('--bound-object-name can only be set if --bound-object-kind is provided');
    if (uid !== '') throw failure('--bound-object-uid can only be set if --bound-object-kind is provided');
    return undefined;
  }
  if (!Object.hasOwn(BOUND, kind)) throw failure(`supported --bound-object-kind values are ${Object.keys(BOUND).join(', ')}`);
  if (name === '') throw failure('--bound-object-name is required if --bound-object-kind is provided');
  return { kind, apiVersion: BOUND[kind]!, name, ...(uid === '' ? {} : { uid }) };
}
