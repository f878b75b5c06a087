import { describe, expect, it } from 'vitest';
import { minutes, ms, seconds } from '../../../base/time.ts';
import { give, pass, rehearse, type RehearsalOptions } from '../rehearsal.ts';

const sh = (script: string, more: RehearsalOptions = {}) => {
  const r = rehearse({ command: ['sh', '-c', script], ...more });
  pass(r, minutes(10));
  return r;
};

describe('the shell', () => {
  it.each<[string, string, number]>([
    ['echo hello world', 'hello world\n', 0],
    ['echo -n a; echo b', 'ab\n', 0],
    [`echo 'single $HOME' "double $X" un"quo"ted`, 'single $HOME double  unquoted\n', 0],
    ['X=1; Y=${X}2; echo "$Y" $X', '12 1\n', 0],
    ['echo ${A:-default} ${A-unset} "${A:+set}" ; A=v; echo ${A:-d} ${A:+set} ${#A}', 'default unset \nv set 1\n', 0],
    ['F=/a/b/file.tar.gz; echo ${F##*/} ${F%.gz} ${F%%.*} ${F#*/}', 'file.tar.gz /a/b/file.tar /a/b/file a/b/file.tar.gz\n', 0],
    ['echo $((1+2*3)) $(( (1+2)*3 )) $((7/2)) $((7%4)) $((2>1))', '7 9 3 3 1\n', 0],
    ['echo $((2**10)) $((3**0)) $((1<<4)) $((256>>3)); echo $((2**-1))', '1024 1 16 32\n', 2],
    ['i=5; i=$((i+1)); echo $i; : $((i+=4)); echo $i', '6\n10\n', 0],
    ['echo $(echo inner $(echo deep)) `echo back`', 'inner deep back\n', 0],
    ['false && echo no || echo yes', 'yes\n', 0],
    ['true && echo a; false || echo b; ! false && echo c', 'a\nb\nc\n', 0],
    ['if [ 1 -eq 1 ]; then echo eq; else echo ne; fi', 'eq\n', 0],
    ['if false; then echo a; elif [ -n "x" ]; then echo b; else echo c; fi', 'b\n', 0],
    ['for i in 1 2 3; do echo $i; done', '1\n2\n3\n', 0],
    ['for i in $(seq 3); do printf "%s-" $i; done; echo', '1-2-3-\n', 0],
    ['i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done', '0\n1\n2\n', 0],
    ['i=0; until [ $i -ge 2 ]; do i=$((i+1)); done; echo $i', '2\n', 0],
    ['for i in 1 2 3 4; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done', '1\n3\n', 0],
    ['while true; do while true; do break 2; done; done; echo out', 'out\n', 0],
    ['case abc in a*) echo one;; *) echo other;; esac', 'one\n', 0],
    ['case x in y|x) echo both;; esac', 'both\n', 0],
    ['f() { echo "f $1 $#"; return 3; }; f a b; echo $?', 'f a 2\n3\n', 0],
    ['set -- a "b c" d; echo $# "$2"; shift; echo $1; for x in "$@"; do echo "<$x>"; done', '3 b c\nb c\n<b c>\n<d>\n', 0],
    ['(X=2; echo $X); echo ${X:-none}', '2\nnone\n', 0],
    ['{ echo a; echo b; } | wc -l', '2\n', 0],
    ['echo one two three | cut -d " " -f 2', 'two\n', 0],
    ['printf "b\\na\\nb\\n" | sort | uniq -c', '      1 a\n      2 b\n', 0],
    ['printf "%05d|%-4s|%s\\n" 42 ab c', '00042|ab  |c\n', 0],
    ['seq 1 10 | tail -n 3 | head -1', '8\n', 0],
    ['seq 5 | grep -v 3 | tr "\\n" ","', '1,2,4,5,', 0],
    ['echo "hello world" | sed "s/world/there/; s/h/H/"', 'Hello there\n', 0],
    ["echo a:b:c | awk -F: '{print $2, $NF}'", 'b c\n', 0],
    ['yes | head -2', 'y\ny\n', 0],
    ['printf "a b\\nc d\\n" | while read x y; do echo "$y$x"; done', 'ba\ndc\n', 0],
    ['echo data > /tmp/f; cat /tmp/f; echo more >> /tmp/f; wc -l < /tmp/f', 'data\n2\n', 0],
    ['while read line; do echo "[$line]"; done < /data/in.txt', '[one]\n[two]\n', 0],
    ['cat <<EOF\nhi $HOSTNAME\nEOF', 'hi web-0\n', 0],
    ["cat <<'EOF' > /tmp/x\n$raw\nEOF\ncat /tmp/x", '$raw\n', 0],
    ['echo err >&2; echo out 2>/dev/null', 'out\n', 0],
    ['ls /nowhere 2>/dev/null; echo $?', '1\n', 0],
    ['test -f /data/in.txt && echo file; [ -d /data ] && echo dir; [ -s /nope ] || echo none', 'file\ndir\nnone\n', 0],
    ['mkdir -p /tmp/a/b; touch /tmp/a/b/c; ls /tmp/a/b; rm -rf /tmp/a; ls /tmp', 'c\n', 0],
    ['cd /data && pwd && cat in.txt | head -1', '/data\none\n', 0],
    ['echo /data/*.txt', '/data/in.txt\n', 0],
    ['exit 7', '', 7],
    ['false', '', 1],
    ['set -e; true; false; echo never', '', 1],
    ['set -e; if false; then :; fi; false || true; echo on', 'on\n', 0],
    ['x=$(false); echo $?', '1\n', 0],
    ['trap "echo bye" EXIT; echo hi; exit 3', 'hi\nbye\n', 3],
    ['sleep 1 & sleep 2 & wait; echo done', 'done\n', 0],
    ['(exit 4) & wait $!; echo $?', '4\n', 0],
    ['nosuchcommand; echo $?', '127\n', 0],
    ['A=1 env | grep ^A=; echo "[$A]"', 'A=1\n[]\n', 0],
    ['export V=x; sh -c \'echo "sees $V $0 $1"\' name arg', 'sees x name arg\n', 0],
    ['eval "echo $((2*3))"; hostname; id -u', '6\nweb-0\n0\n', 0],
    ['hostname -f; hostname -d; dnsdomainname; hostname -s', 'web-0\nweb-0\n', 0],
    ['date -u +%Y-%m-%dT%H:%M:%S', '2026-01-01T00:00:00\n', 0],
    ['timeout 2 sleep 10; echo $?', '143\n', 0],
    ['echo "a  b"   c; echo a  b', 'a  b c\na b\n', 0],
    ['echo $0 $$', 'sh 1\n', 0],
    ['[ "$(cat /data/in.txt | wc -l)" -ge 2 ] && echo enough', 'enough\n', 0],
    ['expr 3 + 4; basename /a/b.txt .txt; dirname /a/b', '7\nb\n/a\n', 0],
    ['echo first # comment\n# whole line\necho second', 'first\nsecond\n', 0],
    ['true | false; echo $?', '1\n', 0],
    ['exec echo replaced; echo never', 'replaced\n', 0],
    ['cp /data/in.txt /tmp/y && mv /tmp/y /tmp/z && cat /tmp/z', 'one\ntwo\n', 0],
    ['for ((i=0;i<3;i++)); do echo $i; done', '0\n1\n2\n', 0],
    ['a=abcdef; echo ${a:1:3} ${a/cd/X}', 'bcd abXef\n', 0],
  ])('%j', (script, stdout, status) => {
    const r = sh(script, { files: { '/data/in.txt': 'one\ntwo\n' } });
    expect(r.stdout).toBe(stdout);
    expect(r.exitCode).toBe(status);
  });

  it('says what is wrong with a script', () => {
    const r = sh('if true; then echo');
    expect(r.exitCode).toBe(2);
    expect(r.stderr).toContain('syntax error: unexpected end of file');
  });

  it('sleeps in virtual time', () => {
    const r = rehearse({ command: ['sh', '-c', 'echo a; sleep 30; echo b; exit 1'] });
    pass(r, seconds(29));
    expect(r.stdout).toBe('a\n');
    pass(r, seconds(2));
    expect(r).toMatchObject({ stdout: 'a\nb\n', exitCode: 1, exitedAt: seconds(30) + ms(8), background: 0 });
  });

  it('counts a loop as work for its first rounds only', () => {
    const r = rehearse({ command: ['sh', '-c', 'while true; do date; sleep 5; done'] });
    pass(r, minutes(1));
    expect(r.stdout.split('\n').slice(0, 2)).toEqual(['Thu Jan  1 00:00:00 UTC 2026', 'Thu Jan  1 00:00:05 UTC 2026']);
    expect(r.wakes - r.background).toBeLessThanOrEqual(4);
    expect(r.background).toBeGreaterThan(5);
  });

  it('never hangs on a loop without sleep', () => {
    const r = rehearse({ command: ['sh', '-c', 'while :; do :; done'] });
    pass(r, seconds(20));
    expect(r.exitCode).toBeUndefined();
    expect(r.wakes).toBeLessThan(30);
  });

  it.each([
    ['sleep 3600', undefined],
    ['while true; do sleep 1; done', undefined],
    ['trap "echo bye; exit 0" TERM; while true; do sleep 1; done', 0],
    ['trap "exit 5" TERM; sleep 3600 & wait', 5],
    ['exec sleep 3600', undefined],
  ])('pid 1 `%s` on TERM', (script, exitCode) => {
    const r = rehearse({ command: ['sh', '-c', script] });
    pass(r, seconds(10));
    give(r, { on: 'signal', signal: 'TERM' });
    pass(r, seconds(5));
    expect(r.exitCode).toBe(exitCode);
    if (exitCode === undefined) {
      give(r, { on: 'signal', signal: 'KILL' });
      expect(r.exitCode).toBe(137);
    }
  });

  it('passes signals to a child by hand', () => {
    const r = sh('sleep 100 & P=$!; kill $P; wait $P; echo $?');
    expect(r.stdout).toBe('143\n');
  });

  it('waits for a service as init containers do', () => {
    const r = rehearse({
      command: ['sh', '-c', 'until nslookup mydb; do echo waiting; sleep 2; done; echo up'],
      resolve: (_, now) => (now > seconds(5) ? ['10.96.0.7'] : []),
    });
    pass(r, minutes(1));
    expect(r.exitCode).toBe(0);
    expect(r.stdout.match(/waiting/g)?.length).toBe(3);
    expect(r.stdout).toContain('Address: 10.96.0.7');
  });

  it('fetches with wget and curl in their own words', () => {
    const http = (url: string) =>
      url.includes('down')
        ? ({ kind: 'refused', address: '10.96.0.9' } as const)
        : ({ kind: 'answer', status: url.includes('missing') ? 404 : 200, body: 'hi\n', address: '10.96.0.9' } as const);
    expect(sh('wget -q -O- http://web', { http }).stdout).toBe('hi\n');
    expect(sh('wget -q -O- http://web/missing', { http }).stderr).toBe('wget: server returned error: HTTP/1.1 404 Not Found\n');
    expect(sh('wget -qO- http://down:8080', { http })).toMatchObject({
      stderr: "wget: can't connect to remote host (10.96.0.9): Connection refused\n",
      exitCode: 1,
    });
    expect(sh('wget -qO- http://gone', {}).stderr).toBe("wget: bad address 'gone'\n");
    expect(sh('curl -s -o /dev/null -w "%{http_code}" http://web/missing', { http, image: 'curlimages/curl' }).stdout).toBe('404');
    expect(sh('curl http://web', { http }).stderr).toBe('sh: curl: not found\n');
  });

  it('is killed when it eats more memory than it may', () => {
    for (const command of [
      ['tail', '/dev/zero'],
      ['sh', '-c', 'tail /dev/zero'],
      ['stress', '--vm', '1', '--vm-bytes', '150M', '--vm-hang', '1'],
    ]) {
      const r = rehearse({ command, image: 'polinux/stress', context: { memoryLimitBytes: 100 * 1_048_576 } });
      pass(r, seconds(10));
      expect(r).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
    }
    const fits = rehearse({
      command: ['stress'],
      args: ['--vm', '1', '--vm-bytes', '50M', '--timeout', '5s'],
      image: 'polinux/stress',
      context: { memoryLimitBytes: 100 * 1_048_576 },
    });
    pass(fits, seconds(10));
    expect(fits.exitCode).toBe(0);
  });

  it('cannot start what the image does not have', () => {
    const r = rehearse({ command: ['/app/run'] });
    expect(r).toMatchObject({ exitCode: 128, state: { cannotStart: expect.stringContaining('exec: "/app/run": stat /app/run: no such file or directory') } });
    expect(rehearse({ command: ['bash'] }).state).toMatchObject({ cannotStart: expect.stringContaining('exec: "bash": executable file not found in $PATH') });
  });

  it('prints π for the Job everybody knows', () => {
    const r = rehearse({ image: 'perl:5.34.0', command: ['perl', '-Mbignum=bpi', '-wle', 'print bpi(2000)'] });
    pass(r, seconds(10));
    expect(r.exitCode).toBe(0);
    expect(r.stdout).toHaveLength(2002);
    expect(r.stdout.startsWith('3.14159265358979323846264338327950288')).toBe(true);
  });

  it('ends a bare shell without stdin at once and keeps one with a tty', () => {
    const r = rehearse({ image: 'busybox' });
    pass(r, seconds(1));
    expect(r.exitCode).toBe(0);
    const tty = rehearse({ image: 'busybox', context: { stdin: true } });
    pass(tty, seconds(1));
    expect(tty.exitCode).toBeUndefined();
  });
});

describe("images with GNU's programs", () => {
  it.each([
    ['cat /no', 'cat: /no: No such file or directory\n', 1],
    ['ls /no', "ls: cannot access '/no': No such file or directory\n", 2],
    ['head /no', "head: cannot open '/no' for reading: No such file or directory\n", 1],
    ['rm /no', "rm: cannot remove '/no': No such file or directory\n", 1],
    ['bash -c nocmd', 'bash: line 1: nocmd: command not found\n', 127],
    ['nocmd', 'sh: 1: nocmd: not found\n', 127],
  ])('%s', (command, stderr, exitCode) => {
    expect(sh(command, { image: 'nginx:1.29' })).toMatchObject({ stderr, exitCode });
  });
});
