import type { KubeObject } from '../../kinds/object.ts';
import type { Answers, DescriberSettings, Mapping, Need } from './needs.ts';

/** How one kind is described. */
export interface Describer<T extends KubeObject> {
  /** Reads beside the object itself, in kubectl's order. */
  readonly needs: (mapping: Mapping, object: T, settings: DescriberSettings) => readonly Need[];
  /** `now` is an RFC 3339 time. */
  readonly text: (object: T, answers: Answers, now: string) => string;
}
