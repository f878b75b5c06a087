import { type Plugin, rejection } from '../framework.ts';

const REFUSED = rejection('NodeName', 'UnschedulableAndUnresolvable', "node(s) didn't match the requested node name");

/** A pod that names its node fits no other. */
export const nodeName: Plugin = {
  name: 'NodeName',
  filterFacts: (cls, facts) => (cls.nodeName !== '' && cls.nodeName !== facts.name ? REFUSED : undefined),
  wakes: { node: (pod, { factsAfter }) => factsAfter !== undefined && (!pod.spec.nodeName || pod.spec.nodeName === factsAfter.name) },
};
