import type { KubeObject } from '../../kinds/object.ts';
import type { CliError } from '../errors.ts';
import type { ManifestObject } from '../manifest-objects.ts';
import { type DryRun, tell } from './change.ts';
import type { Flags } from './flags.ts';
import type { Printer } from './printing.ts';
import type { Run } from './run.ts';
import { targetOfManifest } from './sources.ts';

/** What is the same for every object. */
export interface Applying {
  readonly flags: Flags;
  readonly dryRun: DryRun;
  /** `-o name`: as each object is done. */
  readonly namePrinter: Printer | undefined;
  /** `-o yaml` and the like: all of them at the end. */
  readonly printsAtEnd: boolean;
  readonly query: Readonly<Record<string, string>>;
}

/** What became of an object. */
export interface Applied {
  readonly one: ManifestObject;
  readonly object: KubeObject;
}

export type Outcome = { readonly object: KubeObject } | { readonly error: CliError };

/** `configmap/web configured`, unless all is printed at the end. */
export function said(run: Run, how: Applying, { one, object, word }: Applied & { readonly word: string }): Outcome {
  const { kind } = targetOfManifest(one);
  if (!how.printsAtEnd) tell(run, { kind, object }, { word, dryRun: how.dryRun, printer: how.namePrinter });
  return { object };
}

export function warnedIfGoing(run: Run, object: KubeObject): KubeObject {
  if (object.metadata.deletionTimestamp) run.err(`Warning: Detected changes to resource ${object.metadata.name} which is currently being deleted.\n`);
  return object;
}
