/** What the garbage collector decides. Objects are named `Kind/name`. */
export interface GarbageDecisions {
  'garbage.delete': { object: string; owner: string; policy: 'Background' | 'Foreground' | 'Orphan' };
  /** It has another owner that exists. */
  'garbage.drop-owner': { object: string; owner: string };
  /** Foreground: dependents that block it are left. */
  'garbage.wait': { object: string; blocking: number };
  'garbage.finalize': { object: string };
  'garbage.orphan': { object: string; dependents: string[]; count: number };
}
