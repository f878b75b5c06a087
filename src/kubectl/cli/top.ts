import type { Command, CommandGroup } from './command.ts';
import { bool, type Flags, short, text } from './flags.ts';
import { failure, type Run } from './run.ts';
import { answered } from './targets.ts';

/** kubectl top (pkg/cmd/top). There is no metrics server in this cluster, and the real one says so after it has looked at the flags. */
const SORTED_BY = ['', 'cpu', 'memory'];

const node: Command = {
  flags: {
    'no-headers': bool,
    selector: short('l', text),
    'show-capacity': bool,
    'show-swap': bool,
    'sort-by': text,
    'use-protocol-buffers': bool,
  },
  run: (run, flags) => runTop(run, flags, 'only one of NAME or --selector can be provided'),
};

const pod: Command = {
  flags: {
    'all-namespaces': short('A', bool),
    containers: bool,
    'field-selector': text,
    'no-headers': bool,
    selector: short('l', text),
    'show-swap': bool,
    'sort-by': text,
    sum: bool,
    'use-protocol-buffers': bool,
  },
  run: (run, flags) => runTop(run, flags, 'only one of NAME or selector can be provided'),
};

export const top: CommandGroup = { commands: { node, pod }, aliases: { no: 'node', nodes: 'node', po: 'pod', pods: 'pod' } };

function runTop(run: Run, flags: Flags, both: string): void {
  if (!SORTED_BY.includes(flags.text('sort-by') ?? '')) throw failure('--sort-by accepts only cpu or memory');
  if (flags.words.length > 1) throw failure('only one of NAME or selector can be provided');
  if (flags.words.length > 0 && ((flags.text('selector') ?? '') !== '' || (flags.text('field-selector') ?? '') !== '')) throw failure(both);
  answered(run, { method: 'GET', path: '/apis' });
  throw failure('Metrics API not available');
}
