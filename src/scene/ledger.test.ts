import { describe, expect, it } from 'vitest';
import { callPlaces, isRoutine, ledgerPage, type Writes } from './ledger.ts';
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
  it('stands in the order of revisions, the newest last', () => {
    const all: StageHappening[] = [];
    for (let id = 1; id <= 40; id++) {
      all.push(id % 3 === 0 ? write(id, 'leases', true) : write(id));
      const revs = ledgerPage(writesOf(all), 6).flatMap((cell) => (cell ? [cell.rev] : []));
      expect(revs).toEqual([...revs].sort((a, b) => a - b));
      expect(revs.at(-1)).toBe(id + 100);
    }
  });

  it('tells of routine writes since the last that matters in one cell', () => {
    const all = [write(1), write(2), write(3, 'events'), write(4, 'leases', true), write(5, 'nodes', true)];
    const page = ledgerPage(writesOf(all), 6);
    expect(page.map((cell) => cell?.label)).toEqual(['po', 'po', 'no', undefined, undefined, undefined]);
    expect(page[2]).toMatchObject({ faint: true, pile: 3, head: true, happening: 5 });
    expect(page[1]?.head).toBe(false);
  });

  it('keeps every call on the bar in its place until another takes it', () => {
    const call = (id: number): StageHappening => ({ ...write(id), code: 'api.request', args: { method: 'GET', path: `/api/v1/pods/${id}`, request: id } });
    const calls = [7, 6, 5, 4, 3].map(call);
    const answer: StageHappening = { ...write(8), code: 'api.response', args: { request: 6, status: 200 } };
    expect(callPlaces({ latest: calls, total: 7 }, [answer, ...calls], 4).map((one) => [one?.happening, one?.status, one?.head])).toEqual([
      [5, 0, false],
      [6, 200, false],
      [7, 0, true],
      [4, 0, false],
    ]);
    expect(callPlaces({ latest: calls.slice(1), total: 6 }, calls, 4).map((one) => one?.happening)).toEqual([5, 6, 3, 4]);
  });
});
