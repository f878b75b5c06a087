/**
 * A slot is one named place for state: everything the cluster remembers lies in slots, as plain frozen data or persistent
 * structures. The world is the record of all slots; a checkpoint is a shallow copy of that record.
 */
export interface Slot<T> {
  readonly name: string;
  readonly initial: () => T;
}

export type World = { readonly [slot: string]: unknown };

export const slot = <T>(name: string, initial: () => T): Slot<T> => ({ name, initial });
