import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';

/** The file cannot be written there; the message is for the person who named the place. */
export class KubeconfigError extends Error {}

/**
 * Where the file stands when nobody names a place: in a folder of one's own. Everybody on the machine can make files in the folder for temporary ones,
 * so one's own is used only when it is a folder, no link, belongs to who runs this and nobody else may look into it.
 */
export function ownFolder(parent = os.tmpdir()): string {
  const uid = process.getuid?.();
  const folder = path.join(parent, `cutaway-${uid ?? os.userInfo().username}`);
  fs.mkdirSync(parent, { recursive: true });
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new KubeconfigError(`${folder}: ${(error as Error).message}; ${CHOOSE}`);
  }
  const is = fs.lstatSync(folder);
  if (!is.isDirectory()) throw new KubeconfigError(`${folder} is no folder; ${CHOOSE}`);
  if (uid === undefined) return folder;
  if (is.uid !== uid) throw new KubeconfigError(`${folder} belongs to somebody else; ${CHOOSE}`);
  if ((is.mode & 0o077) !== 0) fs.chmodSync(folder, 0o700);
  return folder;
}

const CHOOSE = 'choose another place with --kubeconfig';

/**
 * The file a client reads: one cluster, one user, one context. Written for its owner only: the secret stands in it. It takes the place of an earlier one of
 * this program (never what a link points to), and of no other file.
 */
export function writeKubeconfig(file: string, server: string): void {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'cutaway', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'kubernetes-admin', user: {} }],
    contexts: [{ name: 'cutaway', context: { cluster: 'cutaway', user: 'kubernetes-admin', namespace: 'default' } }],
    'current-context': 'cutaway',
  };
  if (standing(file) === 'other') throw new KubeconfigError(`${file} is there already, and it is no kubeconfig of this program; ${CHOOSE}`);
  const made = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    // `wx` makes the file or fails: what stands there already, a link too, is not opened.
    fs.writeFileSync(made, `${JSON.stringify(config, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
    fs.renameSync(made, file);
  } catch (error) {
    fs.rmSync(made, { force: true });
    throw new KubeconfigError(`${file}: ${(error as Error).message}`);
  }
}

/** At the end of the program: its secret opens nothing any more. A file that another run has written since stays. */
export function removeKubeconfig(file: string, server: string): void {
  const is = standing(file);
  if (typeof is === 'object' && is.server === server) fs.rmSync(file, { force: true });
}

/** What stands at a place. kubectl writes a file anew, as YAML, when one changes it; an empty file is nobody's (mktemp makes such). */
function standing(file: string): 'nothing' | 'other' | { readonly server: unknown } {
  try {
    const is = fs.lstatSync(file, { throwIfNoEntry: false });
    if (!is) return 'nothing';
    if (!is.isFile() || is.size > LARGEST) return 'other';
    if (is.size === 0) return 'nothing';
    const found = parse(fs.readFileSync(file, 'utf8')) as {
      clusters?: { name?: unknown; cluster?: { server?: unknown } }[];
      'current-context'?: unknown;
    } | null;
    const [cluster, ...more] = found?.clusters ?? [];
    return cluster?.name === 'cutaway' && more.length === 0 && found?.['current-context'] === 'cutaway' ? { server: cluster.cluster?.server } : 'other';
  } catch {
    // Cannot be read, or is no YAML: somebody else's, which is left alone, and the caller says so.
    return 'other';
  }
}

const LARGEST = 64 * 1024;
