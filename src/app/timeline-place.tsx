import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Mirror } from '../mirror/mirror.ts';
import { useCluster, useMirror } from '../session/cluster.ts';
import { type Selection, useSession } from '../session/session.ts';
import { THEMES } from '../views/glyphs/tokens.ts';
import { commandText } from '../views/stage/command-text.ts';
import type { MirrorStageModel } from '../views/stage/model.ts';
import { STAGE_TEXTS } from '../views/stage/texts.ts';
import { chooseLanes, type LaneTarget } from '../views/timeline/lanes.ts';
import { TimelineIndex } from '../views/timeline/timeline-index.ts';
import { troubleOf } from '../views/timeline/troubles.ts';
import { Timeline } from '../views/timeline/timeline.tsx';
import { type Fork, timelineHeight } from '../views/timeline/timeline-painter.ts';
import type { BranchInfo } from '../wire/instant.ts';
import { branchTitle } from './branch-title.ts';
import { useGaps } from './gaps.ts';
import { useStageModel, useThemeName } from './stage-place.tsx';

/** How many lanes the height of the window has room for: the stage needs its own. The room stays, whatever is shown in it: nothing may jump away under a hand that scrubs. */
const lanesIn = (height: number): number => (height >= 860 ? 4 : height >= 700 ? 3 : 2);

function useMostLanes(): number {
  const [most, setMost] = useState(() => lanesIn(window.innerHeight));
  useEffect(() => {
    const listen = (): void => setMost(lanesIn(window.innerHeight));
    window.addEventListener('resize', listen);
    return () => window.removeEventListener('resize', listen);
  }, []);
  return most;
}

/** As large as the panels are then. */
const PRESENTER_SCALE = 1.25;

/** Lanes are chosen anew at most so often: they follow the cluster, not every frame. */
const CHOOSE_EVERY_MS = 500;

/** The timeline in the page: the branch shown, what is selected first. */
export function TimelinePlace() {
  const { source, mirror } = useCluster();
  const language = useSession((s) => s.language);
  const selection = useSession((s) => s.selection);
  const select = useSession((s) => s.select);
  const background = useSession((s) => s.showBackground);
  const theme = useThemeName();
  const model = useStageModel();
  const index = useMemo(() => new TimelineIndex(), []);
  useEffect(() => follow(mirror, index, () => useSession.getState().language), [mirror, index]);
  useEffect(() => index.reword((id) => commandText(mirror.happenings.argsOf(id) ?? {}, language)), [mirror, index, language]);
  const scale = useSession((s) => (s.presenter ? PRESENTER_SCALE : 1));
  const most = Math.max(1, useMostLanes() - (scale > 1 ? 2 : 0));
  const target = useLaneTarget(model, selection);
  const gaps = useGaps();
  const [lanes, setLanes] = useState(() => chooseLanes(model, target, most));
  useEffect(() => {
    const choose = (): void => setLanes((before) => settled(before, chooseLanes(model, target, most)));
    choose();
    const timer = setInterval(choose, CHOOSE_EVERY_MS);
    return () => clearInterval(timer);
  }, [model, target, most]);
  const branches = useMirror('branches', (m) => m.branches);
  const current = useMirror('cursor', (m) => m.moment.branch);
  const { t } = useTranslation();
  const forks = useMemo(() => forksOf(branches, current, (branch) => branchTitle(branch, language, t)), [branches, current, language, t]);
  if (!source.can.seek) return null;
  return (
    <div className="timeline-place" style={{ height: timelineHeight(most) * scale }}>
      <Timeline
        index={index}
        lanes={lanes}
        forks={forks}
        gaps={gaps}
        time={() => ({ now: mirror.moment.t, head: mirror.head.t, rev: mirror.moment.rev })}
        onSeek={(to) => {
          if (mirror.playing) source.send({ do: 'pause' });
          source.send({ do: 'seek', to });
        }}
        onStep={(by, back) => source.send({ do: 'step', by, back, background })}
        onStart={() => source.send({ do: 'seek', to: { event: 0 } })}
        onNow={() => source.send({ do: 'now' })}
        onSelect={select}
        onDoing={(id) => select({ kind: 'happening', id })}
        onBranch={(branch) => source.send({ do: 'branch.open', branch })}
        tokens={THEMES[theme]}
        texts={STAGE_TEXTS[language]}
        scale={scale}
      />
    </div>
  );
}

/** What the first lane is about: of a happening the object it concerns, else who did it. */
function useLaneTarget(model: MirrorStageModel, selection: Selection | undefined): LaneTarget | undefined {
  return useMemo(() => {
    if (selection?.kind !== 'happening') return selection;
    const happening = model.happening(selection.id);
    if (!happening) return undefined;
    return happening.oid > 0 ? { kind: 'object', oid: happening.oid } : { kind: 'actor', actor: happening.actor };
  }, [model, selection]);
}

/** Branches that leave the one shown, and where this one left another. */
function forksOf(branches: readonly BranchInfo[], current: string, title: (branch: BranchInfo) => string): readonly Fork[] {
  const at = ({ commands, fork, head }: BranchInfo): number => commands.get(commands.indexFrom(({ event }) => event >= fork))?.t ?? head.t;
  const leaving = branches.filter((branch) => branch.parent === current).map((branch) => ({ id: branch.id, name: title(branch), t: at(branch) }));
  const own = branches.find((branch) => branch.id === current);
  const parent = own && branches.find((branch) => branch.id === own.parent);
  return parent ? [...leaving, { id: parent.id, name: `← ${title(parent)}`, t: at(own) }] : leaving;
}

type Lanes = ReturnType<typeof chooseLanes>;
const settled = (before: Lanes, after: Lanes): Lanes =>
  before.length === after.length && before.every((lane, i) => lane.id === after[i]?.id && lane.label === after[i]?.label) ? before : after;

/** Keeps the index at what the mirror's log holds; another branch cuts it back to what is shared. */
function follow(mirror: Mirror, index: TimelineIndex, language: () => 'en' | 'ja'): () => void {
  const log = mirror.happenings;
  let branch = mirror.moment.branch;
  const take = (): void => {
    if (mirror.moment.branch !== branch || index.count > log.count) {
      // Happenings of another branch have the same ids: only those before the fork are still true.
      index.clear();
      branch = mirror.moment.branch;
    }
    while (index.count < log.count) {
      const id = index.count + 1;
      const code = log.codeOf(id);
      if (code === undefined) {
        index.skip();
        continue;
      }
      const type = code === 'etcd.write' ? log.argsOf(id)?.type : undefined;
      const words = code === 'command' ? commandText(log.argsOf(id) ?? {}, language()) : undefined;
      const trouble = code === 'command' ? troubleOf(log.argsOf(id) ?? {}) : undefined;
      index.take({
        t: log.timeOf(id),
        until: log.untilOf(id),
        code,
        actor: log.actorOf(id),
        oid: log.oidOf(id),
        background: log.isBackground(id),
        ...(typeof type === 'string' ? { type } : {}),
        ...(words === undefined ? {} : { words }),
        ...(trouble ? { trouble } : {}),
      });
    }
  };
  take();
  const stops = [mirror.listen('happenings', take), mirror.listen('cursor', take)];
  return () => {
    for (const stop of stops) stop();
  };
}
