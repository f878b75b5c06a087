import type { KubeObject } from '../../kinds/object.ts';
import { isSuccess } from '../../wire/request.ts';
import type { CliError } from '../errors.ts';
import type { ManifestObject } from '../manifest-objects.ts';
import { type Applying, type Outcome, said, warnedIfGoing } from './applying.ts';
import type { Run } from './run.ts';
import { targetOfManifest } from './sources.ts';
import { pathOf, refusal, warn } from './targets.ts';

/**
 * kubectl apply --server-side.
 * Simplified: of an object that was applied by the client before, the fields stay with the old manager as well; the real one takes them over.
 */
export function applyOnServer(run: Run, how: Applying, one: ManifestObject): Outcome {
  const target = targetOfManifest(one);
  const query = { ...how.query, force: String(how.flags.on('force-conflicts')) };
  const path = `${pathOf(target)}${how.flags.text('subresource') ? `/${how.flags.text('subresource')}` : ''}`;
  const response = run.ask({ method: 'PATCH', path, contentType: 'application/apply-patch+yaml', query, body: one.object as never });
  warn(run, response);
  if (!isSuccess(response)) return { error: conflictError(response) };
  return said(run, how, { one, object: warnedIfGoing(run, response.body as unknown as KubeObject), word: 'serverside-applied' });
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
