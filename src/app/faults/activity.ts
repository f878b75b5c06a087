import { isObject, type Json } from '../../base/json.ts';

/** A trouble that is on, as the part of the troubles tells it. */
export interface Active {
  readonly fault: string;
  readonly of: string;
  readonly until?: number;
  readonly left?: number;
}

export const activeIn = (part: Json | undefined): readonly Active[] =>
  (isObject(part) && Array.isArray(part.active) ? part.active : []).filter(isObject) as unknown as readonly Active[];
