import type { Json } from '../../base/json.ts';
import { ms, seconds } from '../../base/time.ts';
import { kindMeant } from '../../kinds/registry.ts';
import type { KubeObject, Status } from '../../kinds/object.ts';
import { continueApply, startApply } from '../../kubectl/apply.ts';
import { type ApiRequest, type ApiResponse, isSuccess } from '../../wire/request.ts';
import { getTables } from './get.ts';
import { kindNamed, namespaceOf, pathOf, Refused, shown, target } from './names.ts';
import { shellWords } from './shell-words.ts';
import type { Stage } from './stage.ts';
import { type Line, parseLine } from './words.ts';
import { rollout } from './rollout.ts';

/**
 * As much of kubectl as the golden scenarios need so that the cluster is asked the same things at the same pace. What it prints is
 * printed only where that costs nothing.
 */
export interface Printed {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An ordinary command takes about so long. */
const COMMAND_US = ms(100);

export class Terminal {
  readonly stage: Stage;
  private out: string[] = [];
  private err: string[] = [];
  private exit = 0;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  run(command: string, stdin = ''): Printed {
    this.out = [];
    this.err = [];
    this.exit = 0;
    const begin = this.stage.sim.now;
    const [program, verb, ...rest] = shellWords(command);
    if (program !== 'kubectl') throw new Error(`not a kubectl command: ${command}`);
    try {
      this.perform(verb ?? '', parseLine(rest), stdin);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.fail(error.message);
    }
    this.stage.runUntil(Math.max(this.stage.sim.now, begin + COMMAND_US));
    return { exit: this.exit, stdout: text(this.out), stderr: text(this.err) };
  }

  print(line: string): void {
    this.out.push(line);
  }

  warn(line: string): void {
    this.err.push(line);
  }

  fail(line: string): void {
    this.err.push(line);
    this.exit = 1;
  }

  /** The answer's body; a refusal ends the command. */
  ask(request: ApiRequest): KubeObject {
    const response = this.stage.call(request);
    for (const warning of response.warnings ?? []) this.warn(`Warning: ${warning}`);
    if (!isSuccess(response)) throw new Refused(refusal(response));
    return response.body as unknown as KubeObject;
  }

  private perform(verb: string, line: Line, stdin: string): void {
    const { words, flags } = line;
    switch (verb) {
      case 'apply':
        return this.apply(stdin, flags['namespace']);
      case 'create':
        return this.create(line);
      case 'delete':
        return this.delete(line);
      case 'get':
        return getTables(this, line);
      case 'describe':
        return void this.ask({ method: 'GET', path: pathOf(kindNamed(words[0]!), namespaceOf(line), words[1]) });
      case 'scale':
        return this.scale(line);
      case 'set':
        return this.setImage(line);
      case 'label':
        return this.label(line);
      case 'taint':
        return this.taint(line);
      case 'cordon':
      case 'uncordon':
        return this.cordon(words[0]!, verb === 'cordon');
      case 'patch':
        return this.patch(line);
      case 'rollout':
        return rollout(this, line);
      default:
        throw new Error(`kubectl ${verb} is not known here`);
    }
  }

  private apply(source: string, namespace: string | undefined): void {
    let step = startApply({ source, namespace, lookup: kindMeant });
    while (!('result' in step)) {
      this.stage.pass(step.waitUs);
      step = continueApply(step.state, this.stage.call(step.request));
    }
    for (const { stream, text: line } of step.result.lines)
      if (stream === 'stdout') this.print(line);
      else this.warn(line);
    if (!step.result.ok) this.exit = 1;
  }

  private create({ words, flags }: Line): void {
    const [what, ...rest] = words;
    const name = rest.at(-1)!;
    const literal = /^([^=]+)=(.*)$/.exec(flags['from-literal'] ?? '');
    const metadata = { name };
    const object: Json =
      what === 'namespace'
        ? { apiVersion: 'v1', kind: 'Namespace', metadata }
        : what === 'configmap'
          ? { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { [literal![1]!]: literal![2]! } }
          : { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data: { [literal![1]!]: btoa(literal![2]!) } };
    const kind = kindNamed(what!);
    this.ask({ method: 'POST', path: pathOf(kind, flags['namespace'] ?? 'default'), query: { fieldManager: 'kubectl-create' }, body: object });
    this.print(`${shown(kind, name)} created`);
  }

  private delete(line: Line): void {
    const { words, flags } = line;
    const [type, ...names] = words;
    const kind = kindNamed(type!);
    const namespace = namespaceOf(line);
    const grace = flags['grace-period'] ?? (flags['force'] ? '0' : undefined);
    if (flags['force'])
      this.warn(
        'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.',
      );
    const cascade = { foreground: 'Foreground', orphan: 'Orphan', background: 'Background' }[flags['cascade'] ?? 'background'];
    const body: Json = {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: cascade,
      ...(grace === undefined ? {} : { gracePeriodSeconds: Number(grace) }),
    };
    const all = flags['all']
      ? (this.ask({ method: 'GET', path: pathOf(kind, namespace) })['items'] as KubeObject[]).map(({ metadata }) => metadata.name)
      : names;
    const gone: { key: string; uid: string | undefined }[] = [];
    for (const name of all) {
      const key = kind.namespaced ? `${namespace}/${name}` : name;
      const uid = this.stage.find(kind.resource, key)?.metadata.uid;
      this.ask({ method: 'DELETE', path: pathOf(kind, namespace, name), body });
      gone.push({ key, uid });
      const called = kind.group === '' ? kind.singular : `${kind.singular}.${kind.group}`;
      this.print(`${called} "${name}" ${flags['force'] ? 'force deleted' : 'deleted'}${kind.namespaced ? ` from ${namespace} namespace` : ''}`);
    }
    if (flags['wait'] === 'false' || flags['force']) return;
    for (const { key, uid } of gone) this.stage.waitFor(() => this.stage.find(kind.resource, key)?.metadata.uid !== uid, seconds(600));
  }

  private scale(line: Line): void {
    const { flags } = line;
    const { kind, name } = target(line);
    const path = `${pathOf(kind, namespaceOf(line), name)}/scale`;
    const replicas = Number(flags['replicas']);
    if (flags['current-replicas'] === undefined) {
      this.ask({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body: { spec: { replicas } } });
    } else {
      const now = this.ask({ method: 'GET', path }) as KubeObject & { spec?: { replicas?: number } };
      const have = now.spec?.replicas ?? 0;
      if (have !== Number(flags['current-replicas'])) return this.fail(`error: Expected replicas to be ${flags['current-replicas']}, was ${have}`);
      this.ask({ method: 'PUT', path, body: { ...now, spec: { replicas } } as unknown as Json });
    }
    this.print(`${shown(kind, name)} scaled`);
  }

  private setImage(line: Line): void {
    const { kind, name } = target({ ...line, words: line.words.slice(1) });
    const image = line.words.at(-1)!;
    const [container, to] = [image.slice(0, image.indexOf('=')), image.slice(image.indexOf('=') + 1)];
    const path = pathOf(kind, namespaceOf(line), name);
    this.ask({ method: 'GET', path });
    const spec: Json = { containers: [{ name: container, image: to }] };
    const body: Json = kind.kind === 'Pod' ? { spec } : { spec: { template: { spec } } };
    this.ask({ method: 'PATCH', path, contentType: 'application/strategic-merge-patch+json', query: { fieldManager: 'kubectl-set' }, body });
    this.print(`${shown(kind, name)} image updated`);
  }

  private label(line: Line): void {
    const [type, name, ...changes] = line.words;
    const kind = kindNamed(type!);
    const path = pathOf(kind, namespaceOf(line), name);
    this.ask({ method: 'GET', path });
    const labels = Object.fromEntries(changes.map((change) => (change.endsWith('-') ? [change.slice(0, -1), null] : (change.split('=') as [string, string]))));
    this.ask({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body: { metadata: { labels } } });
    this.print(`${shown(kind, name!)} ${changes.every((change) => change.endsWith('-')) ? 'unlabeled' : 'labeled'}`);
  }

  private taint({ words }: Line): void {
    const change = words.at(-1)!;
    for (const name of words.slice(1, -1)) {
      const path = pathOf(kindNamed('node'), '', name);
      const before = ((this.ask({ method: 'GET', path })['spec'] as { taints?: { key: string }[] } | undefined)?.taints ?? []) as { key: string }[];
      const key = change.replace(/[=:-].*$/s, '');
      const others = before.filter((taint) => taint.key !== key);
      const [, value, effect] = /^[^=:]+(?:=([^:]*))?:(\w+)$/.exec(change) ?? [];
      const taints = change.endsWith('-') ? others : [...others, { key, ...(value ? { value } : {}), effect }];
      this.ask({ method: 'PATCH', path, contentType: 'application/merge-patch+json', body: { spec: { taints: taints as unknown as Json } } });
      this.print(`node/${name} ${change.endsWith('-') ? 'untainted' : 'tainted'}`);
    }
  }

  private cordon(name: string, on: boolean): void {
    const path = pathOf(kindNamed('node'), '', name);
    this.ask({ method: 'GET', path });
    this.ask({ method: 'PATCH', path, contentType: 'application/strategic-merge-patch+json', body: { spec: { unschedulable: on ? true : null } } });
    this.print(`node/${name} ${on ? 'cordoned' : 'uncordoned'}`);
  }

  private patch(line: Line): void {
    const { kind, name } = target(line);
    this.ask({
      method: 'PATCH',
      path: pathOf(kind, namespaceOf(line), name),
      contentType: 'application/strategic-merge-patch+json',
      query: { fieldManager: 'kubectl-patch' },
      body: JSON.parse(line.flags['patch']!) as Json,
    });
    this.print(`${shown(kind, name)} patched`);
  }
}

function refusal(response: ApiResponse): string {
  const { reason, message } = response.body as Status;
  return reason === 'Invalid' ? `${message}` : `Error from server (${reason}): ${message}`;
}

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
