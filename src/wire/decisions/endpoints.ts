/** What the controllers of endpoints decide. Lists of pods have at most 20 names. */
export interface EndpointsDecisions {
  'endpoint-slice.update': { service: string; ready: number; total: number; added: string[]; removed: string[]; changed: string[] };
  'endpoints.update': { service: string; ready: number; notReady: number; truncated: boolean };
  'endpoints.remove': { service: string };
  /** Endpoints written by hand are copied into slices; their copies go with them. */
  'endpoint-slice-mirroring.mirror': { endpoints: string; addresses: number; slices: number };
  'endpoint-slice-mirroring.remove': { service: string };
}
