import { charged, counted, givenTo, newPace, owedUs } from './line-pace.ts';
import type { Body, Run } from './run.ts';
import { own } from './step.ts';

/** What one command has room for, each of its words with a character behind it (findutils `xargs --show-limits`: the size of the command buffer). */
const MOST_COMMAND = 131_072;

const sizeOf = (words: readonly string[]): number => words.reduce((sum, { length }) => sum + length + 1, 0);

/**
 * `… | xargs kubectl delete`: the words of its input behind those of its own; `-n 1`: each on its own; `-I {}`: in their place. What is too long for one command
 * becomes several.
 * Simplified: without input nothing runs (but echo), as with -r; GNU xargs runs its program once.
 */
export function xargs(run: Run, programs: Readonly<Record<string, Body>>): void {
  const { each, mark, argv } = options(run);
  const [program = 'echo', ...words] = argv;
  const body = own(programs, program);
  if (!body || program === 'xargs') {
    run.err(`xargs: ${program}: not offered here\n`, { own: { key: 'notOffered', args: { what: program }, of: `${program}: not offered here` } });
    return run.end(127);
  }
  const stdin = run.stdin ?? '';
  if (mark !== undefined) return inserted(run, body, { program, words, mark, lines: stdin.split('\n').filter((line) => line.trim() !== '') });
  const given = stdin.split(/\s+/).filter(Boolean);
  if (given.length === 0 && program !== 'echo') return;
  const room = MOST_COMMAND - sizeOf([program, ...words]);
  const paced = pacing(run, program);
  run.each(commands(given, each, room), (some) => {
    if (sizeOf(some) > room)
      tooLong(run, some[0]!.length >= MOST_COMMAND ? 'argument line too long' : 'cannot fit single argument within argument list size limit');
    paced(body, [...words, ...some]);
  });
}

interface Options {
  /** Words of one command at most; 0: as many as it has room for. */
  readonly each: number;
  readonly mark: string | undefined;
  readonly argv: readonly string[];
}

function options(run: Run): Options {
  const argv = [...run.argv];
  let each = 0;
  let mark: string | undefined;
  for (; argv[0]?.startsWith('-'); argv.shift()) {
    if (argv[0] === '-n') each = Number(argv.splice(1, 1)[0]);
    else if (/^-n\d+$/.test(argv[0])) each = Number(argv[0].slice(2));
    else if (argv[0] === '-I') [mark] = argv.splice(1, 1);
    else if (argv[0].startsWith('-I')) mark = argv[0].slice(2);
    else if (argv[0] !== '-r') {
      run.err(`xargs: ${argv[0]} is not offered here\n`, { own: { key: 'notOffered', args: { what: argv[0] }, of: `${argv[0]} is not offered here` } });
      run.end(1);
    }
  }
  return { each, mark, argv };
}

function tooLong(run: Run, words: string): never {
  run.err(`xargs: ${words}\n`);
  return run.end(1);
}

/** The words that are given to one command after the other; one that fits into none stands alone. */
function commands(given: readonly string[], each: number, room: number): readonly (readonly string[])[] {
  const all: string[][] = [[]];
  let size = 0;
  for (const word of given) {
    const last = all.at(-1)!;
    const fits = size + word.length + 1 <= room && !(each > 0 && last.length >= each);
    if (fits || last.length === 0) last.push(word);
    else all.push([word]);
    size = fits ? size + word.length + 1 : word.length + 1;
  }
  return all;
}

/** Many commands take their time, as those of a loop do. */
function pacing(run: Run, program: string): (body: Body, argv: readonly string[]) => void {
  const left = run.memory(newPace(run.now).left);
  return (body, argv) => {
    const pace = { ...newPace(run.now), left: left.value };
    if (pace.left <= 0) run.sleep(owedUs(pace));
    const full = pace.left <= 0 ? newPace(run.now) : pace;
    left.value = charged(counted(full), givenTo(program, { argv, stdin: undefined, session: run.session })).left;
    body(run.withArgv(argv));
  };
}

interface Insertion {
  readonly program: string;
  readonly words: readonly string[];
  readonly mark: string;
  readonly lines: readonly string[];
}

/** How long a command becomes is known before it is made. */
function inserted(run: Run, body: Body, { program, words, mark, lines }: Insertion): void {
  const marks = words.reduce((sum, word) => sum + word.split(mark).length - 1, 0);
  const bare = sizeOf([program, ...words]) - marks * mark.length;
  const paced = pacing(run, program);
  run.each(lines, (line) => {
    if (line.length >= MOST_COMMAND) tooLong(run, 'argument line too long');
    if (bare + marks * line.length > MOST_COMMAND) tooLong(run, 'argument list too long');
    paced(
      body,
      words.map((word) => word.replaceAll(mark, line)),
    );
  });
}
