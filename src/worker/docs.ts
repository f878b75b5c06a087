import type { Docs } from '../kinds/schema/docs.ts';

let docs: Docs | undefined;
let asked = false;

/** The schema's descriptions once they are here; the first to ask sets them on their way. What is answered before has none. */
export function docsSoFar(): Docs | undefined {
  if (!asked) {
    asked = true;
    import('../kinds/schema/docs.gen.json').then(
      ({ default: loaded }) => {
        docs = loaded as unknown as Docs;
      },
      () => {
        asked = false;
      },
    );
  }
  return docs;
}
