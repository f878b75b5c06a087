import type { Command } from '../wire/command.ts';

/**
 * A lesson is data: where it starts, and steps that say, do, wait, ask. Both languages stand beside each other. It runs on the real engine:
 * a step goes on when what it waits for has happened, never after so many seconds.
 */
export interface Lesson {
  readonly id: string;
  readonly title: Both;
  readonly summary: Both;
  readonly minutes: number;
  /** Ids of lessons it builds on. */
  readonly builds: readonly string[];
  readonly start: { readonly scenario: string; readonly seed: number };
  readonly steps: readonly Step[];
}

export interface Both {
  readonly en: string;
  readonly ja: string;
}

export interface Step {
  readonly id: string;
  readonly title: Both;
  /** Paragraphs parted by blank lines; `code` in backticks, *emphasis* in stars. */
  readonly say: Both;
  /** What the lesson does when the step begins. */
  readonly do: readonly Command[];
  /** What has to be so before the next step. Absent: nothing. */
  readonly until?: Condition;
  /** What the eye is led to: `deployments default/web`, `kube-scheduler`, … The first is selected. */
  readonly look: readonly string[];
  readonly predict?: Prediction;
  readonly hint?: Both;
  /** What the learner is to do, as commands: for `Show me`, and for playing the lesson without a learner. */
  readonly solve: readonly Command[];
  /** What must be so at the end of the step; checked when the lesson is played by its own solution. */
  readonly expect?: Condition;
}

export interface Prediction {
  readonly ask: Both;
  readonly choices: readonly (Both & { readonly right: boolean })[];
  readonly because: Both;
}

/** Something that is so or not at an instant, or has happened since the step began. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly field: ObjectName & FieldTest }
  | { readonly count: Counting }
  | { readonly exists: ObjectName }
  | { readonly gone: ObjectName }
  /** A decision with this code was taken since the step began. */
  | { readonly decided: string }
  /** An Event with this reason was written since the step began. */
  | { readonly event: string }
  /** No work is queued or in flight. */
  | { readonly quiet: true };

export interface ObjectName {
  readonly resource: string;
  readonly namespace?: string;
  readonly name: string;
}

export interface FieldTest {
  /** `status.readyReplicas`, `spec.containers.0.image`. */
  readonly path: string;
  readonly equals?: string | number | boolean;
  readonly atLeast?: number;
  readonly atMost?: number;
}

export interface Counting {
  readonly resource: string;
  readonly namespace?: string;
  /** Labels, all equal. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly where?: FieldTest;
  readonly is?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
}
