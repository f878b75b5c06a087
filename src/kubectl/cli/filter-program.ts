import { FilterError } from './filter-words.ts';
import { feed, finish, openFilter } from './filters.ts';
import type { Run } from './run.ts';
import { own } from './step.ts';
import { countsOf, utf8Length } from './whole-filters.ts';

/** A filter at the beginning of a pipe: it reads files, or what comes in as a whole. */
interface Input {
  readonly name: string;
  readonly text: string;
}

export function runFilter(name: string, run: Run): void {
  try {
    const { files } = openFilter([name, ...run.argv]);
    const missing: string[] = [];
    const inputs = files.length === 0 ? [{ name: '-', text: run.stdin ?? '' }] : files.flatMap((file) => inputOf(run, file, missing));
    run.exitCode = filtered(run, name, { inputs, isNamed: files.length > 0, isSeveral: files.length > 1 });
    for (const file of missing) run.err(`${name}: ${missingWords(name, file)}: No such file or directory\n`);
    if (missing.length > 0) run.exitCode = ['grep', 'sed', 'sort'].includes(name) ? 2 : 1;
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    run.err(`${error.message}\n`, error);
    run.end(error.exit);
  }
}

const missingWords = (name: string, file: string): string =>
  name === 'head' || name === 'tail'
    ? `cannot open '${file}' for reading`
    : name === 'sort'
      ? `cannot read: ${file}`
      : name === 'sed'
        ? `can't read ${file}`
        : file;

function inputOf(run: Run, file: string, missing: string[]): readonly Input[] {
  const text = file === '-' ? (run.stdin ?? '') : own(run.session.files, file);
  if (text === undefined) missing.push(file);
  return text === undefined ? [] : [{ name: file, text }];
}

interface Filtering {
  readonly inputs: readonly Input[];
  readonly isNamed: boolean;
  readonly isSeveral: boolean;
}

/** Characters that are read at once. */
const MOST_READ = 32_000_000;

/** Of several files grep says which, head and tail give each its own part, wc a sum; the others take them as one text. */
function filtered(run: Run, name: string, { inputs, isNamed, isSeveral }: Filtering): number {
  const size = inputs.reduce((sum, { text }) => sum + text.length, 0);
  if (size > MOST_READ)
    throw new FilterError(`${name}: these files are too large to be read at once: at most ${MOST_READ} characters`, 1, 'largeFiles', {
      name,
      most: String(MOST_READ),
    });
  if (name === 'wc' && isNamed) return counted(run, inputs);
  if (isSeveral && (name === 'head' || name === 'tail')) {
    inputs.forEach((input, i) => run.out(`${i > 0 ? '\n' : ''}==> ${input.name} <==\n${through(run, name, input.text).out}`));
    return 0;
  }
  if (isSeveral && name === 'grep' && !run.argv.some((word) => /^-\w*h/.test(word) || word === '--no-filename')) {
    const exits = inputs.map((input) => {
      const { out, exit } = through(run, name, input.text);
      run.out(out.replace(/^(?=.)/gm, `${input.name}:`));
      return exit;
    });
    return exits.includes(0) ? 0 : 1;
  }
  const { out, exit } = through(run, name, inputs.map(({ text }) => text).join(''));
  run.out(out);
  return exit;
}

function through(run: Run, name: string, text: string): { readonly out: string; readonly exit: number } {
  const fed = feed(openFilter([name, ...run.argv]).filter, text);
  const last = finish(fed.filter);
  return { out: fed.out + last.out, exit: last.exit };
}

function counted(run: Run, inputs: readonly Input[]): number {
  const { filter } = openFilter(['wc', ...run.argv]);
  const flags = filter.is === 'whole' ? run.argv.filter((word) => /^-[lwcmL]+$/.test(word)).flatMap((word) => [...word.slice(1)]) : [];
  const rows = inputs.map(({ name, text }) => ({ name, counts: countsOf(text, flags) }));
  const total = { name: 'total', counts: (rows[0]?.counts ?? []).map((_, i) => rows.reduce((sum, { counts }) => sum + counts[i]!, 0)) };
  const bytes = inputs.reduce((sum, { text }) => sum + utf8Length(text), 0);
  const width = total.counts.length === 1 && rows.length === 1 ? 1 : String(bytes).length;
  for (const { name, counts } of rows.length > 1 ? [...rows, total] : rows)
    run.say(`${counts.map((count) => String(count).padStart(width)).join(' ')} ${name}`);
  return 0;
}
