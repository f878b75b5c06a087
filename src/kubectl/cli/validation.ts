import type { Flags } from './flags.ts';
import { failure } from './run.ts';

/** `--validate` as the server's `fieldValidation` (cmdutil.GetValidationDirective). */
export function validationOf(flags: Flags): 'Strict' | 'Warn' | 'Ignore' {
  const given = flags.text('validate') ?? 'strict';
  switch (given) {
    case 'strict':
    case 'Strict':
    case 'true':
      return 'Strict';
    case 'warn':
    case 'Warn':
      return 'Warn';
    case 'ignore':
    case 'Ignore':
    case 'false':
      return 'Ignore';
    default:
      throw failure(`invalid - validate option ${JSON.stringify(given)}; must be one of: strict (or true), warn, ignore (or false)`);
  }
}
