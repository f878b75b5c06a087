import type { Status } from '../../kinds/object.ts';

/** The server refuses a request: thrown anywhere while a request is served, turned into the answer by `serve`. Nothing was committed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: Status;

  constructor(status: Status) {
    super(status.message ?? '');
    this.status = status;
  }
}

export function refuse(status: Status): never {
  throw new Refusal(status);
}

/** What the HTTP layer answers when a path exists but not for this method (clients show this sentence). */
export const methodNotAllowedHere = (): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'the server does not allow this method on the requested resource',
  reason: 'MethodNotAllowed',
  details: {},
  code: 405,
});

/** An error that upstream returns without making it a Status: code 500 and no reason (apiserver pkg/endpoints/handlers/responsewriters/status.go). */
export const plainError = (message: string): Status => ({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });

/** etcd3's error when a precondition of a write does not hold (apiserver pkg/storage/errors.go). */
export const preconditionText = (etcdKey: string, uid: string, actual: string): string =>
  `StorageError: invalid object, Code: 4, Key: ${etcdKey}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${actual}`;
