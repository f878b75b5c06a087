import { describe, expect, it } from 'vitest';
import type { PersistentVolumeDecisions } from '../../../wire/decisions/persistent-volume.ts';
import type { SchedulerDecisions } from '../../../wire/decisions/scheduler.ts';
import { persistentVolume as persistentVolumeEn } from './en/persistent-volume.ts';
import { scheduler as schedulerEn } from './en/scheduler.ts';
import { persistentVolume as persistentVolumeJa } from './ja/persistent-volume.ts';
import { scheduler as schedulerJa } from './ja/scheduler.ts';

const BIND: SchedulerDecisions['scheduler.bind'] = {
  pod: 'default/web',
  node: 'node-2',
  total: 4,
  examined: 4,
  feasible: 3,
  by: 'tie',
  tied: 2,
  score: 668,
  nodes: [],
  counts: { 'node(s) had untolerated taint(s)': 1 },
};

describe('sentences of the scheduler', () => {
  it('tell a choice', () => {
    expect(schedulerEn['scheduler.bind'](BIND)).toEqual({
      saw: 'Looked at 4 nodes; 3 can run the pod (the others: 1 node(s) had untolerated taint(s)).',
      decided: 'Takes node-2: 2 nodes share the best score of 668 points, and chance decides between them.',
      result: 'Counts pod default/web as running there from now on, and asks the API server to bind it.',
    });
    expect(schedulerJa['scheduler.bind']({ ...BIND, by: 'only', feasible: 1 }).decided).toBe('唯一の候補であるnode-2を選びます。');
  });

  it('tell a failure that concerns the pod as a whole', () => {
    const message = '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.';
    const text = schedulerEn['scheduler.no-fit']({ pod: 'default/p', total: 3, message, plugins: ['VolumeBinding'], nodes: [], counts: {} });
    expect(text.saw).toBe(message);
    expect(text.result).toContain('VolumeBinding');
  });
});

describe('sentences of the storage', () => {
  const bind: PersistentVolumeDecisions['volume.bind'] = {
    claim: 'default/data',
    volume: 'pv-2',
    by: 'smallest',
    wanted: '2Gi',
    volumes: [
      { volume: 'pv-1', verdict: 'too-small' },
      { volume: 'pv-2', verdict: 'chosen' },
    ],
  };

  it('tell what each volume was', () => {
    expect(persistentVolumeEn['volume.bind'](bind).saw).toBe('Claim default/data asks for 2Gi. Of 2 volumes: 1 too small, 1 chosen.');
    expect(persistentVolumeJa['volume.bind'](bind).saw).toBe('PVC default/dataは2Giを要求しています。PV 2個を調べました（容量不足：1個、選択：1個）。');
  });

  it('are there in both languages for every code', () => {
    expect(Object.keys(persistentVolumeEn).sort()).toEqual(Object.keys(persistentVolumeJa).sort());
    expect(Object.keys(schedulerEn).sort()).toEqual(Object.keys(schedulerJa).sort());
  });
});
