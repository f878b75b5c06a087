import { describe, expect, it, vi } from 'vitest';
import { TerminalBench } from '../../engine/terminal.testing.ts';

/** What a real xargs (findutils 4.9.0) prints for the same. */
describe('xargs', () => {
  const one = new TerminalBench();
  one.run(`X=${'x'.repeat(1_000)}; Y=$X$X$X$X$X$X$X$X$X$X; Z=$Y$Y$Y$Y$Y$Y$Y$Y$Y$Y$Y$Y$Y$Y; echo $Z > line; echo $Y$Y$Y$Y$Y > half`);

  it('splits what is longer than one command', () => {
    expect(one.text('seq 100000 | xargs echo | wc -l')).toBe('5\n');
    expect(one.text('seq 100000 | xargs -n 50000 echo | wc -l')).toBe('5\n');
    expect(one.text('seq 5 | xargs -n 2 echo')).toBe('1 2\n3 4\n5\n');
    expect(one.text('echo -n "" | xargs echo a')).toBe('a\n');
  });

  it('makes no command that is too long', () => {
    expect(one.text('cat line | xargs echo')).toBe('E xargs: argument line too long\nexit 1\n');
    expect(one.text('cat line | xargs -I {} echo {}')).toBe('E xargs: argument line too long\nexit 1\n');
    const made = vi.spyOn(String.prototype, 'replaceAll');
    expect(one.text(`cat half | xargs -I {} echo ${'{}'.repeat(5_000)}`)).toBe('E xargs: argument list too long\nexit 1\n');
    expect(made.mock.calls.filter(([mark]) => (mark as unknown) === '{}')).toHaveLength(0);
    made.mockRestore();
  });

  it('does what comes before it', () => {
    expect(one.text('echo a > some; cat line >> some; echo b >> some; cat some | xargs -I {} echo z{}')).toBe('za\nE xargs: argument line too long\nexit 1\n');
  });
});
