import { describe, expect, it } from 'vitest';
import { rollingFixture } from '../../dev/fixture-model.ts';
import { layoutStage } from '../../scene/layout.ts';
import { groupRect } from '../../scene/groups.ts';
import { STAGE_TEXTS } from './texts.ts';
import { type TreePicture, treeRows } from './tree.ts';

const model = rollingFixture();
const layout = layoutStage(model, { w: 1260, h: 700 });
const picture = (over: Partial<TreePicture> = {}): TreePicture => ({ spotsOf: () => [], messages: () => undefined, ...over });
const rows = (of: TreePicture, open: readonly string[]) => treeRows(model, layout, STAGE_TEXTS.en, of, new Set(open));

describe('the tree beside the picture', () => {
  it('lists what is in flight while time stands, each as a thing to select', () => {
    const stands = picture({ messages: () => [{ id: 42, words: 'kubectl → kube-apiserver: POST deployments' }] });
    const group = rows(stands, ['messages']);
    expect(group.find((row) => row.id === 'messages')).toMatchObject({ label: '1 message in flight', expanded: true });
    expect(group.find((row) => row.id === 'happening:42')?.target).toEqual({ kind: 'happening', id: 42 });
  });

  it('has a place on the picture for every group, so that the ring never goes out', () => {
    const groups = rows(picture(), ['cluster']).filter(({ target, id }) => !target && id !== 'messages');
    expect(groups.map(({ id }) => id)).toContain('control-plane');
    for (const { id } of groups) expect(groupRect(layout, id), id).toBeDefined();
  });

  it('says how to list them while time flows', () => {
    expect(rows(picture(), ['messages']).find((row) => row.id === 'messages')).toMatchObject({
      label: STAGE_TEXTS.en.messagesWhilePlaying,
      expanded: undefined,
    });
  });

  it('reads what is written inside a component', () => {
    const told = picture({ spotsOf: (actor) => (actor === 'etcd' ? [{ target: { kind: 'happening', id: 7 }, words: 'Created pods default/web' }] : []) });
    const found = rows(told, ['cluster', 'control-plane', 'actor:etcd']).find((row) => row.label === 'Created pods default/web');
    expect(found?.target).toEqual({ kind: 'happening', id: 7 });
  });

  it('counts: what is ready of what is wanted, pods of a node, what a group holds', () => {
    const all = rows(picture(), ['cluster', 'workloads', 'services', 'storage', ...model.list('Deployment').map(({ oid }) => `object:${oid}`)]);
    const [deployment] = model.list('Deployment');
    const labels = all.map(({ label }) => label);
    expect(labels).toContain(`Deployment ${deployment!.name}, ${deployment!.ready} of ${deployment!.wanted} ready`);
    expect(labels.some((label) => /^ReplicaSet \S+, \d+ of \d+ ready$/.test(label))).toBe(true);
    expect(labels.some((label) => /^Service \S+, \d+ of \d+ endpoints ready$/.test(label))).toBe(true);
    expect(labels).toContain(`${STAGE_TEXTS.en.workloads}: ${model.list('Deployment').length}`);
    expect(labels.some((label) => /^Node \S+, \S+, \d+ pods$/.test(label))).toBe(true);
  });
});
