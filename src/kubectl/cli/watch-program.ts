import { rfc3339, seconds } from '../../base/time.ts';
import type { Body, Run } from './run.ts';
import { own } from './step.ts';

/** `watch [-n SECONDS] [-t] COMMAND`: runs a program again and again until Ctrl-C. Each time is a new run, so that nothing of the ones before is kept. */
export function watch(run: Run, programs: Readonly<Record<string, Body>>): void {
  const argv = [...run.argv];
  let every = 2;
  let titled = true;
  for (; argv[0]?.startsWith('-'); argv.shift()) {
    const [, glued] = /^(?:-n|--interval=)(.+)$/.exec(argv[0]) ?? [];
    if (glued !== undefined) every = Number(glued);
    else if (argv[0] === '-n' || argv[0] === '--interval') every = Number(argv.splice(1, 1)[0]);
    else if (argv[0] === '-t' || argv[0] === '--no-title') titled = false;
    else if (!/^-[dcex]+$|^--(differences|color|errexit|exec)$/.test(argv[0])) {
      run.err(`watch: ${argv[0]} is not offered here\n`);
      return run.end(1);
    }
  }
  const words = argv.length === 1 ? argv[0]!.split(/\s+/) : argv;
  const [name, ...rest] = words;
  if (name === undefined) {
    run.err('Usage:\n watch [options] command\n');
    return run.end(1);
  }
  if (!(every >= 0.1)) {
    run.err(`watch: failed to parse argument: '${every}'\n`);
    return run.end(1);
  }
  const body = own(programs, name);
  if (!body || name === 'watch') {
    run.err(`watch: ${name}: not offered here\n`);
    return run.end(127);
  }
  if (titled) run.say(`Every ${every.toFixed(1)}s: ${words.join(' ')}    ${rfc3339(run.session.epochMs, run.now).replace('T', ' ').replace('Z', '')}\n`);
  run.attempt(body, rest);
  run.say('');
  run.sleep(seconds(every));
  run.again();
}
