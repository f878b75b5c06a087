import { byText } from '../../base/order.ts';
import { seconds } from '../../base/time.ts';
import { FilterError, FILTERS, feed, finish, openFilter } from './filters.ts';
import { goDurationUs } from './flags.ts';
import { kubectl } from './kubectl.ts';
import type { Body, Run } from './run.ts';
import { own, withFile, withVariable } from './step.ts';

/** Programs of the terminal; the argv of each is without its name. */
export const PROGRAMS: Readonly<Record<string, Body>> = {
  kubectl,
  // What people alias.
  k: kubectl,
  ...Object.fromEntries(FILTERS.map((name) => [name, (run: Run) => runFilter(name, run)])),
  echo,
  ls: (run) =>
    Object.keys(run.session.files)
      .sort(byText)
      .forEach((name) => run.say(name)),
  rm,
  export: exportVariables,
  env: (run) =>
    Object.keys(run.session.variables)
      .sort(byText)
      .forEach((name) => run.say(`${name}=${run.session.variables[name]}`)),
  sleep,
  true: () => {},
  false: (run) => run.end(1),
  xargs,
};

function runFilter(name: string, run: Run): void {
  try {
    const { filter, files } = openFilter([name, ...run.argv]);
    const missing: string[] = [];
    const texts = files.length === 0 ? [run.stdin ?? ''] : files.map((file) => (file === '-' ? (run.stdin ?? '') : readFile(run, file, missing)));
    const fed = feed(filter, texts.join(''));
    const last = finish(fed.filter);
    run.out(fed.out + last.out);
    for (const file of missing) run.err(`${name}: ${file}: No such file or directory\n`);
    run.exitCode = missing.length > 0 ? (name === 'grep' ? 2 : 1) : last.exit;
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    run.err(`${error.message}\n`);
    run.end(2);
  }
}

function readFile(run: Run, file: string, missing: string[]): string {
  const text = own(run.session.files, file);
  if (text === undefined) missing.push(file);
  return text ?? '';
}

function echo(run: Run): void {
  const options = /^-[neE]+$/.test(run.argv[0] ?? '') ? run.argv[0]! : '';
  const text = run.argv.slice(options === '' ? 0 : 1).join(' ');
  const shown = options.includes('e') ? text.replace(/\\([nt\\])/g, (_, char: string) => ({ n: '\n', t: '\t' })[char] ?? '\\') : text;
  run.out(options.includes('n') ? shown : `${shown}\n`);
}

function rm(run: Run): void {
  for (const file of run.argv.filter((word) => !/^-[rf]+$/.test(word))) {
    if (own(run.session.files, file) === undefined && !run.argv.some((word) => word.includes('f') && word.startsWith('-'))) {
      run.err(`rm: cannot remove '${file}': No such file or directory\n`);
      run.exitCode = 1;
    } else run.session = withFile(run.session, file, undefined);
  }
}

function exportVariables(run: Run): void {
  for (const word of run.argv) {
    const [, name, value = ''] = /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) {
      run.err(`export: '${word}': not a valid identifier\n`);
      run.exitCode = 1;
    } else if (word.includes('=')) run.session = withVariable(run.session, name, value);
  }
}

const MOST_SECONDS = 86_400;

function sleep(run: Run): void {
  const [word = ''] = run.argv;
  const us = /^\d+(\.\d+)?$/.test(word) ? seconds(Number(word)) : goDurationUs(word);
  if (us === undefined || us < 0 || us > seconds(MOST_SECONDS)) {
    run.err(`sleep: invalid time interval '${word}'\n`);
    return run.end(1);
  }
  run.sleep(us);
}

/** `… | xargs kubectl delete`: the words of its input behind those of its own. */
function xargs(run: Run): void {
  const [program = '', ...argv] = run.argv;
  const body = own(PROGRAMS, program);
  if (!body || program === 'xargs' || program.startsWith('-')) {
    run.err(`xargs: ${program}: not offered here\n`);
    return run.end(127);
  }
  const more = (run.stdin ?? '').split(/\s+/).filter(Boolean);
  if (more.length === 0 && program !== 'echo') return;
  body(run.withArgv([...argv, ...more]));
}
