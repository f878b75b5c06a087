import fs from 'node:fs';
import path from 'node:path';

/** The golden scenarios and their checker lie beside the repository. */
export const REFERENCE = path.resolve(import.meta.dirname, '../../../../shared/fidelity');
export const SCENARIO_DIR = path.join(REFERENCE, 'scenarios');
export const referenceIsPresent = (): boolean => fs.existsSync(SCENARIO_DIR);

/** What a `{{variable}}` of a step stands for: any object of that kind with that controller, on that node if given. */
export interface Choice {
  readonly kind: string;
  /** `Kind/name`, with canonical names: `ReplicaSet/web-<rs1>`. */
  readonly owner: string;
  readonly node?: string;
}

export interface GoldenStep {
  readonly n: number;
  readonly run?: string;
  readonly stdin?: string;
  readonly request?: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly wait?: 'quiet';
  readonly quietSeconds?: number;
  readonly maxSeconds?: number;
  readonly sleep?: number;
  readonly fault?: { readonly type: 'kubelet-stop' | 'kubelet-start'; readonly node: string };
  readonly choose?: Readonly<Record<string, Choice>>;
  readonly skip?: unknown;
}

interface GoldenNode {
  readonly name: string;
  readonly cpu: string;
  readonly memory: string;
  readonly ephemeralStorage: string;
  readonly pods: number;
  readonly podCIDR: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Golden {
  readonly name: string;
  readonly namespaces: readonly string[];
  readonly preconditions: {
    readonly nodes: readonly GoldenNode[];
    readonly settings: { readonly nodeMonitorGracePeriodSeconds: number; readonly serviceCIDR: string; readonly eventTTLHours: number };
    readonly actors: readonly unknown[];
  };
  readonly steps: readonly GoldenStep[];
  readonly facts: readonly string[];
}

/** All golden scenarios, by name. */
export function readGoldens(): readonly Golden[] {
  return fs
    .readdirSync(SCENARIO_DIR)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ ...(JSON.parse(fs.readFileSync(path.join(SCENARIO_DIR, file), 'utf8')) as Golden), name: path.basename(file, '.json') }));
}
