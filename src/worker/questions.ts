import { serve } from '../engine/apiserver/serve.ts';
import { etcd, listObjects, type Root, type Stored } from '../engine/etcd/store.ts';
import { MAIN_TERMINAL, terminalSession } from '../engine/terminal.ts';
import { completeLine } from '../kubectl/cli/complete.ts';
import type { KubeObject } from '../kinds/object.ts';
import { KUBECTL } from '../wire/actors.ts';
import type { Oid } from '../wire/happening.ts';
import type { ApiRequest, ApiResponse } from '../wire/request.ts';
import { STRETCH } from '../wire/keeping.ts';
import type { Answers, Question } from '../wire/source.ts';
import { rootOf } from './marks.ts';
import { carriedBy } from './message.ts';
import { rulesOf } from './rules.ts';
import type { Timeline } from './timeline.ts';

/** Happenings told at once. */
const MOST_ASKED = 4 * STRETCH;

/** What is asked of the instant shown alone. */
type Plain = Exclude<Question, { ask: 'lint' | 'complete' | 'hover' | 'command' | 'session' | 'open' }>;

export function answerTo(timeline: Timeline, question: Plain): Answers[Plain['ask']] {
  const { chronicle, here, log } = timeline;
  switch (question.ask) {
    case 'result':
      return question.branch === undefined || question.branch === timeline.branchId
        ? timeline.factory.answer?.(timeline.sim, question.happening, question.since)
        : undefined;
    case 'read':
      return read(timeline, question.request);
    case 'history':
      return historyOf(timeline, question.oid);
    case 'happening':
      return chronicle.find(here, question.id);
    case 'happenings':
      return chronicle.between(here, question.from, Math.min(question.to, question.from + MOST_ASKED, log.length));
    case 'message':
      return carriedBy(timeline, question.id);
    case 'thread':
      return chronicle.thread(here, question.id, { limit: question.limit, last: log.length });
    case 'rules':
      return rulesOf(timeline.sim, question.node);
    case 'kubectl.complete':
      return completionOf(timeline, question);
  }
}

/** Reads the API at the instant shown, on a throw-away copy of the cluster: no time passes, nothing is recorded. */
function read(timeline: Timeline, request: ApiRequest): ApiResponse {
  if (request.method !== 'GET') throw new Error(`a read is a GET, not a ${request.method}`);
  const sim = timeline.chronicle.beside();
  sim.restore(timeline.sim.checkpoint());
  return serve(sim, request, KUBECTL);
}

/** What may stand at the cursor of a line, as the cluster is at the instant shown. */
function completionOf({ sim }: Timeline, { line, at, terminal = MAIN_TERMINAL }: CompletionAsked): Answers['kubectl.complete'] {
  const { root } = sim.get(etcd);
  return completeLine(line, at, { session: terminalSession(sim, terminal), objects: ({ resource }) => listObjects(root, resource) });
}

interface CompletionAsked {
  readonly line: string;
  readonly at: number;
  readonly terminal?: string;
}

/** So many versions of an object are told, the newest ones. */
const MOST_VERSIONS = 200;

/** Versions of an object up to the instant shown, oldest first; null = removed. When they were written is remembered, what stood in them lies in etcd and in marks. */
export function historyOf(timeline: Timeline, oid: Oid): Answers['history'] {
  const { chronicle, here, sim } = timeline;
  const written = chronicle.versionsOf(here, oid, sim.happenings.length).slice(-MOST_VERSIONS);
  const objects = new Map<number, KubeObject>();
  const take = (root: Root): number => {
    let oldest = Number.POSITIVE_INFINITY;
    for (let version = storedById(root, oid); version; version = version.previous) {
      objects.set(version.rev, version.object);
      oldest = version.rev;
    }
    return oldest;
  };
  const first = written[0]?.rev ?? 0;
  const goneAt = written.findLast(({ gone }) => gone)?.rev ?? Number.POSITIVE_INFINITY;
  // What was removed stands in roots from before it was.
  for (let root: Root | undefined = sim.get(etcd).root; root && root.rev >= first; ) {
    const before: number = Math.min(take(root), goneAt, root.rev);
    const mark = before > first ? here.latest((one) => one.rev < before) : undefined;
    root = mark && rootOf(mark);
  }
  const missing = written.findLast(({ rev, gone }) => !gone && !objects.has(rev));
  if (missing) {
    const again = chronicle.again(
      here,
      (mark) => mark.rev < missing.rev || mark.event === 0,
      (one) => one.get(etcd).root.rev >= missing.rev,
    );
    if (again) take(again.get(etcd).root);
  }
  const out: Answers['history'][number][] = [];
  for (const { id, rev, t, gone } of written) {
    const object = gone ? null : objects.get(rev);
    if (object !== undefined) out.push({ rev, t, happening: id, object });
  }
  return out;
}

function storedById(root: Root, oid: Oid): Stored | undefined {
  for (const table of Object.values(root.tables)) for (const stored of table.objects.values()) if (stored.oid === oid) return stored;
  return undefined;
}
