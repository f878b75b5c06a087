import type { Command, Traffic } from '../wire/command.ts';

/** A machine that joins the cluster. Quantities as in Kubernetes. */
export interface NodeSpec {
  readonly name: string;
  readonly cpu: string;
  readonly memory: string;
  readonly ephemeralStorage?: string;
  readonly pods?: number;
  readonly address: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute' }[];
  readonly role?: 'control-plane' | 'worker';
  /** Images that are on its disk already. */
  readonly images?: readonly string[];
}

/** A starting point: machines, what is applied, who sends requests. Used by the page, lessons, links, tests and tools. */
export interface Scenario {
  readonly id: string;
  readonly title: { readonly en: string; readonly ja: string };
  readonly nodes: readonly NodeSpec[];
  /** YAML texts applied in order by `kubectl` at the start. */
  readonly manifests: readonly string[];
  readonly traffic: readonly Traffic[];
  /** What a person sees first: `quiet` = everything applied has settled; `start` = the moment the machines are ready, nothing applied yet. */
  readonly opensAt: 'quiet' | 'start';
  /** Steps that are played after the opening, by a person one by one, by a tool with virtual seconds of pause before each: commands as kubectl would do them. */
  readonly script?: readonly ScriptStep[];
  readonly epochMs?: number;
}

export interface ScriptStep {
  readonly afterSeconds: number;
  readonly command: Command;
  /** What to watch for, in a sentence. */
  readonly say?: { readonly en: string; readonly ja: string };
}
