import { seconds } from '../../base/time.ts';
import { kindByName } from '../../kinds/registry.ts';
import type { KubeObject } from '../../kinds/object.ts';
import { isSuccess } from '../../wire/request.ts';
import type { Json } from '../../base/json.ts';
import type { Choice, Golden, GoldenStep } from './golden.ts';
import { Terminal } from './kubectl.ts';
import { Stage } from './stage.ts';
import { eventEntry, objectsOf, type Trace, type TraceStep, watchEntry } from './trace.ts';

const SEED = 1;

/** Plays a golden scenario on the engine, and writes down what the checker reads. A part of the engine that crashes is an error. */
export function replay(golden: Golden, seed = SEED): Trace {
  const player = new Player(golden, seed);
  const steps = golden.steps.flatMap((step) => (step.skip === undefined ? [player.play(step)] : []));
  const { stage } = player;
  if (stage.sim.lastCrash !== undefined) throw new Error(`${golden.name}: a handler crashed`, { cause: stage.sim.lastCrash });
  const { namespaces } = golden;
  const kept = <T>(of: (T | undefined)[]): T[] => of.filter((entry) => entry !== undefined);
  return {
    name: golden.name,
    namespaces,
    steps,
    initial: objectsOf(stage.initial, namespaces),
    watch: kept(stage.commits.map((commit) => watchEntry(commit, namespaces))),
    events: kept(stage.commits.map((commit) => eventEntry(commit, namespaces))),
    final: objectsOf(stage.root, namespaces),
  };
}

/** Kinds the engine has to serve so that a scenario can be played at all. */
const SUBJECT: Readonly<Record<string, readonly [group: string, version: string, kind: string]>> = {
  '07-statefulset': ['apps', 'v1', 'StatefulSet'],
  '12-daemonset': ['apps', 'v1', 'DaemonSet'],
  '13-job-cronjob': ['batch', 'v1', 'Job'],
  '19-replicationcontroller': ['', 'v1', 'ReplicationController'],
};

/** The kind whose absence keeps a scenario from being played. */
export function missingKind(name: string): string | undefined {
  const subject = SUBJECT[name];
  return subject && !kindByName(...subject) ? subject[2] : undefined;
}

class Player {
  readonly stage: Stage;
  private readonly terminal: Terminal;
  private readonly chosen = new Map<string, string>();

  constructor(golden: Golden, seed: number) {
    this.stage = new Stage(golden, seed);
    this.terminal = new Terminal(this.stage);
  }

  play(step: GoldenStep): TraceStep {
    for (const [variable, choice] of Object.entries(step.choose ?? {})) if (!this.chosen.has(variable)) this.chosen.set(variable, this.choose(choice));
    const fill = (text: string): string => text.replace(/\{\{(\w+)\}\}/g, (_, variable: string) => this.chosen.get(variable) ?? variable);
    const { n } = step;
    if (step.run !== undefined) {
      const command = fill(step.run);
      const printed = this.terminal.run(command, step.stdin);
      return { n, do: command, ...(step.stdin === undefined ? {} : { manifest: step.stdin }), ...printed };
    }
    if (step.request !== undefined) return this.request(step, fill(step.request));
    if (step.wait === 'quiet') this.stage.quiet(seconds(step.quietSeconds ?? 3), seconds(step.maxSeconds ?? 120));
    else if (step.sleep !== undefined) this.stage.pass(seconds(step.sleep));
    else if (step.fault) {
      const { type, node } = step.fault;
      this.stage.command({ do: 'kubelet.process', node, on: type === 'kubelet-start', forget: true });
    } else throw new Error(`step ${n} is of no known form`);
    return { n, do: step.wait ?? (step.fault ? step.fault.type : `sleep ${step.sleep}`) };
  }

  private request({ n, body, contentType }: GoldenStep, line: string): TraceStep {
    const [method, path] = line.split(' ') as ['POST', string];
    const sent = typeof body === 'string' ? (JSON.parse(body) as Json) : (body as Json | undefined);
    const response = this.stage.call({ method, path, ...(contentType === undefined ? {} : { contentType }), ...(sent === undefined ? {} : { body: sent }) });
    return { n, do: line, body, code: response.code, ...(isSuccess(response) ? {} : { response: response.body }) };
  }

  /** The first by name that has this controller, is not terminating, and was not chosen before. */
  private choose({ kind, owner, node }: Choice): string {
    const resource = { Pod: 'pods', ReplicaSet: 'replicasets', Job: 'jobs' }[kind] ?? '';
    const ownerName = this.rawOwner(owner);
    const taken = new Set(this.chosen.values());
    for (const [, { object }] of this.stage.root.tables[resource]!.objects.entries()) {
      const { name, ownerReferences, deletionTimestamp } = object.metadata;
      const controller = ownerReferences?.find((reference) => reference.controller);
      const on = (object as KubeObject & { spec?: { nodeName?: string } }).spec?.nodeName;
      if (controller && `${controller.kind}/${controller.name}` === ownerName && !deletionTimestamp && !taken.has(name) && (node === undefined || on === node))
        return name;
    }
    throw new Error(`there is no ${kind} of ${owner}`);
  }

  /** `ReplicaSet/web-<rs1>` → the first ReplicaSet that was ever made for Deployment web. */
  private rawOwner(owner: string): string {
    const [, base, number] = /^ReplicaSet\/(.*)-<rs(\d+)>$/.exec(owner) ?? [];
    if (base === undefined) return owner;
    const made = this.stage.commits.filter(
      ({ type, resource, after }) => type === 'ADDED' && resource === 'replicasets' && after.metadata.ownerReferences?.some(({ name }) => name === base),
    );
    const names = [...new Set(made.map(({ after }) => after.metadata.name))];
    return `ReplicaSet/${names[Number(number) - 1]}`;
  }
}
