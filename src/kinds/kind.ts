import type { KubeObject, ObjectMeta } from './object.ts';

/**
 * What one kind of object is: everything the API server, the controllers, kubectl and the views need to know of it.
 * One file per kind defines one `Kind`; `registry.ts` lists them (two files and one line to add a kind).
 * All functions are pure; objects that come in are frozen and are never changed.
 */
export interface Kind<T extends KubeObject = KubeObject> {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** `deployments`: the plural in paths. */
  readonly resource: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Name of its definition in the schema, e.g. `io.k8s.api.apps.v1.Deployment`. */
  readonly definition: string;
  readonly verbs: readonly Verb[];
  readonly subresources: readonly Subresource[];
  /** Whether a name may be used for it; e.g. DNS-1123 subdomain, DNS-1035 label. Returns the messages upstream gives. */
  readonly nameErrors: (name: string, isPrefix: boolean) => readonly string[];
  readonly strategy: Strategy<T>;
  /** Fields `fieldSelector` may name beside metadata.name and metadata.namespace. */
  readonly selectableFields: Readonly<Record<string, (object: T) => string>>;
  /** Columns of server-side tables, as the real printers define them. */
  readonly columns: readonly Column<T>[];
  /** Small valid manifests of the kind, for tests, docs and the gallery. */
  readonly samples: readonly KubeObject[];
}

export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';
export type Subresource =
  | 'status'
  | 'scale'
  | 'binding'
  | 'eviction'
  | 'log'
  | 'exec'
  | 'attach'
  | 'portforward'
  | 'proxy'
  | 'token'
  | 'finalize'
  | 'ephemeralcontainers'
  | 'resize';

/** The life of an object between request and store, after upstream's registry strategies. */
export interface Strategy<T extends KubeObject> {
  /** Fills what the client left out (upstream: SetDefaults_*). Idempotent. */
  defaults(object: T): T;
  /** Before validation on create: clears status, sets generation where the kind has one, … */
  prepareForCreate(object: T, context: WriteContext): T;
  /** Before validation on update of the main resource: keeps status, raises generation when the spec changed. */
  prepareForUpdate(next: T, previous: T, context: WriteContext): T;
  /** On update of the status subresource: keeps spec and the metadata that status writes may not change. */
  prepareForStatusUpdate(next: T, previous: T): T;
  validate(object: T): readonly FieldError[];
  /** Called with the results of `prepareForUpdate`; includes immutable fields. */
  validateUpdate(next: T, previous: T): readonly FieldError[];
  validateStatusUpdate(next: T, previous: T): readonly FieldError[];
  /** Texts for the Warning header, in upstream's words. */
  warnings?(object: T, previous: T | undefined): readonly string[];
  /** Seconds an object of the kind takes to go (pods: terminationGracePeriodSeconds), 0 when it goes at once. */
  gracePeriodSeconds?(object: T, asked: number | undefined): number;
  /** Finalizers or claims that hold the object are the API server's work; this is for kinds with their own rule (Namespace). */
  mayBeRemoved?(object: T): boolean;
}

export interface WriteContext {
  /** RFC 3339 now. */
  readonly now: string;
  readonly user: string;
  /** metadata the server has already filled in (uid, creationTimestamp). */
  readonly meta: Pick<ObjectMeta, 'uid' | 'creationTimestamp'>;
}

/** One row of `field.ErrorList`; `text` in errors.ts renders it in the real server's words. */
export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.containers[0].image` */
  readonly field: string;
  /** The offending value, printed as JSON; leave it out where upstream prints none. */
  readonly value?: unknown;
  readonly detail: string;
}
export type FieldErrorType =
  | 'Required'
  | 'Invalid'
  | 'NotSupported'
  | 'Duplicate'
  | 'Forbidden'
  | 'TooLong'
  | 'TooMany'
  | 'TypeInvalid'
  | 'NotFound'
  | 'Internal';

export interface Column<T extends KubeObject> {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'date' | 'number';
  readonly format?: 'name' | '';
  readonly description: string;
  /** 0 = always shown, 1 = only with -o wide. */
  readonly priority: 0 | 1;
  readonly cell: (object: T, now: PrintClock) => string | number | boolean;
}

/** What printing needs of time: ages are `now - timestamp`. */
export interface PrintClock {
  /** Human age of an RFC 3339 time (`5m`, `<unknown>` when absent). */
  age(timestamp: string | undefined): string;
}
