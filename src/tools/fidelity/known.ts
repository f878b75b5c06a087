/** Facts of the recordings that the engine does not show, or shows beside them, and why that is right. */
interface Known {
  /** Beginning of a scenario's name; absent = any. */
  readonly scenario?: string;
  readonly fact: RegExp;
  readonly because: string;
}

const KNOWN: readonly Known[] = [];

/** Why a missing or extra fact is as it should be; undefined when it is not known to be. */
export const explain = (scenario: string, fact: string): string | undefined =>
  KNOWN.find((known) => (known.scenario === undefined || scenario.startsWith(known.scenario)) && known.fact.test(fact))?.because;
