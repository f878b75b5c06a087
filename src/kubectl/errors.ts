import type { Status } from '../kinds/object.ts';
import { goQuote } from '../kinds/errors.ts';

/**
 * Errors as kubectl prints them. Upstream: kubectl pkg/cmd/util/helpers.go (checkErr, StandardErrorMessage, AddSourceToErr).
 */
export type CliError =
  | { readonly is: 'plain'; readonly message: string }
  /** Printed as it stands, without `error:`. */
  | { readonly is: 'bare'; readonly message: string }
  | { readonly is: 'status'; readonly status: Status }
  /** Several that came as one; printed in brackets among others. */
  | { readonly is: 'several'; readonly errors: readonly CliError[] };

export const plainError = (message: string): CliError => ({ is: 'plain', message });

/** Of one error that comes with others kubectl does not say `error:`, also when there are no others. */
export const asBare = (error: CliError): CliError => (error.is === 'plain' ? { is: 'bare', message: error.message } : error);

/** What the server answered, with the words kubectl puts before it; `from` names the source. */
export function statusError(status: Status, verb: string, from: string): CliError {
  return { is: 'status', status: { ...status, message: `error when ${verb} ${goQuote(from)}: ${status.message ?? ''}` } };
}

/** Lines for stderr when all is over. */
export function printed(errors: readonly CliError[]): readonly string[] {
  const [only] = errors;
  if (errors.length !== 1 || !only) return errors.flatMap(printedAmong);
  if (only.is === 'several') return printed(only.errors);
  if (only.is === 'status' && only.status.reason === 'Invalid') return invalid(only.status);
  const text = message(only);
  // A message that brings its own end of line gets no other.
  return (only.is === 'plain' && !text.startsWith('error: ') ? `error: ${text}` : text).replace(/\n$/, '').split('\n');
}

/** One that is printed among others. */
export const printedAmong = (error: CliError): readonly string[] => message(error).split('\n');

function message(error: CliError): string {
  switch (error.is) {
    case 'plain':
    case 'bare':
      return error.message;
    case 'several':
      return `[${error.errors.map(rawMessage).join(', ')}]`;
    case 'status': {
      const { reason, message: text = '' } = error.status;
      if (reason === 'Unauthorized') return `error: You must be logged in to the server (${text})`;
      return reason ? `Error from server (${reason}): ${text}` : `Error from server: ${text}`;
    }
  }
}

const rawMessage = (error: CliError): string => (error.is === 'status' ? (error.status.message ?? '') : message(error));

function invalid({ details, message: text = '' }: Status): readonly string[] {
  const isNamed = details !== undefined && Boolean(details.kind || details.name);
  const subject = isNamed ? `The ${details.kind ?? ''} ${goQuote(details.name ?? '')} is invalid` : 'The request is invalid';
  const causes = [...new Set((details?.causes ?? []).map(({ field = '', message: text = '' }) => `${field}: ${text}`))];
  if (causes.length === 0) return (isNamed || text === '' ? subject : `${subject}: ${text}`).split('\n');
  if (causes.length === 1) return `${subject}: ${causes[0]}`.split('\n');
  return [`${subject}: `, ...causes.map((cause) => `* ${cause}`)];
}
