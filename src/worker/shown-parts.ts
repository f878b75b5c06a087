import type { Json } from '../base/json.ts';
import type { ClusterFactory } from './cluster-factory.ts';
import type { Timeline } from './timeline.ts';

type Parts = Readonly<Record<string, Json>>;

/** Components show the same as long as nothing happens. */
export class ShownParts {
  private shown: { readonly at: string; readonly factory: ClusterFactory; readonly parts: Parts } | undefined;

  of({ moment: { branch, event, happenings }, factory, sim }: Timeline): Parts {
    const at = `${branch} ${event} ${happenings}`;
    if (this.shown?.at !== at || this.shown.factory !== factory) this.shown = { at, factory, parts: factory.parts(sim) };
    return this.shown.parts;
  }
}
