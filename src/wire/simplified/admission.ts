/**
 * A difference from real Kubernetes, for people: what is so here, and what is so in a real cluster. `where` names the files (below src/) in which it
 * stands as a comment `Simplified: …`; empty when it is nowhere in particular.
 */
export interface Admission {
  readonly id: string;
  readonly where: readonly string[];
  readonly en: string;
  readonly ja: string;
}
