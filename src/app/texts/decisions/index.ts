import type { Sentence } from '../../../session/words.ts';
import { deploymentTexts } from './deployment.ts';
import { endpointsTexts } from './endpoints.ts';
import { garbageTexts } from './garbage.ts';
import { kubeProxyTexts } from './kube-proxy.ts';
import { kubeletTexts } from './kubelet.ts';
import { namespaceTexts } from './namespace.ts';
import { networkTexts } from './network.ts';
import { nodeTexts } from './node.ts';
import { persistentVolumeTexts } from './persistent-volume.ts';
import { replicaSetTexts } from './replica-set.ts';
import { schedulerTexts } from './scheduler.ts';

type Catalogue = Readonly<Record<string, ((args: never) => Sentence) | undefined>>;

const ALL = [
  kubeletTexts,
  schedulerTexts,
  persistentVolumeTexts,
  deploymentTexts,
  replicaSetTexts,
  endpointsTexts,
  namespaceTexts,
  garbageTexts,
  nodeTexts,
  kubeProxyTexts,
  networkTexts,
];

/** All sentences of all components, per language. Add the texts of a new component here. */
export const DECISION_TEXTS: { readonly en: Catalogue; readonly ja: Catalogue } = {
  en: Object.assign({}, ...ALL.map((texts) => texts.en)) as Catalogue,
  ja: Object.assign({}, ...ALL.map((texts) => texts.ja)) as Catalogue,
};
