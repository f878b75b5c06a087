import { create } from 'zustand';
import type { BridgeState } from '../sources/bridge.ts';

/** What is known of `npm run serve` and the real clients it brings. */
interface Served {
  /** undefined: this page was not opened by it, or has not reached it yet. */
  readonly state: BridgeState | undefined;
  /** Clients that have a stream open, one entry each: `kubectl/v1.35.2 (…)`. */
  readonly listening: readonly string[];
}

export const useServed = create<Served>()(() => ({ state: undefined, listening: [] }));
