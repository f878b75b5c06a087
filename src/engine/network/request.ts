import type { HttpOutcome } from '../images/program.ts';

/** Who sends a request into the network. */
export type Client =
  | { readonly kind: 'outside'; readonly ip: string }
  /** A program on a machine of the cluster, in no pod. */
  | { readonly kind: 'host'; readonly node: string; readonly ip: string }
  | { readonly kind: 'pod'; readonly namespace: string; readonly pod: string; readonly node: string; readonly ip: string };

export interface RequestDraft {
  readonly client: Client;
  readonly url: string;
  readonly method: string;
  readonly timeoutUs: number;
  /** How long a connection is waited for, where that is less. */
  readonly connectUs?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly userAgent?: string;
  readonly background: boolean;
  readonly protocol?: 'http' | 'tcp';
  /** So many requests stand behind this one. */
  readonly weight?: number;
  /** Handler that gets `Done`. */
  readonly reply?: { readonly to: string; readonly args: unknown };
}

export interface Done<A = unknown> {
  readonly outcome: RequestOutcome;
  readonly args: A;
  readonly tookUs: number;
}

/** As a program sees it, or `connected` for protocol tcp. */
export type RequestOutcome = HttpOutcome | { readonly kind: 'connected'; readonly address: string };
