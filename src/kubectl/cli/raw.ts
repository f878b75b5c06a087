import type { Json } from '../../base/json.ts';
import { utf8Bytes } from '../../kinds/base64.ts';
import { badRequest } from '../../kinds/errors.ts';
import { queryOf } from '../../wire/query.ts';
import { isSuccess, type ApiRequest } from '../../wire/request.ts';
import type { Flags } from './flags.ts';
import { Failure, failure, type Run } from './run.ts';
import { readSource } from './sources.ts';
import { refusal } from './targets.ts';

/** `--raw` of get, create, replace, delete (kubectl pkg/rawhttp/raw.go): a path of the server, and a body as it stands. */
export function rawRequest(run: Run, flags: Flags, method: ApiRequest['method']): void {
  const path = flags.text('raw') ?? '';
  if (!path.startsWith('/')) throw failure(`--raw must be a valid URL path: parse ${JSON.stringify(path)}: invalid URI for request`);
  const [, place = '', search = ''] = /^([^?]*)\??(.*)$/s.exec(path) ?? [];
  const query = queryOf(search);
  const response = run.ask({ method, path: place, ...(query ? { query } : {}), ...bodyOf(run, flags) });
  if (!isSuccess(response)) throw new Failure([refusal(response)]);
  run.out(typeof response.body === 'string' ? response.body : `${JSON.stringify(response.body)}\n`);
}

const SHOWN_BYTES = 30;

function bodyOf(run: Run, flags: Flags): { readonly body?: Json } {
  const [file] = flags.list('filename');
  if (file === undefined) return {};
  const { text } = readSource(run, file);
  try {
    return { body: JSON.parse(text) as Json };
  } catch {
    // The server's words for a body that is no JSON.
    const bytes = utf8Bytes(text);
    const hex = bytes.slice(0, SHOWN_BYTES).map((byte) => byte.toString(16).padStart(2, '0'));
    const message = `couldn't get version/kind; json parse error: invalid JSON (${hex.join('')}${bytes.length > SHOWN_BYTES ? ' ...' : ''})`;
    throw new Failure([{ is: 'status', status: badRequest(message) }]);
  }
}

/** Flags that do not go with `--raw`. */
export function checkRaw(flags: Flags): void {
  if (flags.words.length > 0) throw failure('arguments may not be passed when --raw is specified');
  if (flags.has('output')) throw failure('--raw and --output are mutually exclusive');
  if (flags.list('filename').length !== 1) throw failure('--raw can only use a single local file or stdin');
  if (/^https?:/.test(flags.list('filename')[0]!)) throw failure('--raw cannot read from a url');
  if (flags.has('kustomize') || flags.has('recursive') || flags.has('selector')) throw failure('--raw can only use a single local file or stdin');
}
