import type { Session } from '../wire/session.ts';
import type { ClusterFactory } from './cluster-factory.ts';
import { type ManifestTools, NO_MANIFEST_TOOLS } from './manifest-tools.ts';

/** The cluster a session begins with. Throws with a text for people when there is no such scenario. */
export function factoryFor(session: Session): ClusterFactory {
  throw new Error(`no scenario is named ${JSON.stringify(session.scenario)}`);
}

export const manifestTools: ManifestTools = NO_MANIFEST_TOOLS;
