import type { Json } from '../../base/json.ts';
import type { Vector } from '../../base/vector.ts';
import type { SimTime } from '../../base/time.ts';
import type { OutsideContent } from '../../wire/outside.ts';
import type { ApiRequest, ApiResponse } from '../../wire/request.ts';
import { type OwnWords, OwnWordsError } from '../../wire/own-words.ts';
import type { Frame } from '../../wire/terminal.ts';

/**
 * What a program typed at the terminal does between two moments of waiting: it has printed something, and waits for the API, for a stream, for time, or is over.
 */
export interface Chunk {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** Object the line names. */
  readonly object?: ObjectRef;
  /** Words in it that are Cutaway's own, not of kubectl or a shell. */
  readonly own?: OwnWords;
  /** A screen that is drawn anew begins; its text is empty. */
  readonly frame?: Frame;
}

/** What is told of a chunk beside its text. */
export type About = ObjectRef | Pick<Chunk, 'frame' | 'own'>;

export interface ObjectRef {
  readonly resource: string;
  /** `namespace/name`, or the name alone. */
  readonly key: string;
  /** Further objects that the line names, each with its words there. */
  readonly others?: readonly { readonly resource: string; readonly key: string; readonly text: string }[];
}

export type Waits =
  | { readonly for: 'answer'; readonly request: ApiRequest }
  /** Messages of a watch, a log that is followed, or a command in a container; `opens` on the first step that waits for it. */
  | {
      readonly for: 'stream';
      readonly request: ApiRequest;
      /** Further streams that are read at the same time; their messages come with their number, from 1. */
      readonly beside?: readonly ApiRequest[];
      readonly opens: boolean /** Microseconds after which `timeout` comes. */;
      readonly timeoutUs?: number;
      /** Standard input goes on to the other end: what is typed, or `text` and then its end. */
      readonly stdin?: TypedInput;
    }
  /** The answer to a request to anything in the cluster's network. */
  | { readonly for: 'web'; readonly request: WebRequest }
  | { readonly for: 'time'; readonly us: number }
  /** A text is edited by the person: what was saved, or null when nothing was. */
  | { readonly for: 'edit'; readonly name: string; readonly text: string }
  | { readonly for: 'nothing'; readonly exit: number };

export interface WebRequest {
  readonly url: string;
  readonly method: string;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: string;
  /** Microseconds until a connection, and until the whole answer, is given up; undefined: as the machine has it, and never. */
  readonly connectUs?: number;
  readonly limitUs?: number;
}

export type WebOutcome =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly address?: string }
  | { readonly kind: 'unknown-host' }
  | { readonly kind: 'refused'; readonly address?: string }
  /** No connection. */
  | { readonly kind: 'timeout'; readonly address?: string }
  /** The connection stands, the answer did not come in time. */
  | { readonly kind: 'late' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'connected' };

export interface WebAnswer {
  readonly outcome: WebOutcome;
  readonly tookUs: number;
}

export interface TypedInput {
  readonly tty: boolean;
  readonly text?: string;
}

/** What comes while a stream is read. */
export type StreamMessage = (OutsideContent | { readonly is: 'timeout' }) & {
  /** Which of several streams; the first when it is missing. */
  readonly of?: number;
};

/** What came of what was waited for, in order. It is all that a program remembers. */
export type Entry =
  | { readonly is: 'answer'; readonly at: SimTime; readonly response: ApiResponse }
  | ({ readonly is: 'web'; readonly at: SimTime } & WebAnswer)
  | { readonly is: 'woke'; readonly at: SimTime }
  | { readonly is: 'edited'; readonly at: SimTime; readonly text: string | null }
  /** How far a stream has been read; `ended` holds what the reading came to. */
  | { readonly is: 'stream'; readonly at: SimTime; readonly state: Json; readonly memories?: readonly unknown[]; readonly ended?: { readonly result: Json } }
  /** How far a list has been gone through, and what came of each item; what stands behind it belongs to the next one. `depth`: within so many others. */
  | { readonly is: 'list'; readonly depth: number; readonly results: Vector<unknown>; readonly standing: Standing };

/** All that parts of a program that are over have left, beside what they returned. */
export interface Standing {
  readonly at: SimTime;
  /** Chunks that were printed, from the beginning. */
  readonly printed: number;
  readonly exitCode: number;
  readonly session: Session;
  /** What programs remember, and how many of those memories have been asked for. */
  readonly memories: readonly unknown[];
  readonly asked: number;
  /** Lines that are said once. */
  readonly said: readonly string[];
}

export type Answer =
  | { readonly is: 'answer'; readonly response: ApiResponse }
  | ({ readonly is: 'web' } & WebAnswer)
  | { readonly is: 'woke' }
  | { readonly is: 'edited'; readonly text: string | null }
  | { readonly is: 'message'; readonly message: StreamMessage };

/** Files, variables and settings of one terminal. */
export interface Session {
  readonly files: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  /** The namespace of the current context. */
  readonly namespace: string;
  /** Wall clock of virtual time 0, milliseconds since 1970. */
  readonly epochMs: number;
}

export const newSession = (epochMs: number): Session => ({ files: {}, variables: {}, namespace: 'default', epochMs });

/** Characters of one file, of all files of a terminal, and how many there may be. */
const MOST_FILE = 8_000_000;
const MOST_FILES = 32_000_000;
const MOST_NAMES = 5_000;

/** The terminal's files have no room for it. */
export class FileLimit extends OwnWordsError {}

/** Names of files are data, also `__proto__`. Throws FileLimit. */
export function withFile(session: Session, name: string, text: string | undefined): Session {
  if (text !== undefined) {
    if (text.length > MOST_FILE)
      throw new FileLimit(`${name}: File too large: a file here has at most ${MOST_FILE} characters`, 'largeFile', { name, most: String(MOST_FILE) });
    const others = Object.entries(session.files).filter(([other]) => other !== name);
    const size = others.reduce((sum, [other, { length }]) => sum + other.length + length, name.length + text.length);
    if (size > MOST_FILES || others.length >= MOST_NAMES)
      throw new FileLimit(`${name}: No space left: the files here have at most ${MOST_FILES} characters in all; rm makes room`, 'fullFiles', {
        name,
        most: String(MOST_FILES),
      });
  }
  return { ...session, files: withKey(session.files, name, text) };
}
/** Undefined: there is none of this name. */
export const withVariable = (session: Session, name: string, text: string | undefined): Session => ({
  ...session,
  variables: withKey(session.variables, name, text),
});

function withKey(of: Readonly<Record<string, string>>, name: string, text: string | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries([...Object.entries(of).filter(([key]) => key !== name), ...(text === undefined ? [] : [[name, text] as const])]);
}

export const own = <T>(of: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(of, name) ? of[name] : undefined);
