/** What those who send requests notice. */
export interface NetworkDecisions {
  /** Requests begin to fail; reason: `refused`, `timeout`, `unknown-host`, `closed`, `no-client`, `http-503`, … */
  'traffic.failing': { traffic: string; url: string; reason: string };
  /** For a while no request has failed any more. */
  'traffic.recovered': { traffic: string; url: string; failures: number; forUs: number };
}
