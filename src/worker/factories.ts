import { clusterSetup } from '../engine/cluster.ts';
import { situationOf } from '../engine/situation.ts';
import { scenarioById } from '../scenarios/index.ts';
import { standardNodes } from '../scenarios/nodes.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Session } from '../wire/session.ts';
import type { ClusterFactory } from './cluster-factory.ts';
import { loadedTools } from './manifest-tools.ts';

/** The cluster a session begins with. Throws with a text for people when there is no such scenario. */
export function factoryFor(session: Session): ClusterFactory {
  const found = scenarioById(session.scenario);
  if (!found) throw new Error(`no scenario is named ${JSON.stringify(session.scenario)}`);
  const scenario: Scenario = {
    ...found,
    ...(session.nodes === undefined ? {} : { nodes: standardNodes(session.nodes) }),
    ...(session.epochMs === undefined ? {} : { epochMs: session.epochMs }),
    ...(session.manifests === undefined ? {} : { manifests: session.manifests }),
  };
  return { ...clusterSetup(scenario, { seed: session.seed }), situation: situationOf, opening: scenario.opensAt };
}

export const manifestTools = loadedTools(() => import('./editor-tools.ts'));
