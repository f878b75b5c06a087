import type { KubeObject } from '../../kinds/object.ts';
import { type ApiRequest, isSuccess } from '../../wire/request.ts';
import type { CliError } from '../errors.ts';
import type { ManifestObject } from '../manifest-objects.ts';
import { type Applying, type Outcome, said, warnedIfGoing } from './applying.ts';
import { migrated } from './apply-migrate.ts';
import type { Run } from './run.ts';
import { targetOfManifest } from './sources.ts';
import { pathOf, refusal, warn } from './targets.ts';

/** kubectl apply --server-side (pkg/cmd/apply/apply.go). */
export function applyOnServer(run: Run, how: Applying, one: ManifestObject): Outcome {
  const target = targetOfManifest(one);
  const query: Readonly<Record<string, string>> = { ...how.query, force: String(how.flags.on('force-conflicts')) };
  const path = `${pathOf(target)}${how.flags.text('subresource') ? `/${how.flags.text('subresource')}` : ''}`;
  const request: ApiRequest = { method: 'PATCH', path, contentType: 'application/apply-patch+yaml', query, body: one.object as never };
  const response = run.ask(request);
  warn(run, response);
  if (!isSuccess(response)) return { error: conflictError(response) };
  const object = migrated(run, { object: response.body as unknown as KubeObject, request, manager: query['fieldManager'] ?? '', dryRun: query['dryRun'] });
  return said(run, how, { one, object: warnedIfGoing(run, object), word: 'serverside-applied' });
}

const WAYS_OUT = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

function conflictError(response: Parameters<typeof refusal>[0]): CliError {
  const why = refusal(response);
  if (why.is !== 'status' || response.code !== 409) return why;
  return { is: 'plain', message: `${why.status.message}\n${WAYS_OUT}` };
}
