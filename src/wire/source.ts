import type { Json } from '../base/json.ts';
import type { KubeObject } from '../kinds/object.ts';
import type { Command, CommandResult } from './command.ts';
import type { Condition, Since } from './condition.ts';
import type { Frame } from './frame.ts';
import type { Happening, Oid } from './happening.ts';
import type { Message } from './message.ts';
import type { ApiRequest, ApiResponse } from './request.ts';
import type { Session } from './session.ts';

/**
 * Where cluster state comes from: the simulator in its Worker, later recordings and live clusters. The screen side knows only this.
 * Buttons follow `can`.
 */
export interface Source {
  readonly can: { readonly seek: boolean; readonly write: boolean; readonly inject: boolean };
  /** Frames come until the returned function is called. The first is a whole snapshot. */
  subscribe(listener: (frame: Frame) => void): () => void;
  send(control: Control): void;
  /**
   * A source that cannot do it rejects with a text for people. Answers come in the order of asking, except to commands, which come
   * when virtual time has got to them, so not while the clock stands, and about texts (lint, complete, hover).
   */
  ask<Q extends Question['ask']>(question: Extract<Question, { ask: Q }>): Promise<Answers[Q]>;
  close(): void;
}

/** What steers time and view; no answer beyond the frames that follow. */
export type Control =
  | { readonly do: 'play'; readonly speed?: number }
  | { readonly do: 'pause' }
  | { readonly do: 'speed'; readonly speed: number }
  /** The clock stops right after the event that makes this so, once; without a condition, an earlier wish is withdrawn. */
  | { readonly do: 'stop'; readonly when?: { readonly condition: Condition; readonly since: Since } }
  /** One further, or one back: the next event, the next write of etcd, the next decision. Passes over background unless asked. */
  | { readonly do: 'step'; readonly by: 'event' | 'write' | 'decision'; readonly back?: boolean; readonly background?: boolean }
  /** `commands` with an event: only so many of the branch's commands have been given, and the clock has gone on to `t`; so one gets to just before a command. */
  | {
      readonly do: 'seek';
      readonly to:
        | { readonly t: number }
        | { readonly event: number; readonly commands?: number; readonly t?: number }
        | { readonly rev: number }
        | { readonly happening: number };
    }
  /** To the end of what has been lived on this branch. */
  | { readonly do: 'now' }
  | { readonly do: 'branch.open'; readonly branch: string }
  | { readonly do: 'branch.rename'; readonly branch: string; readonly name: string }
  | { readonly do: 'branch.remove'; readonly branch: string }
  | { readonly do: 'lens'; readonly on: boolean }
  /** Full objects wanted for these ids (what is open in panels). */
  | { readonly do: 'watch'; readonly oids: readonly Oid[] }
  /** The page is hidden or shown. */
  | { readonly do: 'visible'; readonly visible: boolean };

export type Question =
  /** Does something to the cluster. In the past it begins a branch. */
  | { readonly ask: 'command'; readonly command: Command }
  /**
   * What has come of a command by the instant shown, by its happening: so streams of the REST console are read, from line number `since` on. Undefined where
   * another branch than `branch` is shown: there the same number is another command.
   */
  | { readonly ask: 'result'; readonly happening: number; readonly since?: number; readonly branch?: string }
  /** A read of the API at the instant shown; costs no time and leaves no trace. */
  | { readonly ask: 'read'; readonly request: ApiRequest }
  /** Versions of an object up to the instant shown, oldest first: the newest some hundred. */
  | { readonly ask: 'history'; readonly oid: Oid }
  | { readonly ask: 'happening'; readonly id: number }
  /** Those from an id to another, both included, also such as are no longer held: they are lived again. At most some thousands at once. */
  | { readonly ask: 'happenings'; readonly from: number; readonly to: number }
  /** What a message carried (`api.request`, `api.response`, `watch.event`); the answer to a request as far as it was given by the instant shown. */
  | { readonly ask: 'message'; readonly id: number }
  /** Back to the command that started it, and forward to what it caused (up to `limit`). */
  | { readonly ask: 'thread'; readonly id: number; readonly limit: number }
  /** What kube-proxy has programmed on a node at the instant shown, as `iptables-save` prints it. */
  | { readonly ask: 'rules'; readonly node: string }
  /** Checks a manifest text against the schema without applying it: errors with places. */
  | { readonly ask: 'lint'; readonly source: string }
  | { readonly ask: 'complete'; readonly source: string; readonly offset: number }
  | { readonly ask: 'hover'; readonly source: string; readonly offset: number }
  /** What may stand at the cursor of a line that is typed at a terminal; no time passes. */
  | { readonly ask: 'kubectl.complete'; readonly line: string; readonly at: number; readonly terminal?: string }
  | { readonly ask: 'session' }
  | { readonly ask: 'open'; readonly session: Session };

export interface Answers {
  command: CommandResult;
  result: CommandResult | undefined;
  read: ApiResponse;
  history: readonly { readonly rev: number; readonly t: number; readonly happening: number; readonly object: KubeObject | null }[];
  happening: Happening | undefined;
  happenings: readonly Happening[];
  message: Message | undefined;
  thread: { readonly back: readonly Happening[]; readonly forward: readonly Happening[] };
  /** Undefined where kube-proxy has not run yet. */
  rules: string | undefined;
  lint: readonly LintProblem[];
  complete: readonly Completion[];
  hover: { readonly title: string; readonly text: string; readonly from: number; readonly to: number } | undefined;
  'kubectl.complete': LineCompletion;
  session: Session;
  open: { readonly ok: boolean; readonly message?: string };
}

export interface LintProblem {
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

export interface Completion {
  readonly label: string;
  readonly type: 'field' | 'value' | 'kind' | 'name';
  readonly detail?: string;
  readonly info?: string;
  readonly from: number;
  readonly insert: string;
}

/** `candidates` for the place from `from` to `to` of the line. */
export interface LineCompletion {
  readonly from: number;
  readonly to: number;
  /** `hint`: a few words beside it. `suffix`: what follows this one, where that is not what the others have. */
  readonly candidates: readonly { readonly text: string; readonly hint?: string; readonly suffix?: string }[];
  /** What is put behind the one that is taken: nothing, a blank (behind the closing quote, where one is open), `=`. */
  readonly suffix: string;
}

export type { Json };
