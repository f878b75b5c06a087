import { describe, expect, it } from 'vitest';
import { ms, type SimTime } from '../../../base/time.ts';
import { advanceExec, startExec } from '../exec.ts';
import { contextFor, rehearse } from '../rehearsal.ts';

/** What a script shows at a terminal of so many columns. */
function shown(image: string, script: string, columns = 80): string {
  const { world } = rehearse({ image });
  let step = startExec(contextFor({ image }), ['sh'], { now: 0 as SimTime, world, streams: { stdin: true, tty: true } });
  let out = '';
  let now = 0;
  for (const input of [
    { on: 'resize', columns, rows: 24 },
    { on: 'input', text: `stty -echo 2>/dev/null; clear; ${script}\r` },
    { on: 'wake' },
    { on: 'wake' },
  ] as const) {
    now += ms(50);
    step = advanceExec(step.state, now as SimTime, input, world);
    out += step.output.map(({ text }) => text).join('');
  }
  return out;
}

/** Between what is typed and the prompt that follows. */
const listed = (image: string, script: string, columns?: number): string => {
  const all = shown(image, script, columns);
  return all.slice(all.lastIndexOf(`${script}\r\n`) + script.length + 2).replace(/\r\n[^\r\n]*$/, '\r\n');
};

const ROOT =
  'bin boot container_info.json dev etc farm home lib lib64 lost+found media mnt nodir old_root opt proc pyenv-installer root run sbin srv sys tmp usr var work';
const made = (names: string, then: string): string => `mkdir -p /x; cd /x; touch ${names}; ${then}`;

describe('ls at a terminal', () => {
  // What coreutils 9.1 writes.
  it('has columns as wide as their names where it is GNU', () => {
    expect(listed('debian:13', made(ROOT, 'ls'))).toContain(
      'bin\t\t     etc   lib64       nodir\t pyenv-installer  srv  var\r\nboot\t\t     farm  lost+found  old_root  root\t\t  sys  work\r\n' +
        'container_info.json  home  media       opt\t run\t\t  tmp\r\ndev\t\t     lib   mnt\t       proc\t sbin\t\t  usr\r\n',
    );
    expect(listed('debian:13', made(ROOT, 'ls'), 40)).toContain('bin\t\t     old_root\r\nboot\t\t     opt\r\ncontainer_info.json  proc\r\n');
    expect(listed('debian:13', made(ROOT, 'ls'), 20)).toContain('bin\r\nboot\r\ncontainer_info.json\r\ndev\r\n');
    expect(listed('debian:13', made("'a b' plain '$x' \"it's\"", 'ls'))).toContain("'$x'  'a b'  \"it's\"   plain\r\n");
    expect(listed('debian:13', made('b a', 'ls -1'))).toContain('a\r\nb\r\n');
    expect(listed('debian:13', made('b a', 'ls | cat'))).toContain('a\r\nb\r\n');
    expect(listed('debian:13', made('b a', 'ls -w x'))).toContain("ls: invalid line width: 'x'\r\n");
    expect(listed('debian:13', made('b a', 'ls -w 0'))).toContain('a  b\r\n');
  });

  it('has even columns and colours where it is busybox', () => {
    const plain = (name: string): string => `\u001b[0;0m${name}\u001b[m`;
    expect(listed('busybox:1.37', made('a bb ccc; mkdir d', 'ls'), 12)).toContain(
      `${plain('a')}    ${plain('ccc')}\r\n${plain('bb')}   \u001b[1;34md\u001b[m\r\n`,
    );
    expect(listed('busybox:1.37', made('a bb', 'ls -1 --color=never'))).toContain('a\r\nbb\r\n');
    expect(listed('alpine:3.22', made('a bb', 'ls | cat'))).toContain('a\r\nbb\r\n');
    expect(listed('busybox:1.37', made('a; mkdir d; touch d/e f', 'ls --color=never a d f'))).toContain('a  f\r\n\r\nd:\r\ne\r\n');
  });
});
