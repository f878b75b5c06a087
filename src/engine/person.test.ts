import { describe, expect, it } from 'vitest';
import { standardNodes } from '../scenarios/nodes.ts';
import type { Command } from '../wire/command.ts';
import { clusterSetup } from './cluster.ts';

describe('commands that make no sense', () => {
  const setup = clusterSetup({ id: 'x', title: { en: '', ja: '' }, nodes: standardNodes(1), manifests: [], traffic: [], opensAt: 'start' }, { seed: 1 });
  const sim = setup.create();

  it.each<[string, Command]>([
    ['power', { do: 'node.power', node: 'control-plane', on: false }],
    ['network', { do: 'node.network', node: 'control-plane', connected: false }],
    ['trouble', { do: 'fault', fault: 'node-partition', args: { node: 'control-plane' } }],
  ])('the only control-plane node cannot be lost: %s', (_name, command) => {
    expect(() => setup.command(sim, command)).toThrow('the only control-plane node');
  });

  it('its kubelet may stop, and workers may be lost', () => {
    expect(() => setup.command(sim, { do: 'kubelet.process', node: 'control-plane', on: false })).not.toThrow();
    expect(() => setup.command(sim, { do: 'node.power', node: 'node-1', on: false })).not.toThrow();
  });
});
