import { useEffect, useRef, useState } from 'react';
import { Mirror } from '../mirror/mirror.ts';
import type { Cluster } from '../session/cluster.ts';
import { recalling } from '../session/recall.ts';
import { useServed } from './served.ts';
import { useSession } from '../session/session.ts';
import { Bridge, type BridgeState } from '../sources/bridge.ts';
import { SimulatorSource } from '../sources/simulator.ts';
import type { Session } from '../wire/session.ts';
import type { Asked } from './url.ts';

export interface OpenCluster extends Cluster {
  readonly source: SimulatorSource;
}

/** What becomes of a session that cannot be opened or goes wrong. */
interface Troubles {
  readonly gaveUp: (message: string) => void;
  readonly refused: (message: string) => void;
  readonly tell: (message: string) => void;
  /** The session has no room for another command. */
  readonly full: () => void;
  /** The connection to `npm run serve`, for a page that was opened by it. */
  readonly served?: (state: BridgeState) => void;
}

/** Nothing was done in it and it points nowhere: it lives as soon as it stands there. A link stands still at the moment it was made for. */
export const isFresh = (session: Session): boolean => session.commands.length === 0 && session.view === undefined;

/** The cluster of a session, opened while this is mounted and closed after it; undefined until it is opened. */
export function useOpenCluster(session: Session, { play, serve }: Pick<Asked, 'play' | 'serve'>, on: Troubles): OpenCluster | undefined {
  const [cluster, setCluster] = useState<OpenCluster>();
  const latest = useRef(on);
  useEffect(() => {
    latest.current = on;
  });
  useEffect(() => {
    const bridge = serve ? served((state) => latest.current.served?.(state)) : undefined;
    const source = new SimulatorSource({
      session,
      ...(bridge ? { onOutside: (message) => bridge.send(message) } : {}),
      onTrouble: ({ what, message }) => {
        if (what !== 'error' && what !== 'full') bridge?.again();
        if (what === 'gave up') latest.current.gaveUp(message);
        else if (what === 'refused') latest.current.refused(message);
        else if (what === 'full') latest.current.full();
        else latest.current.tell(message);
      },
    });
    const made = { source, mirror: new Mirror() };
    setCluster(made);
    bridge?.serve(source);
    const stop = follow(made, session, play);
    const seen = () => source.send({ do: 'visible', visible: !document.hidden });
    document.addEventListener('visibilitychange', seen);
    return () => {
      document.removeEventListener('visibilitychange', seen);
      stop();
      bridge?.close();
      source.close();
    };
  }, [session, play, serve]);
  return cluster;
}

/** This page, until it is loaded anew. */
const PAGE = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');

/** The page lies below `/s/SECRET/page/`, its connection at `/s/SECRET/tab`. */
function bridgeUrl(): string {
  const url = new URL(`../tab?page=${PAGE}`, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  return url.href;
}

/** The connection to `npm run serve`, seen in the page as well. */
function served(tell: (state: BridgeState) => void): Bridge {
  const told = (state: BridgeState) => {
    useServed.setState({ state });
    tell(state);
  };
  return new Bridge(bridgeUrl(), told, (listening) => useServed.setState({ listening }));
}

/** Applies what the source sends; with the first frame the cluster stands there. */
function follow({ source, mirror }: OpenCluster, session: Session, play: boolean): () => void {
  const recall = recalling(source, mirror);
  let opens = true;
  return source.subscribe((frame) => {
    mirror.apply(frame);
    recall();
    if (!opens) return;
    opens = false;
    if (isFresh(session) || play) source.send({ do: 'play' });
    const { dock } = session.view ?? {};
    if (dock) useSession.getState().change((s) => void (s.dock = dock));
    const selected = Number(session.view?.selected ?? Number.NaN);
    if (mirror.kindOf(selected)) useSession.getState().select({ kind: 'object', oid: selected });
  });
}
