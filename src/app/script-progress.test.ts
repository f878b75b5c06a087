import { describe, expect, it } from 'vitest';
import { Vector } from '../base/vector.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Command } from '../wire/command.ts';
import type { ListedCommand } from '../wire/instant.ts';
import { ScriptProgress } from './script-progress.ts';

const power = (node: string): Command => ({ do: 'node.power', node, on: false });
const script = ['node-1', 'node-2'].map((node) => ({ afterSeconds: 1, command: power(node) }));

/** Commands at the events 0, 1, 2 …; how often one of them was looked at is counted. */
function bench() {
  let looks = 0;
  const listed = (node: string, at: number): ListedCommand => ({
    at,
    event: at,
    t: at as ListedCommand['t'],
    get command() {
      looks++;
      return power(node);
    },
  });
  let commands = Vector.empty<ListedCommand>();
  const mirror = { branches: [] as unknown[], moment: {}, happenings: {} };
  const progress = new ScriptProgress(script, mirror as unknown as Mirror);
  return {
    give: (...nodes: readonly string[]): void => {
      for (const node of nodes) commands = commands.push(listed(node, commands.length));
      mirror.branches = [{ id: 'main', commands }];
    },
    anew: (): void => {
      commands = Vector.empty();
    },
    at: (event: number): number => {
      mirror.moment = { branch: 'main', event, t: event, happenings: 0 };
      return progress.done();
    },
    looks: () => looks,
  };
}

describe('the progress of a script', () => {
  it('counts what was done in its order, as far as the instant shown', () => {
    const { give, at } = bench();
    give('node-2', 'node-1', 'node-3', 'node-2');
    expect([0, 1, 2, 3, 4, 99].map(at)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('looks at each command once, however often the cursor moves', () => {
    const { give, at, looks } = bench();
    give(...Array.from({ length: 500 }, () => 'node-3'));
    for (let event = 0; event < 600; event++) at(event);
    expect(looks()).toBe(500);
    give('node-1');
    expect(at(600)).toBe(1);
    expect(looks()).toBe(501);
  });

  it('begins anew with another history of the same name', () => {
    const { give, anew, at } = bench();
    give('node-1', 'node-2');
    expect(at(9)).toBe(2);
    anew();
    give('node-1', 'node-3');
    expect(at(9)).toBe(1);
  });
});
