import { describe, expect, it } from 'vitest';
import { executeCommand } from '../../engine/person.ts';
import { TerminalBench } from '../../engine/terminal.testing.ts';

describe('the pace of a line', () => {
  it.each(['sleep 0', 'sleep 0.0000001', ':'])('lets the clock go on in a loop of %s, and ends it', (body) => {
    const one = new TerminalBench();
    const before = one.sim.now;
    expect(one.text(`while true; do ${body}; done`)).toBe('E error: a loop that waits for nothing was ended: put a sleep into it\nexit 1\n');
    expect(one.sim.now).toBeGreaterThan(before);
  });

  it('lets the clock go on where a loop waits for next to nothing', () => {
    const one = new TerminalBench();
    const id = one.type('while true; do sleep 0.000001; done');
    const before = one.sim.now;
    for (let i = 0; i < 5_000; i++) one.sim.step();
    expect(one.sim.now - before).toBeGreaterThan(1_000_000);
    executeCommand(one.sim, { do: 'interrupt' });
    expect(one.result(id)).toMatchObject({ exit: 130 });
  });

  it.each([
    ['files that are read', 'seq 1 30000 > f', 'sort -r f > /dev/null'],
    ['what is sorted behind a pipe', 'seq 1 30000 > f', 'cat f | sort | sort -r > /dev/null'],
    ['words', 'x=$(seq 1 100000)', 'echo $x > /dev/null'],
    ['words of a loop', 'x=$(seq 1 100000)', 'for y in $x; do break; done'],
    ['a file that comes in', 'seq 1 30000 > f', 'wc -l < f > /dev/null'],
    ['names that come in', 'seq 1 30000 > f', 'echo f | xargs wc -l > /dev/null'],
  ])('counts %s', (_, first, body) => {
    const one = new TerminalBench();
    one.run(first);
    const before = one.sim.now;
    const id = one.type(`for i in {1..20}; do ${body}; echo $i; done`);
    expect(one.result(id)!.lines.length).toBeLessThan(8);
    one.pass(60);
    expect(one.result(id)).toMatchObject({ exit: 0, lines: { length: 20 } });
    expect(one.sim.now).toBeGreaterThan(before);
  });

  it('lets the clock go on between many commands of xargs', () => {
    const one = new TerminalBench();
    one.run('seq 1 30000 > f');
    const id = one.type('seq 1 20 | xargs -n 1 -I {} wc {} f 2> /dev/null');
    expect(one.result(id)).toMatchObject({ open: true });
    one.pass(60);
    expect(one.result(id)!.lines.filter(({ text }) => text.endsWith(' f'))).toHaveLength(20);
    const before = one.sim.now;
    expect(one.text('seq 1 3000 | xargs -n 1 echo | tail -n 1')).toBe('3000\n');
    expect(one.sim.now).toBeGreaterThan(before);
  });

  it('takes no time for a short line', () => {
    const one = new TerminalBench();
    const before = one.sim.now;
    expect(one.text('for i in {1..20}; do echo $i | sort | wc -l; done | head -0; echo a')).toContain('error');
    expect(one.text('for i in {1..20}; do echo $i | sort; done; x=$(seq 1 1000); echo $x | wc -w')).toContain('1000');
    expect(one.sim.now).toBe(before);
  });
});
