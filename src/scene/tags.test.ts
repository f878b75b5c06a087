import { describe, expect, it } from 'vitest';
import { touches } from './geometry.ts';
import type { StageHappening } from './model.ts';
import { tagOf, tags } from './tags.ts';
import type { Traffic, Traveller } from './travellers.ts';

const happening = (id: number, over: Partial<StageHappening> = {}): StageHappening => ({
  id,
  t: 0,
  until: 10,
  code: 'api.request',
  actor: 'kubelet/a',
  to: 'kube-apiserver',
  oid: 0,
  rev: 0,
  say: '',
  background: false,
  args: { method: 'PATCH', path: '/api/v1/namespaces/default/pods/web-1/status' },
  ...over,
});
const flying = (id: number, x: number, over: Partial<Traveller> = {}): Traveller => ({
  id,
  kind: 'request',
  x,
  y: 30,
  background: false,
  way: [
    { x, y: 60 },
    { x, y: 0 },
  ],
  share: 0.5,
  ...over,
});
const moving = (travellers: readonly Traveller[]): Traffic => ({ travellers, flows: [] });
const find = (id: number): StageHappening => happening(id);
const width = (words: string): number => words.length * 6;
const hub = { x: 0, y: 200, w: 800, h: 40 };

describe('words beside messages', () => {
  it('are those of the API', () => {
    expect(tagOf(happening(1))).toBe('PATCH pods/web-1/status');
    expect(tagOf(happening(1, { code: 'watch.event', args: { type: 'MODIFIED', resource: 'pods', key: 'default/web-1' } }))).toBe('MODIFIED pods/web-1');
    expect(tagOf(happening(1, { code: 'api.response', args: { status: 409, reason: 'Conflict' } }))).toBe('409 Conflict');
    expect(tagOf(happening(1, { code: 'api.response', args: { status: 200 } }))).toBe('');
  });

  it('never lie over each other: the newer message speaks', () => {
    const shown = tags(moving([flying(1, 100), flying(2, 120), flying(3, 500)]), { find, width, hub });
    expect(shown).toHaveLength(2);
    expect(shown.some((a, i) => shown.slice(i + 1).some((b) => touches(a.rect, b.rect)))).toBe(false);
    expect(shown.map(({ rect }) => rect.x)).toEqual([513, 133]);
  });

  it('leave the name of kube-apiserver free, and what goes past it where it is', () => {
    const arriving = flying(1, 0, {
      y: 220,
      way: [
        { x: -20, y: 220 },
        { x: 0, y: 220 },
      ],
    });
    expect(tags(moving([arriving]), { find, width, hub }).map(({ rect }) => rect.y)).toEqual([243]);
    expect(tags(moving([{ ...arriving, x: 400 }]), { find, width, hub }).map(({ rect }) => rect.y)).toEqual([211.5]);
  });

  it('are silent in a crowd and for what goes on in the background', () => {
    expect(tags(moving(Array.from({ length: 7 }, (_, i) => flying(i + 1, i * 300))), { find, width, hub })).toEqual([]);
    expect(tags(moving([flying(1, 100, { background: true })]), { find, width, hub })).toEqual([]);
  });
});
