import { channelRun } from './channel.ts';
import { deployRun } from './deploy.ts';
import { hoursRun } from './hours.ts';
import { seekRun } from './seek.ts';
import { steadyRun } from './steady.ts';

/** One measurement in a process of its own: `node program.mjs NAME NUMBER…` prints one line of JSON. */
const [name, ...rest] = process.argv.slice(2);
const [a = 0, b = 0, c = 0] = rest.map(Number);

switch (name) {
  case 'deploy':
    process.stdout.write(JSON.stringify(deployRun(a, b === 1)));
    break;
  case 'steady':
    process.stdout.write(JSON.stringify(steadyRun(a, b)));
    break;
  case 'seek':
    process.stdout.write(JSON.stringify(seekRun(a, b, c)));
    break;
  case 'hours':
    process.stdout.write(JSON.stringify(hoursRun(a)));
    break;
  case 'channel':
    process.stdout.write(JSON.stringify(channelRun(a, b)));
    break;
  default:
    throw new Error(`no measurement is named ${name}`);
}
