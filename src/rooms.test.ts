import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEBT, ROOMS } from './rooms.ts';

const SRC = path.resolve(import.meta.dirname);
const IMPORT = /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s+['"]([^'"]+)['"]/g;

function files(dir: string): string[] {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(dir, entry.name);
    if (entry.isDirectory()) return files(full);
    return /\.(ts|tsx|mts)$/.test(entry.name) ? [full] : [];
  });
}

const isTest = (file: string): boolean => /\.(test|spec)\.tsx?$/.test(file) || file.includes('/fixtures/');
const roomOf = (file: string): string => path.relative(SRC, file).split(path.sep)[0]!;
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function allowsPackage(allowed: readonly string[], name: string): boolean {
  return allowed.some((pattern) => pattern === '*' || pattern === name || (pattern.endsWith('/*') && name.startsWith(pattern.slice(0, -1))));
}

function problemsOf(file: string): string[] {
  const room = roomOf(file);
  const law = ROOMS[room];
  const where = path.relative(SRC, file);
  if (!law) return [`${where}: the room ${room} is not in rooms.ts`];
  const out: string[] = [];
  for (const match of fs.readFileSync(file, 'utf8').matchAll(IMPORT)) {
    const specifier = (match[1] ?? match[2] ?? match[3])!;
    if (DEBT.some((debt) => debt.file === where && specifier.includes(debt.imports))) continue;
    if (!specifier.startsWith('.')) {
      if (!allowsPackage(law.packages ?? [], packageOf(specifier))) out.push(`${where} imports the package ${specifier}`);
      continue;
    }
    const target = roomOf(path.resolve(path.dirname(file), specifier.replace(/\?.*$/, '')));
    if (target !== room && !law.may.includes(target) && !law.may.includes('*')) out.push(`${where} imports ${target} (${specifier})`);
  }
  return out;
}

const withoutComments = (file: string): string => fs.readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|(?:^|\s)\/\/.*$/gm, '');

describe('rooms', () => {
  const inRooms = files(SRC).filter((file) => path.dirname(file) !== SRC && !isTest(file));

  it('holds for every import', () => {
    expect(inRooms.length).toBeGreaterThan(10);
    expect(inRooms.flatMap(problemsOf)).toEqual([]);
  });

  it('owes nothing that is not used', () => {
    const unused = DEBT.filter(
      (debt) => !fs.existsSync(path.join(SRC, debt.file)) || !fs.readFileSync(path.join(SRC, debt.file), 'utf8').includes(debt.imports),
    );
    expect(unused).toEqual([]);
  });

  it('names only rooms that exist', () => {
    expect(Object.keys(ROOMS).filter((room) => !fs.existsSync(path.join(SRC, room)))).toEqual([]);
  });

  it('compiles the pure rooms, and no others, without DOM and Node', () => {
    const config = JSON.parse(fs.readFileSync(path.join(SRC, '..', 'tsconfig.pure.json'), 'utf8')) as { include: string[] };
    expect(config.include.map((folder) => folder.replace('src/', '')).sort()).toEqual(
      Object.keys(ROOMS)
        .filter((room) => ROOMS[room]!.pure)
        .sort(),
    );
  });

  // A cluster's history is the same in every browser; what only reads and draws it may differ by a hair.
  it('keeps functions that engines approximate, each in its way, out of the rooms that make history', () => {
    const approximate = /\bMath\.(?:a?(?:sin|cos|tan)h?|atan2|cbrt|exp|expm1|hypot|log|log10|log1p|log2|pow)\b/;
    const making = inRooms.filter((file) => ROOMS[roomOf(file)]?.pure && !['scene', 'mirror'].includes(roomOf(file)) && !file.endsWith('.testing.ts'));
    expect(making.filter((file) => approximate.test(withoutComments(file))).map((file) => path.relative(SRC, file))).toEqual([]);
  });

  it('keeps clock, chance, timers and locale out of the pure rooms', () => {
    const impure =
      /\b(?:new Date|Date\.now|Date\.parse|Math\.random|Intl\.|setTimeout\(|setInterval\(|performance\.now|localeCompare|toLocale\w*\(|queueMicrotask|globalThis\.crypto)/;
    const pure = inRooms.filter((file) => ROOMS[roomOf(file)]?.pure && !file.endsWith('.testing.ts'));
    expect(pure.length).toBeGreaterThan(100);
    expect(pure.filter((file) => impure.test(withoutComments(file))).map((file) => path.relative(SRC, file))).toEqual([]);
  });
});
