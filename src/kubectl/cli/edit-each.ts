import type { CliError } from '../errors.ts';
import { plainError } from '../errors.ts';
import { type Edit, editAll } from './change.ts';
import type { Flags } from './flags.ts';
import { recorded } from './record.ts';
import { Failure, type Run } from './run.ts';
import type { Found } from './targets.ts';

export interface EditEach extends Edit {
  /** Before what the server refuses a patch with: `failed to patch`. */
  readonly refused: string;
}

/** Edits one after the other; what went wrong with each is told at the end (kubectl pkg/cmd/set, pkg/cmd/rollout). */
export function editEach(
  run: Run,
  flags: Flags,
  { found, errors }: { readonly found: readonly Found[]; readonly errors: readonly CliError[] },
  edit: EditEach,
): void {
  const { errors: failed } = run.eachTold(found, (one) => {
    let isSent = false;
    const change = (object: Found) => {
      const next = recorded(flags, edit.change(object));
      isSent = true;
      return next;
    };
    try {
      editAll(run, flags, { found: [one], errors: [] }, { ...edit, change });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw isSent ? new Failure(error.errors.map((why) => refusedWith(why, edit.refused))) : error;
    }
  });
  if (errors.length + failed.length > 0) throw new Failure([...errors, ...failed]);
}

const refusedWith = (error: CliError, refused: string): CliError => (error.is === 'status' ? plainError(`${refused} ${error.status.message ?? ''}`) : error);
