import { evaluateTest } from '../../base/shell-test.ts';
import type { Run } from './run.ts';
import { own } from './step.ts';

/** Programs that lines of a shell are made of. */

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', a: '', b: '\b' };
export const unescaped = (text: string): string => text.replace(/\\([ntr"\\ab])/g, (_, char: string) => ESCAPES[char] ?? char);

/** Columns that printf fills up at most, and characters it prints. */
const MOST_WIDTH = 10_000;
const MOST_PRINTED = 8_000_000;

/** The format is used again as long as there are words. */
export function printf(run: Run): void {
  const [format, ...words] = run.argv;
  if (format === undefined) {
    run.err('printf: usage: printf format [arguments]\n');
    return run.end(2);
  }
  let rest = words;
  let size = 0;
  do {
    const before = rest.length;
    const text = unescaped(format).replace(/%(-?\d*)([sdq%])/g, (_, width: string, kind: string) => {
      if (kind === '%') return '%';
      const [word = kind === 'd' ? '0' : ''] = rest;
      rest = rest.slice(1);
      const size = Math.min(Number(width.replace('-', '')), MOST_WIDTH);
      return width.startsWith('-') ? word.padEnd(size) : word.padStart(size);
    });
    run.out(text);
    size += text.length;
    if (rest.length === before) break;
  } while (rest.length > 0 && size < MOST_PRINTED);
}

/** `[ … ]` and `test …`, over the files of the session. */
export function test(run: Run, isBracket: boolean): void {
  const { argv, session } = run;
  if (isBracket && argv.at(-1) !== ']') {
    run.err("[: missing `]'\n");
    return run.end(2);
  }
  const stat = (path: string): { readonly type: string; readonly sizeBytes: number } | undefined => {
    const text = own(session.files, path);
    return text === undefined ? undefined : { type: 'file', sizeBytes: text.length };
  };
  const result = evaluateTest(isBracket ? argv.slice(0, -1) : argv, { stat });
  if (typeof result === 'string') {
    run.err(`${isBracket ? '[' : 'test'}: ${result}\n`);
    return run.end(2);
  }
  run.exitCode = result ? 0 : 1;
}

const MOST_NUMBERS = 100_000;

/** `seq LAST`, `seq FIRST LAST`, `seq FIRST STEP LAST`, of whole numbers. */
export function seq(run: Run): void {
  const wrong = run.argv.find((word) => !/^[-+]?\d{1,15}$/.test(word));
  if (wrong !== undefined || run.argv.length === 0 || run.argv.length > 3) {
    run.err(wrong === undefined ? 'seq: one to three numbers are needed\n' : `seq: invalid floating point argument: '${wrong}'\n`);
    return run.end(1);
  }
  const numbers = run.argv.map(Number);
  const last = numbers.at(-1)!;
  const first = numbers.length > 1 ? numbers[0]! : 1;
  const step = numbers.length > 2 ? numbers[1]! : 1;
  if (step === 0) {
    run.err(`seq: invalid Zero increment value: '${run.argv[1]}'\n`);
    return run.end(1);
  }
  const count = Math.floor((last - first) / step) + 1;
  if (count > MOST_NUMBERS) {
    run.err(`seq: at most ${MOST_NUMBERS} numbers here\n`);
    return run.end(1);
  }
  if (count > 0) run.out(Array.from({ length: count }, (_, i) => `${first + step * i}\n`).join(''));
}
