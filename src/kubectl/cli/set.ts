import { parseQuantity, QUANTITY_ERROR } from '../../kinds/quantity.ts';
import type { Container } from '../../kinds/schema/types.gen.ts';
import { plainError } from '../errors.ts';
import { allChangeable, resourcesAndPairs, TARGET_FLAGS } from './change.ts';
import type { Command, CommandGroup } from './command.ts';
import { editContainers } from './edit-containers.ts';
import { bool, type Flags, type FlagTable, short, text, without } from './flags.ts';
import { hasPodSpec, isSelected, podSpecOf } from './pod-spec.ts';
import { RECORD } from './record.ts';
import { Failure, failure, type Run } from './run.ts';
import { setEnv, SET_ENV_FLAGS } from './set-env.ts';
import { setSelector, setServiceAccount, setSubject, SUBJECT_FLAGS } from './set-others.ts';
import type { Found } from './targets.ts';

/** kubectl set (pkg/cmd/set). */
const UNRECORDED: FlagTable = { ...without(TARGET_FLAGS, 'field-selector'), local: bool };
const FLAGS: FlagTable = { ...UNRECORDED, ...RECORD };

export const set: CommandGroup = {
  commands: {
    env: { flags: { ...UNRECORDED, ...SET_ENV_FLAGS }, run: setEnv },
    image: { flags: FLAGS, run: setImage },
    resources: { flags: { ...FLAGS, containers: short('c', text), limits: text, requests: text }, run: setResources },
    selector: { flags: { ...without(FLAGS, 'selector', 'kustomize'), 'resource-version': text }, run: setSelector },
    serviceaccount: { flags: without(FLAGS, 'selector'), run: setServiceAccount },
    subject: { flags: { ...UNRECORDED, ...SUBJECT_FLAGS }, run: setSubject },
  } satisfies Record<string, Command>,
  aliases: { sa: 'serviceaccount' },
};

function setImage(run: Run, flags: Flags, namespace: string): void {
  const { names, pairs } = resourcesAndPairs(flags.words, 'image');
  const found = allChangeable(run, flags, { words: names, namespace, typed: true });
  if (pairs.length === 0) throw failure('at least one image update is required');
  const images = pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const);
  const all = (one: Found): readonly Container[] => [...(podSpecOf(one).initContainers ?? []), ...podSpecOf(one).containers];
  const missing = found.found
    .filter(hasPodSpec)
    .flatMap((one) => images.filter(([name]) => name !== '*' && !all(one).some((container) => container.name === name)).map(([name]) => name));
  const notFound = missing.map((name) => plainError(`unable to find container named "${name}"`));
  if (flags.on('local') && notFound.length > 0) throw new Failure(notFound);
  // What can be changed is changed all the same.
  editContainers(
    run,
    flags,
    { found: found.found, errors: notFound },
    {
      word: 'image updated',
      refused: 'failed to patch image update to pod template:',
      change: () => (container) => {
        const image = images.findLast(([name]) => name === container.name || name === '*')?.[1];
        return image === undefined ? container : { ...container, image };
      },
    },
  );
}

function setResources(run: Run, flags: Flags, namespace: string): void {
  const found = allChangeable(run, flags, { words: flags.words, namespace, typed: true });
  const [limits = '', requests = ''] = [flags.text('limits'), flags.text('requests')];
  if (limits === '' && requests === '') throw failure('you must specify an update to requests or limits (in the form of --requests/--limits)');
  const only = flags.text('containers') ?? '*';
  const amounts = { ...(limits === '' ? {} : { limits: amountsOf(limits) }), ...(requests === '' ? {} : { requests: amountsOf(requests) }) };
  editContainers(run, flags, found, {
    word: 'resource requirements updated',
    refused: 'failed to patch resources update to pod template',
    change: (one) => {
      if (![...podSpecOf(one).containers, ...(podSpecOf(one).initContainers ?? [])].some((container) => isSelected(only, container)))
        throw failure(`unable to find container named ${only}`);
      return (container) => (isSelected(only, container) ? { ...container, resources: mergedAmounts(container, amounts) } : container);
    },
  });
}

type Amounts = Readonly<Record<string, string>>;

function mergedAmounts(
  { resources = {} }: Container,
  { limits, requests }: { readonly limits?: Amounts; readonly requests?: Amounts },
): NonNullable<Container['resources']> {
  return {
    ...resources,
    ...(limits ? { limits: { ...resources.limits, ...limits } } : {}),
    ...(requests ? { requests: { ...resources.requests, ...requests } } : {}),
  };
}

function amountsOf(words: string): Amounts {
  return Object.fromEntries(
    words.split(',').map((pair) => {
      const parts = pair.split('=');
      if (parts.length !== 2) throw failure(`Invalid argument syntax ${pair}, expected <resource>=<value>`);
      if (parseQuantity(parts[1]!) === undefined) throw failure(QUANTITY_ERROR);
      return [parts[0]!, parts[1]!];
    }),
  );
}
