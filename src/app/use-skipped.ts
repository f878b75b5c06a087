import { useEffect, useRef, useState } from 'react';
import { useCluster, useMirror } from '../session/cluster.ts';

/** So long it is told after time goes on as it always does. */
const TOLD_MS = 10_000;

/** How much idle time was skipped just now, in microseconds of virtual time; undefined: none. Ages have jumped by it. */
export function useSkipped(): number | undefined {
  const { mirror } = useCluster();
  const isOpen = useMirror('play', (m) => m.lens !== undefined);
  const [skipped, setSkipped] = useState<number>();
  const before = useRef(0);
  useEffect(() => {
    if (isOpen) {
      const from = mirror.moment.t;
      return () => {
        before.current += Math.max(0, mirror.moment.t - from);
        setSkipped(before.current > 0 ? before.current : undefined);
      };
    }
    const timer = setTimeout(() => {
      before.current = 0;
      setSkipped(undefined);
    }, TOLD_MS);
    return () => clearTimeout(timer);
  }, [mirror, isOpen]);
  return skipped;
}
