import { create } from 'zustand';
import type { CommandResult } from '../wire/command.ts';
import type { ApiRequest } from '../wire/request.ts';
import type { Source } from '../wire/source.ts';
import { targetOf } from '../wire/by-hand.ts';
import { useSession } from './session.ts';

/** A request as it is being written in the REST console. */
export interface Draft {
  readonly method: ApiRequest['method'];
  /** Path and query. */
  readonly target: string;
  /** Empty: whatever the server gives. */
  readonly accept: string;
  readonly contentType: string;
  readonly body: string;
}

/** A request that was sent, and what has come of it. */
export interface Sent {
  readonly id: number;
  readonly draft: Draft;
  readonly request: ApiRequest;
  /** The cluster it was sent to. */
  readonly source: Source;
  readonly branch: string;
  readonly result?: CommandResult;
  /** Refused before it was sent. */
  readonly failed?: string;
}

interface ConsoleState {
  readonly draft: Draft;
  /** The body of the other methods while DELETE is chosen, and that of DELETE while it is not: what creates or changes an object is not what deletes it. */
  readonly otherBody: string;
  /** Newest first. */
  readonly sent: readonly Sent[];
  /** Which of those is shown. */
  readonly shown: number | undefined;
  readonly write: (draft: Partial<Draft>) => void;
  readonly add: (sent: Omit<Sent, 'id'>) => number;
  readonly answered: (id: number, what: Pick<Sent, 'result' | 'failed'>) => void;
  readonly show: (id: number) => void;
}

const MOST_SENT = 50;
const isDelete = (method: ApiRequest['method']): boolean => method === 'DELETE';

/** It outlives the drawer: what was written and sent is there when it is opened again. */
export const useConsole = create<ConsoleState>()((set, get) => ({
  draft: { method: 'GET', target: '/api/v1/namespaces/default/pods', accept: '', contentType: '', body: '' },
  otherBody: '',
  sent: [],
  shown: undefined,
  write: (part) =>
    set(({ draft, otherBody }) =>
      part.method === undefined || isDelete(part.method) === isDelete(draft.method)
        ? { draft: { ...draft, ...part } }
        : { draft: { ...draft, body: otherBody, ...part }, otherBody: draft.body },
    ),
  add: (one) => {
    const id = (get().sent[0]?.id ?? 0) + 1;
    set(({ sent }) => ({ sent: [{ id, ...one }, ...sent].slice(0, MOST_SENT), shown: id }));
    return id;
  },
  answered: (id, what) => set(({ sent }) => ({ sent: sent.map((one) => (one.id === id ? { ...one, ...what } : one)) })),
  show: (id) =>
    set(({ sent, draft, otherBody }) => {
      const next = sent.find((one) => one.id === id)?.draft ?? draft;
      return { shown: id, draft: next, otherBody: isDelete(next.method) === isDelete(draft.method) ? otherBody : draft.body };
    }),
}));

/** Fills the console with a request and opens it; nothing is sent. */
export function openInConsole(request: ApiRequest): void {
  const { method, accept = '', contentType = '', body } = request;
  useConsole.setState({
    shown: undefined,
    otherBody: '',
    draft: { method, target: targetOf(request), accept, contentType, body: body === undefined ? '' : JSON.stringify(body, null, 2) },
  });
  useSession.getState().change((s) => void (s.dock = 'console'));
}
