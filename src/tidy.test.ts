import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const SELF = path.relative(ROOT, import.meta.filename);
const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');

/** What is in the repository. Without git (an unpacked archive) there is nothing to check. */
function listed(): string[] {
  if (!fs.existsSync(path.join(ROOT, '.git'))) return [];
  const out = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' });
  return out.split('\n').filter((file) => file !== '' && fs.existsSync(path.join(ROOT, file)));
}
const FILES = listed();
const TEXTS = FILES.filter((file) => /\.(?:[mc]?[jt]sx?|json|md|yaml|yml|css|html|sh)$|^\.ci\//.test(file) && file !== SELF);

describe.skipIf(FILES.length === 0)('the repository', () => {
  it('names files by what is in them', () => {
    const vague = /(?:^|[/.-])(?:utils?|helpers?|misc|common|manager|impl|tmp|zz)(?=[/.-])|(?:Manager|Impl|Utils?|Helpers?)\.[a-z]+$/;
    expect(FILES.filter((file) => vague.test(file.replace('status-manager', '')))).toEqual([]);
  });

  it('speaks of itself alone', () => {
    // Paths of one machine, and words about how it came to be rather than about what it is.
    const foreign = [/(?:^|[\s'"`(=])\/(?:work|home|Users)\/[a-z]/m, /\bco-authored\b/i, /\b(?:issue|session) #?\d+\b/i];
    const found = TEXTS.filter((file) => !/\.gen\.|package-lock|manifests\.ts$/.test(file)).flatMap((file) => {
      const text = read(file);
      return foreign.filter((pattern) => pattern.test(text)).map((pattern) => `${file}: ${pattern.exec(text)?.[0].trim()}`);
    });
    expect(found).toEqual([]);
  });

  it('takes its packages from wherever npm is told to', () => {
    expect(read('package-lock.json').match(/"resolved": "(?!https:\/\/registry\.npmjs\.org\/)[^"]*"/g) ?? []).toEqual([]);
  });
});

describe('the documents', () => {
  const documents = ['README.md', 'README.ja.md', 'docs/tour.md', 'docs/contracts.md', ...FILES.filter((file) => /^docs\/.*\.md$/.test(file))];

  it('name npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = documents
      .flatMap((file) => [...read(file).matchAll(/npm (?:run )?([a-z][a-z:]*)/g)].map(([, name]) => name!))
      .filter((name) => !['ci', 'install', 'packages', 'scripts'].includes(name));
    expect(named.length).toBeGreaterThan(0);
    expect([...new Set(named)].filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('start programs that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const programs = Object.values(scripts).flatMap((script) => script.match(/src\/\S+/g) ?? []);
    expect(programs.filter((file) => !fs.existsSync(path.join(ROOT, file)))).toEqual([]);
  });

  it.skipIf(FILES.length === 0).each([...new Set(documents)])('%s names files that exist', (document) => {
    const folders = FILES.map((file) => `/${path.posix.dirname(file)}/`);
    const isThere = (name: string): boolean =>
      name.endsWith('/') ? folders.some((folder) => folder.includes(`/${name}`)) : FILES.some((file) => `/${file}`.endsWith(`/${name}`));
    // `../` names what may lie beside the repository; a sentence that begins there goes on to its end.
    const text = read(document).replace(/\(`\.\.\/[^)]*\)/g, '');
    const quoted = [...text.matchAll(/`((?:[\w@.-]+\/)*[\w@.-]+\.(?:tsx?|mjs|md|yaml|json)|(?:[\w-]+\/)+)`/g)].map(([, name]) => name!);
    const linked = [...text.matchAll(/\]\(([^):#]+)\)|src="([^":]+)"/g)].map(([, a, b]) => path.posix.normalize(`${path.posix.dirname(document)}/${a ?? b}`));
    expect([...quoted.filter((name) => !name.startsWith('../') && !isThere(name)), ...linked.filter((name) => !fs.existsSync(path.join(ROOT, name)))]).toEqual(
      [],
    );
  });
});
