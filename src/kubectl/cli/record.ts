import type { KubeObject } from '../../kinds/object.ts';
import { patchObject } from './change.ts';
import type { Flags, FlagTable } from './flags.ts';
import type { Run } from './run.ts';
import type { Found } from './targets.ts';

/** `--record`: of old, and still in every course (cli-runtime genericclioptions/record_flags.go): the command line is the cause of the change. */
export const RECORD: FlagTable = { record: { is: 'bool', deprecated: '--record will be removed in the future' } };

export const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** The command line as it is recorded: first its words, then its flags by their long names. Undefined: nothing is recorded. */
export const causeOf = (flags: Flags): string | undefined =>
  flags.on('record') ? [flags.command, ...flags.words, ...flags.given.map(([name, value]) => `--${name}=${value}`)].join(' ') : undefined;

/** The object with the cause of its change. */
export function recorded<T extends KubeObject>(flags: Flags, object: T): T {
  const cause = causeOf(flags);
  return cause === undefined ? object : { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [CHANGE_CAUSE]: cause } } };
}

/** The cause of a change that has been made, in a patch of its own. */
export function recordAfter(run: Run, flags: Flags, { one, query = {} }: { readonly one: Found; readonly query?: Readonly<Record<string, string>> }): void {
  const cause = causeOf(flags);
  if (cause === undefined || one.object.metadata.annotations?.[CHANGE_CAUSE] === cause) return;
  patchObject(run, one, { patch: { metadata: { annotations: { [CHANGE_CAUSE]: cause } } }, type: 'merge', query });
}
