import { type ComponentType, useEffect, useState } from 'react';

/**
 * A part that is fetched when it is first shown, as `lazy` does, but never waits behind the frames: what React suspends it takes up again only when nothing else is
 * to be done, which on a slow machine is never while a cluster plays.
 */
export function loaded<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let known: ComponentType<P> | undefined;
  return function Loaded(props: P) {
    const [Part, setPart] = useState(() => known);
    useEffect(() => {
      if (Part) return;
      let isHere = true;
      load().then(
        (part) => {
          known = part;
          if (isHere) setPart(() => part);
        },
        (error: unknown) => {
          if (isHere)
            setPart(() => {
              throw error;
            });
        },
      );
      return () => {
        isHere = false;
      };
    }, [Part]);
    return Part ? <Part {...props} /> : null;
  };
}
