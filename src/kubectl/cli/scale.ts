import { isSuccess } from '../../wire/request.ts';
import { answeredWrite, asWrittenOrRead, dryRunOf, TARGET_FLAGS, targetOf, tell, writeQuery } from './change.ts';
import type { Command } from './command.ts';
import { duration, type Flags, text, whole, without } from './flags.ts';
import { printerOf } from './printing.ts';
import { RECORD, recordAfter } from './record.ts';
import { Failure, failure, type Run } from './run.ts';
import { type Found, pathOf, refusal, warn } from './targets.ts';

/** kubectl scale (pkg/cmd/scale/scale.go). */
export const scale: Command = {
  flags: {
    ...without(TARGET_FLAGS, 'field-manager', 'field-selector'),
    ...RECORD,
    replicas: whole,
    'current-replicas': whole,
    'resource-version': text,
    timeout: duration,
  },
  required: ['replicas'],
  run: runScale,
};

function runScale(run: Run, flags: Flags, namespace: string): void {
  const replicas = flags.number('replicas') ?? -1;
  if (replicas < 0) throw failure('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  const { found, errors } = asWrittenOrRead(run, flags, { words: flags.words, namespace });
  const dryRun = dryRunOf(run, flags);
  const printer = printerOf(run, flags);
  // The first that cannot be scaled ends the command.
  run.each(found, (one) => {
    if (dryRun !== 'client') scaleOne(run, flags, { one, replicas });
    if (dryRun !== 'client') recordAfter(run, flags, { one });
    tell(run, one, { word: 'scaled', dryRun, printer });
  });
  if (found.length === 0 && errors.length > 0) throw new Failure(errors);
  if (found.length === 0) throw failure('no objects passed to scale');
}

function scaleOne(run: Run, flags: Flags, { one, replicas }: { readonly one: Found; readonly replicas: number }): void {
  const path = `${pathOf(targetOf(one))}/scale`;
  const query = writeQuery(dryRunOf(run, flags));
  const withQuery = Object.keys(query).length > 0 ? { query } : {};
  const current = flags.number('current-replicas') ?? -1;
  const version = flags.text('resource-version');
  if (current < 0 && version === undefined) {
    answeredWrite(run, { method: 'PATCH', path, contentType: 'application/merge-patch+json', ...withQuery, body: { spec: { replicas } } });
    return;
  }
  const response = run.ask({ method: 'GET', path });
  warn(run, response);
  if (!isSuccess(response)) throw new Failure([refusal(response)]);
  const live = response.body as unknown as { readonly metadata: { readonly resourceVersion: string }; readonly spec: { readonly replicas?: number } };
  const has = live.spec.replicas ?? 0;
  if (current >= 0 && has !== current) throw failure(`Expected replicas to be ${current}, was ${has}`);
  if (version !== undefined && live.metadata.resourceVersion !== version)
    throw failure(`Expected resource version to be ${version}, was ${live.metadata.resourceVersion}`);
  answeredWrite(run, { method: 'PUT', path, ...withQuery, body: { ...(live as object), spec: { replicas } } });
}
