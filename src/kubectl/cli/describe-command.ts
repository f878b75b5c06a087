import { rfc3339Micro } from '../../base/time.ts';
import type { ApiRequest } from '../../wire/request.ts';
import { describeThrough } from '../describe/answered.ts';
import type { DescriberSettings } from '../describe/describe.ts';
import { asBare } from '../errors.ts';
import type { Command } from './command.ts';
import { bool, type Flags, short, strings, text, whole } from './flags.ts';
import { Failure, failure, type Run } from './run.ts';
import { askedTargets, namesFiles } from './sources.ts';
import { answered, fetchAll, type Found, pathOf, refOf, refusal, type Target } from './targets.ts';

/** kubectl describe (pkg/cmd/describe/describe.go); the texts are made in kubectl/describe. */
export const describeCommand: Command = {
  flags: {
    'all-namespaces': short('A', bool),
    'chunk-size': whole,
    filename: short('f', strings),
    kustomize: short('k', text),
    recursive: short('R', bool),
    selector: short('l', text),
    'show-events': bool,
  },
  run: runDescribe,
};

function runDescribe(run: Run, flags: Flags, namespace: string): void {
  const { words } = flags;
  if (words.length === 0 && !namesFiles(flags))
    throw failure('You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.');
  const where = { namespace, allNamespaces: flags.on('all-namespaces'), selector: flags.text('selector'), allowsType: true };
  const { targets, errors: unread } = askedTargets(run, flags, { words, where });
  // What files name is not looked for first: it is read once, by its describer.
  const { found, errors: unfound } = namesFiles(flags) ? { found: targets, errors: [] } : fetchAll(run, targets, where);
  const errors = [...unread.map(asBare), ...unfound];
  const [target] = targets;
  const isMissing = errors.length > 0 && errors.every((error) => error.is === 'status' && error.status.code === 404);
  // One word that names nothing may be the beginning of names.
  const started = isMissing && words.length === 2 && targets.length === 1 && target?.name !== undefined ? byPrefix(run, target) : [];
  const all: readonly (Found | Target)[] = found.length > 0 || started.length === 0 ? found : started;
  const settings: DescriberSettings = { chunkSize: flags.number('chunk-size') ?? 500, showEvents: flags.text('show-events') !== 'false' };
  const printed = run.memory(0);
  const { errors: refused } = run.eachTold(all, (one) => {
    const { object, isFresh } =
      'object' in one ? { object: one.object, isFresh: false } : { object: answered(run, { method: 'GET', path: pathOf(one) }), isFresh: true };
    const said = textOf(run, { kind: one.kind, object }, { ...settings, isFresh });
    const { name, namespace: place } = object.metadata;
    run.out(printed.value++ > 0 ? `\n\n${said}` : said, refOf(one.kind, { name, ...(place === undefined ? {} : { namespace: place }) }));
  });
  const failed = [...(started.length > 0 ? [] : errors), ...refused];
  if (failed.length > 0) throw new Failure(failed);
  if (printed.value === 0)
    run.err(where.allNamespaces || !targets.every(({ kind }) => kind.namespaced) ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`);
}

function byPrefix(run: Run, target: Target): readonly Found[] {
  const { found } = fetchAll(run, [{ ...target, name: undefined }], {});
  return found.filter(({ object }) => object.metadata.name.startsWith(target.name ?? ''));
}

function textOf(run: Run, { kind, object }: Found, settings: DescriberSettings & { readonly isFresh: boolean }): string {
  const door = { ask: (request: ApiRequest) => run.ask(request), now: () => rfc3339Micro(run.session.epochMs, run.now) };
  const described = describeThrough(door, [kind, object], settings);
  if ('refused' in described) throw new Failure([refusal(described.refused)]);
  return described.text;
}
