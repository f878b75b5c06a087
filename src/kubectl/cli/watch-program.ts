import { rfc3339, seconds } from '../../base/time.ts';
import type { Body, Run } from './run.ts';
import { own } from './step.ts';

/**
 * `watch [-d] [-n SECONDS] [-t] COMMAND` (procps-ng 4): runs a program again and again until Ctrl-C, each time on an empty screen. Each time is a new run, so that
 * nothing of the ones before is kept.
 */
export function watch(run: Run, programs: Readonly<Record<string, Body>>): void {
  const asked = optionsOf(run);
  const { words } = asked;
  const [name, ...rest] = words;
  if (name === undefined) {
    run.err('Usage:\n watch [options] command\n');
    return run.end(1);
  }
  const body = own(programs, name);
  if (!body || name === 'watch') {
    run.err(`watch: ${name}: not offered here\n`, { own: { key: 'notOffered', args: { what: name }, of: `${name}: not offered here` } });
    return run.end(127);
  }
  const header = { every: `Every ${asked.every.toFixed(1)}s: `, command: words.join(' '), right: `${HOST}: ${ctime(run)}` };
  run.out('', { frame: { ...(asked.titled ? { header } : {}), ...(asked.marks ? { marks: true } : {}) } });
  run.attempt(body, rest);
  run.sleep(seconds(asked.every));
  run.again();
}

/** The machine of the control plane, where the terminal stands. */
const HOST = 'control-plane';
const LEAST_SECONDS = 0.1;
/** UINT_MAX (procps-ng watch.c). */
const MOST_SECONDS = 4_294_967_295;

interface Asked {
  readonly every: number;
  readonly titled: boolean;
  readonly marks: boolean;
  readonly words: readonly string[];
}

function optionsOf(run: Run): Asked {
  const argv = [...run.argv];
  let every = 2;
  let titled = true;
  let marks = false;
  for (; argv[0]?.startsWith('-'); argv.shift()) {
    const [word] = argv as [string];
    const [, glued] = /^(?:-n|--interval=)(.+)$/.exec(word) ?? [];
    if (glued !== undefined) every = secondsOf(run, glued);
    else if (word === '-n' || word === '--interval') every = secondsOf(run, argv.splice(1, 1)[0] ?? '');
    else if (word === '-t' || word === '--no-title') titled = false;
    else if (word === '-d' || word === '--differences') marks = true;
    else if (word !== '-x' && word !== '--exec') {
      run.err(`watch: ${word} is not offered here\n`, { own: { key: 'notOffered', args: { what: word }, of: `${word} is not offered here` } });
      return run.end(1);
    }
  }
  return { every, titled, marks, words: argv.length === 1 ? argv[0]!.split(/\s+/).filter(Boolean) : argv };
}

function secondsOf(run: Run, text: string): number {
  if (/^\d+(?:[.,]\d*)?$|^[.,]\d+$/.test(text)) return Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, Number(text.replace(',', '.'))));
  run.err(`watch: failed to parse argument: '${text}': Invalid argument\n`);
  return run.end(1);
}

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const DAY_US = 86_400_000_000;

/** `Thu Jan  1 00:00:35 2026`; the machine's clock is in UTC. */
function ctime(run: Run): string {
  const { epochMs } = run.session;
  const [day = '', time = ''] = rfc3339(epochMs, run.now).replace('Z', '').split('T');
  const [year, month, of] = day.split('-').map(Number) as [number, number, number];
  const weekday = DAYS[Math.floor((epochMs * 1_000 + run.now) / DAY_US) % 7]!;
  return `${weekday} ${MONTHS[month - 1]} ${String(of).padStart(2)} ${time} ${year}`;
}
