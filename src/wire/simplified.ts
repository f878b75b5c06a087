import type { Admission } from './simplified/admission.ts';
import { API_SERVER_ADMISSIONS } from './simplified/api-server.ts';
import { CLUSTER_ADMISSIONS } from './simplified/cluster.ts';
import { CONTROL_ADMISSIONS } from './simplified/control.ts';
import { NETWORK_ADMISSIONS } from './simplified/network.ts';
import { NODE_ADMISSIONS } from './simplified/node.ts';
import { PROGRAM_ADMISSIONS } from './simplified/programs.ts';
import { TERMINAL_ADMISSIONS } from './simplified/terminal.ts';

export type { Admission };

/** Everything the product admits to. A test holds this list against the comments in the code, both ways. */
export const SIMPLIFIED: readonly Admission[] = [
  ...CLUSTER_ADMISSIONS,
  ...API_SERVER_ADMISSIONS,
  ...CONTROL_ADMISSIONS,
  ...NODE_ADMISSIONS,
  ...NETWORK_ADMISSIONS,
  ...PROGRAM_ADMISSIONS,
  ...TERMINAL_ADMISSIONS,
];
