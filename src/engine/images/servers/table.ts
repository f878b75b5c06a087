import { DATA_SERVERS } from './data.ts';
import { KUBERNETES_SERVERS } from './kubernetes.ts';
import { LANGUAGE_SERVERS } from './languages.ts';
import type { ServerSpec } from './spec.ts';
import { WEB_SERVERS } from './web.ts';

const TABLE: Readonly<Record<string, ServerSpec>> = { ...WEB_SERVERS, ...DATA_SERVERS, ...KUBERNETES_SERVERS, ...LANGUAGE_SERVERS };

/** The row of a server; images name rows that exist, whatever else is a generic server. */
export const specOf = (app: string): ServerSpec => (Object.hasOwn(TABLE, app) ? TABLE[app]! : TABLE.generic!);
export const hasSpec = (app: string): boolean => Object.hasOwn(TABLE, app);
