import type { Status } from '../kinds/object.ts';

/** A Status of the server's own: about the connection, not about anything in the cluster. */
export const toStatus = (code: number, reason: string, message: string): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason,
  code,
});
