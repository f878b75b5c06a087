import { standardNodes } from './nodes.ts';
import type { Scenario } from './scenario.ts';
import { DEFAULT_CLASS, WEB } from './manifests.ts';
import { rollingUpdate } from './rolling-update.ts';
import { nodeFailure } from './node-failure.ts';
import { volumes } from './volumes.ts';

const web: Scenario = {
  id: 'web',
  title: { en: 'A web Deployment and its Service', ja: 'WebのDeploymentとService' },
  nodes: standardNodes(3),
  manifests: [DEFAULT_CLASS, WEB],
  traffic: [{ id: 'users', from: 'users', url: 'http://web.default.svc:80/', perSecond: 2 }],
  opensAt: 'quiet',
};

const empty: Scenario = {
  id: 'empty',
  title: { en: 'An empty cluster', ja: '空のクラスター' },
  nodes: standardNodes(3),
  manifests: [DEFAULT_CLASS],
  traffic: [],
  opensAt: 'quiet',
};

/** Every starting point by id; the first is the one the page opens. */
export const SCENARIOS: readonly Scenario[] = [web, empty, rollingUpdate, nodeFailure, volumes];

export const scenarioById = (id: string): Scenario | undefined => SCENARIOS.find((scenario) => scenario.id === id);
