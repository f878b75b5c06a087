import type { Command } from '../wire/command.ts';
import type { Condition } from '../wire/condition.ts';

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
  /** What stays of it, shown after the last step. */
  readonly end: End;
}

export interface End {
  /** What the learner knows now, one sentence each. */
  readonly know: readonly Both[];
  /** What to try next in the same cluster. */
  readonly tryNext: readonly Both[];
  /** A question that stays open. */
  readonly question: Both;
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
  /** What the learner is asked to do; after a prediction it is shown only when that was made. */
  readonly task?: Both;
  /** What has happened, told when it has. */
  readonly after?: Both;
  /** Virtual seconds per second while the step lasts, to let single messages be seen; absent: as the learner has set it. */
  readonly speed?: number;
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
