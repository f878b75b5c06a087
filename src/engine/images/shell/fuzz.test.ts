import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doneSoon } from '../../../tools/quick.testing.ts';
import { seconds } from '../../../base/time.ts';
import { give, pass, rehearse } from '../rehearsal.ts';

const WORDS = (
  'echo cat true false sleep 1 0.1 while do done if then else fi for i in ; ;; && || | & ( ) { } $( ) ` " \' $x ${x:-y} ${x##*} $((1+2)) $((x++)) > /tmp/f >> < /tmp/f 2>&1 exit break continue return trap TERM wait read ' +
  'x=1 f() case esac a) *) until set -e exec kill $! $$ [ -f ] test = head -1 tail -f grep a sed s/a/b/ seq 3 yes sort wc -l xargs tee << EOF \n \\ # eval . /tmp/f shift $@ "$@" nc -l -p 80 wget -qO- http://web nslookup web ping [[ ]] let timeout env'
).split(' ');

describe('the shell survives anything', () => {
  it('random scripts neither throw nor stall', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...WORDS), { maxLength: 25 }), (words) => {
        const r = rehearse({ command: ['sh', '-c', words.join(' ')], files: { '/tmp/f': 'echo a\necho b\n' } });
        pass(r, seconds(5));
        give(r, { on: 'signal', signal: 'TERM' });
        pass(r, seconds(5));
        expect(r.wakes).toBeLessThan(500);
      }),
      { numRuns: 400, seed: 11 },
    );
  }, 60_000);

  it('random text neither', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const r = rehearse({ command: ['sh', '-c', text] });
        pass(r, seconds(5));
      }),
      { numRuns: 300, seed: 12 },
    );
  }, 60_000);

  it('the same script gives the same history', () => {
    const once = (): string => {
      const r = rehearse({ command: ['sh', '-c', 'for i in 1 2 3; do echo $RANDOM $(date +%s); sleep $i; done | sort | tee /tmp/o; mktemp'] });
      pass(r, seconds(60));
      return r.stdout;
    };
    expect(once()).toBe(once());
  });

  it.each([
    'while true; do (while true; do :; done) & done',
    'yes | sort',
    'f() { f | f & }; f',
    'cat /dev/zero | tr a b',
    'while :; do x="$x$x aaaaaaaaaa"; done',
    'f() { f; }; f',
  ])('%s is kept within bounds', (script) => {
    const r = rehearse({ command: ['sh', '-c', script] });
    doneSoon(() => pass(r, seconds(10)));
    expect(r.wakes).toBeLessThan(200);
  });
});
