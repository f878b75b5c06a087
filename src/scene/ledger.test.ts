import { describe, expect, it } from 'vitest';
import { isRoutine, ledgerPage, type Writes } from './ledger.ts';
import type { StageHappening } from './model.ts';

const write = (id: number, resource = 'pods', background = false): StageHappening => ({
  id,
  t: id * 10,
  until: 0,
  code: 'etcd.write',
  actor: 'kube-apiserver',
  to: '',
  oid: 0,
  rev: id + 100,
  say: '',
  background,
  args: { resource, type: 'MODIFIED', key: `default/x${id}` },
});
const writesOf = (all: readonly StageHappening[]): Writes => {
  const routine = all.filter((h) => isRoutine(h.background, h.args['resource']));
  const work = all.filter((h) => !isRoutine(h.background, h.args['resource']));
  const last = work[work.length - 1];
  return {
    latest: [...work].reverse().slice(0, 20),
    total: work.length,
    routine: { count: routine.filter((h) => h.id > (last?.id ?? 0)).length, last: routine[routine.length - 1] },
  };
};

describe('the page of the ledger', () => {
  it('keeps every write that matters in the cell it was put, until that cell is written over', () => {
    const all: StageHappening[] = [];
    let before: readonly (number | undefined)[] = [];
    for (let id = 1; id <= 40; id++) {
      all.push(id % 3 === 0 ? write(id, 'leases', true) : write(id));
      const page = ledgerPage(writesOf(all), 6).map((cell) => cell?.rev);
      const changed = page.slice(0, 5).filter((rev, i) => rev !== before[i]).length;
      expect(changed).toBeLessThanOrEqual(1);
      before = page;
    }
  });

  it('piles routine writes up in the last cell and leaves the others alone', () => {
    const all = [write(1), write(2), write(3, 'events'), write(4, 'leases', true), write(5, 'nodes', true)];
    const page = ledgerPage(writesOf(all), 6);
    expect(page.map((cell) => cell?.label)).toEqual(['po', 'po', undefined, undefined, undefined, 'no']);
    expect(page[5]).toMatchObject({ faint: true, pile: 3, head: true, happening: 5 });
    expect(page[1]?.head).toBe(false);
  });
});
