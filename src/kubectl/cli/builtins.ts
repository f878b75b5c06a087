import { byText } from '../../base/order.ts';
import { rfc3339, seconds } from '../../base/time.ts';
import { type OwnWords, OwnWordsError } from '../../wire/own-words.ts';
import { curl } from './curl.ts';
import { distance } from './distance.ts';
import { runFilter } from './filter-program.ts';
import { FILTERS } from './filters.ts';
import { goDurationUs } from './flags.ts';
import { kubectl } from './kubectl.ts';
import type { Body, Run } from './run.ts';
import { printf, seq, test, unescaped } from './shell-programs.ts';
import { own, withFile, withVariable } from './step.ts';
import { watch } from './watch-program.ts';
import { xargs } from './xargs.ts';

const listFiles = (run: Run): void => {
  const long = run.argv.some((word) => /^-\w*l/.test(word));
  const asked = run.argv.filter((word) => !word.startsWith('-'));
  const names = Object.keys(run.session.files).sort(byText);
  const shown = asked.length === 0 ? names : [...asked].sort(byText).filter((name) => isThere(run, name));
  for (const name of shown) run.say(long ? `-rw-r--r-- 1 user user ${String(run.session.files[name]!.length).padStart(6)} ${name}` : name);
};

function isThere(run: Run, name: string): boolean {
  if (own(run.session.files, name) !== undefined) return true;
  run.err(`ls: cannot access '${name}': No such file or directory\n`);
  run.exitCode = 2;
  return false;
}

const EDITORS = "editors are not offered here: kubectl edit opens objects; cat > FILE <<'EOF' takes the lines up to EOF as a file";

/** What people type that is not here says so by name. */
const NOT_HERE: Readonly<Record<string, string>> = {
  awk: 'awk is not offered here; kubectl has -o jsonpath and -o custom-columns, and there are cut, sed and grep',
  cd: 'there are no folders to go to here: files have names only',
  helm: 'helm is not offered in the page; from outside it works on this cluster',
  history: 'the lines typed before come back with the up key',
  jq: 'jq is not offered here; kubectl has -o jsonpath and -o go-template',
  mkdir: 'there are no folders here: a name may contain slashes',
  python3: 'python3 is not offered here',
  ssh: 'ssh is not offered here',
  sudo: 'sudo is not offered here: this terminal is the administrator of the cluster',
  vi: EDITORS,
  vim: EDITORS,
  emacs: EDITORS,
  nano: EDITORS,
  wget: 'wget is not offered here; there is curl',
};

function ownNotHere(name: string, of: string): OwnWords {
  if (of === EDITORS) return { key: 'editors', of };
  switch (name) {
    case 'awk':
    case 'cd':
    case 'helm':
    case 'history':
    case 'jq':
    case 'mkdir':
    case 'sudo':
    case 'wget':
      return { key: name, of };
    default:
      return { key: 'notOffered', args: { what: name }, of };
  }
}

const notHere =
  (name: string, words: string): Body =>
  (run) => {
    run.err(`error: ${words}\n`, { own: ownNotHere(name, words) });
    run.end(127);
  };

/** Programs of the terminal; the argv of each is without its name. */
export const PROGRAMS: Readonly<Record<string, Body>> = {
  ':': () => {},
  '[': (run) => test(run, true),
  kubectl,
  // What people alias.
  k: kubectl,
  ...Object.fromEntries(FILTERS.map((name) => [name, (run: Run) => runFilter(name, run)])),
  less: (run) => runFilter('cat', run),
  more: (run) => runFilter('cat', run),
  cp: (run) => copy(run, 'cp'),
  curl,
  date,
  echo,
  env: listVariables,
  export: exportVariables,
  false: (run) => run.end(1),
  help: (run) => run.out(HELP, { own: { key: 'help', args: { filters: FILTERS.join(', ') }, of: HELP } }),
  ls: listFiles,
  mv: (run) => copy(run, 'mv'),
  printenv: listVariables,
  printf,
  pwd: (run) => run.say('/'),
  rm,
  seq,
  sleep,
  tee,
  test: (run) => test(run, false),
  touch: (run) => run.argv.forEach((name) => void (run.session = withFile(run.session, name, own(run.session.files, name) ?? ''))),
  true: () => {},
  unset: (run) =>
    void (run.session = { ...run.session, variables: Object.fromEntries(Object.entries(run.session.variables).filter(([name]) => !run.argv.includes(name))) }),
  watch: (run) => watch(run, PROGRAMS),
  xargs: (run) => xargs(run, PROGRAMS),
  ...Object.fromEntries(Object.entries(NOT_HERE).map(([name, words]) => [name, notHere(name, words)])),
};

/** Those that work, by their full names. */
export const OFFERED: readonly string[] = Object.keys(PROGRAMS)
  .filter((name) => !['k', ':', '['].includes(name) && own(NOT_HERE, name) === undefined)
  .sort(byText);

/** `clear`, `exit` and `history` are of the terminal itself. */
const HELP = `kubectl, or k   all of this cluster; kubectl --help lists its commands
curl            asks the API server, or an address inside the cluster: of a Service its
                CLUSTER-IP (kubectl get svc). Its name is known in pods only:
                kubectl run tmp --rm -it --image=busybox -- sh, then wget -qO- web
| filters       ${FILTERS.join(', ')}, less, tee, xargs
watch           runs a line again and again; also sleep, date, seq, echo, printf, test
if, loops       for i in 1 2 3; do …; done; while, until, if; && || ; and $(…) $((…))
files           > and >> write, < and kubectl -f read; ls, cp, mv, rm, touch
                cat > FILE <<'EOF' takes the lines up to EOF; kubectl edit opens objects
variables       NAME=value, export, unset, env, $NAME, $?
history         the lines typed before, which the Up key brings back; clear; exit
Tab completes   Ctrl-C interrupts what runs
`;

/** What a terminal says to a name that is no program here. */
export function commandNotFound(name: string): OwnWordsError {
  const slips = OFFERED.map((one) => ({ one, far: distance(name.toLowerCase(), one) })).filter(({ one, far }) => far <= 2 && far * 2 < one.length);
  const near = slips.reduce<(typeof slips)[number] | undefined>((best, each) => (best && best.far <= each.far ? best : each), undefined);
  const hint = near ? `did you mean ${near.one}?` : 'here are kubectl, curl, watch, filters such as grep and sort, and files: see help';
  const message = `${name}: command not found (${hint})`;
  return near ? new OwnWordsError(message, 'notFound.near', { name, near: near.one }) : new OwnWordsError(message, 'notFound', { name });
}

function listVariables(run: Run): void {
  const [asked] = run.argv;
  const { variables } = run.session;
  const names = Object.keys(variables)
    .filter((name) => name !== '?')
    .sort(byText);
  if (asked === undefined) for (const name of names) run.say(`${name}=${variables[name]}`);
  else if (own(variables, asked) === undefined) run.end(1);
  else run.say(variables[asked]!);
}

function echo(run: Run): void {
  const options = /^-[neE]+$/.test(run.argv[0] ?? '') ? run.argv[0]! : '';
  const text = run.argv.slice(options === '' ? 0 : 1).join(' ');
  const shown = options.includes('e') ? unescaped(text) : text;
  run.out(options.includes('n') ? shown : `${shown}\n`);
}

function date(run: Run): void {
  const [format] = run.argv.filter((word) => word !== '-u');
  const [day = '', time = ''] = rfc3339(run.session.epochMs, run.now).replace('Z', '').split('T');
  const [year = '', month = '', of = ''] = day.split('-');
  const [hour = '', minute = '', second = ''] = time.split(':');
  const unix = String(Math.floor((run.session.epochMs * 1_000 + run.now) / 1_000_000));
  const parts: Readonly<Record<string, string>> = { Y: year, m: month, d: of, H: hour, M: minute, S: second, F: day, T: time, s: unix, Z: 'UTC', '%': '%' };
  if (format === undefined) return run.say(`${day} ${time} UTC`);
  if (!format.startsWith('+')) {
    run.err(`date: invalid date ‘${format}’\n`);
    return run.end(1);
  }
  run.say(format.slice(1).replace(/%(.)/g, (all, letter: string) => parts[letter] ?? all));
}

function tee(run: Run): void {
  const appends = run.argv.includes('-a');
  const text = run.stdin ?? '';
  for (const name of run.argv.filter((word) => word !== '-a'))
    run.session = withFile(run.session, name, `${appends ? (own(run.session.files, name) ?? '') : ''}${text}`);
  run.out(text);
}

function copy(run: Run, name: 'cp' | 'mv'): void {
  const [from = '', to = '', ...more] = run.argv.filter((word) => !word.startsWith('-'));
  const text = own(run.session.files, from);
  if (to === '' || more.length > 0) {
    run.err(`${name}: two names are needed: of a file, and of what it becomes\n`);
    return run.end(1);
  }
  if (text === undefined) {
    run.err(`${name}: cannot stat '${from}': No such file or directory\n`);
    return run.end(1);
  }
  run.session = withFile(name === 'mv' ? withFile(run.session, from, undefined) : run.session, to, text);
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
