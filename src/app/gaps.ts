import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCluster } from '../session/cluster.ts';
import type { Gap } from '../views/timeline/timeline-painter.ts';
import { useSession } from '../session/session.ts';
import { stretchText } from './clock.ts';
import { waitWords } from './texts/waits.ts';

interface Skipped {
  readonly fromUs: number;
  readonly untilUs: number;
  readonly why: string;
}

const MOST = 200;

/** Idle stretches that a lens skipped on the branch shown, in words. */
export function useGaps(): readonly Gap[] {
  const { mirror } = useCluster();
  const { t } = useTranslation();
  const language = useSession((s) => s.language);
  const [skipped, setSkipped] = useState<readonly Skipped[]>([]);
  useEffect(() => {
    let open: { fromUs: number; why: string } | undefined;
    let branch = mirror.moment.branch;
    const look = (): void => {
      const { lens, moment } = mirror;
      if (moment.branch !== branch) {
        // What was skipped before the fork was skipped on this branch too; what lies beyond is not its own.
        branch = moment.branch;
        open = undefined;
        setSkipped((all) => all.filter((gap) => gap.untilUs <= moment.t));
      }
      if (lens && !open) open = { fromUs: moment.t, why: lens.why };
      if (lens || !open) return;
      const gap = { ...open, untilUs: moment.t };
      open = undefined;
      if (gap.untilUs - gap.fromUs >= 500_000) setSkipped((all) => merged(all, gap));
    };
    look();
    const stops = [mirror.listen('play', look), mirror.listen('cursor', look)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [mirror]);
  return skipped.map(({ fromUs, untilUs, why }) => {
    return { fromUs, untilUs, why: t('time.lensOpen', { duration: stretchText(untilUs - fromUs), why: waitWords(why, language) }) };
  });
}

/** The same stretch skipped again is one stretch. */
const merged = (all: readonly Skipped[], gap: Skipped): readonly Skipped[] =>
  [...all.filter((other) => other.untilUs <= gap.fromUs || other.fromUs >= gap.untilUs), gap].sort((a, b) => a.fromUs - b.fromUs).slice(-MOST);
