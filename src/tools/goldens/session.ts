import { seconds, type SimTime } from '../../base/time.ts';
import { createCluster } from '../../engine/cluster.ts';
import { type Commit, commitAt, etcd } from '../../engine/etcd/store.ts';
import { startKubeProxy } from '../../engine/node/kube-proxy.ts';
import { startNode } from '../../engine/node/kubelet/component.ts';
import { commandResult, executeCommand } from '../../engine/person.ts';
import type { Sim } from '../../engine/sim/sim.ts';
import docs from '../../kinds/schema/docs.gen.json' with { type: 'json' };
import { knowDocs } from '../../kinds/schema/docs.ts';
import type { Output } from './golden.ts';
import { BEGAN } from './recording.ts';

// As the page has them when somebody asks: `kubectl explain`.
knowDocs(docs);

const SEED = 1;
/** A command that is not over by then will not be. */
const PATIENCE = seconds(60);

/** The recording's cluster, lived again: machines join when they did, lines are typed into one terminal at the recorded instants; every commit is kept. */
export class RecordedSession {
  readonly sim: Sim = createCluster(
    { id: 'recording', title: { en: '', ja: '' }, nodes: [], manifests: [], traffic: [], opensAt: 'start', epochMs: BEGAN },
    { seed: SEED },
  );
  readonly commits: Commit[] = [];
  private seen = this.sim.get(etcd).root.rev;

  /** Seconds after the recording began; when a command took longer, the next one is typed at once. */
  runUntil(at: number): void {
    const until = Math.max(this.sim.now, seconds(at)) as SimTime;
    for (let next = this.sim.peek(); next && next.at <= until; next = this.sim.peek()) this.step();
    this.sim.runUntil(until);
  }

  join(node: string): void {
    const number = Number(node.slice(-1));
    startNode(this.sim, {
      name: node,
      cpu: '4',
      memory: '8Gi',
      ephemeralStorage: '100Gi',
      pods: 110,
      address: `192.168.0.${10 + number}`,
      role: 'worker',
    });
    startKubeProxy(this.sim, node);
  }

  type(line: string): Output {
    const { sim } = this;
    const id = sim.happenings.length + 1;
    executeCommand(sim, { do: 'kubectl', line });
    const end = sim.now + PATIENCE;
    while (commandResult(sim, id)?.open && sim.peek() && sim.now < end) this.step();
    const { lines, exit = -1, unfinished } = commandResult(sim, id)!;
    const text = (stream: string): string =>
      lines
        .filter((one) => one.stream === stream)
        .map((one) => `${one.text}\n`)
        .join('');
    const out = text('stdout');
    return { out: unfinished && lines.at(-1)?.stream === 'stdout' ? out.slice(0, -1) : out, err: text('stderr'), exit };
  }

  private step(): void {
    this.sim.step();
    const state = this.sim.get(etcd);
    while (this.seen < state.root.rev) {
      const commit = commitAt(state, ++this.seen);
      if (!commit) throw new Error(`the commit of revision ${this.seen} is gone`);
      this.commits.push(commit);
    }
    if (this.sim.lastCrash !== undefined) throw this.sim.lastCrash;
  }
}
