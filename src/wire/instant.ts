import type { SimTime } from '../base/time.ts';
import type { Vector } from '../base/vector.ts';

/** An instant by name: how many events of this branch have run. Time and revision are views of it. */
export interface Instant {
  readonly branch: string;
  readonly event: number;
}

export interface Moment extends Instant {
  readonly t: SimTime;
  /** Revision of etcd. */
  readonly rev: number;
  /** Happenings recorded so far: ids 1…happenings exist. */
  readonly happenings: number;
}

/** One line of history. The first is `main`; a command given in the past begins another. */
/** Nothing of the person has named a branch yet: a line is still `typing`, or a program was only `ended`. */
export type BranchNaming = 'typing' | 'ended';

export interface BranchInfo {
  readonly id: string;
  /** Name a person gave or the first command that began it. */
  readonly name: string;
  /** The name is not the last one yet. */
  readonly naming?: BranchNaming;
  readonly parent: string | undefined;
  /** Event of the parent it leaves at. */
  readonly fork: number;
  /** How far it has been played. */
  readonly head: Moment;
  /** Without what clients outside only read, and without the bodies of what they wrote. */
  readonly commands: Vector<ListedCommand>;
}

/** What a frame tells of a branch: of its listed commands those from the place `from` on; the ones before it have been told. */
export interface BranchNews extends Omit<BranchInfo, 'commands'> {
  readonly from: number;
  readonly commands: readonly ListedCommand[];
}

/** A command and its place among all of the branch. */
export interface ListedCommand extends RecordedCommand {
  readonly at: number;
}

/** A command and where in its branch it was given: enough, with the scenario, to live everything again. */
export interface RecordedCommand {
  /** Events run before it. */
  readonly event: number;
  readonly t: SimTime;
  readonly command: Command;
}

import type { Command } from './command.ts';
