/**
 * Every decision a component can record: code → arguments. One file per component; its texts stand under the same name in
 * `src/app/texts/decisions/`. A waiting is a decision too.
 */
import type { DeploymentDecisions } from './deployment.ts';
import type { SchedulerDecisions } from './scheduler.ts';

export type Decisions = DeploymentDecisions & SchedulerDecisions;
export type DecisionCode = keyof Decisions;
