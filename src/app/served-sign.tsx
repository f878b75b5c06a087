import { Cable } from 'lucide-react';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { useCluster, useMirror } from '../session/cluster.ts';
import { useServed } from './served.ts';
import { useSession } from '../session/session.ts';
import { Button } from '../ui/button.tsx';

/** This page is the cluster of real clients: that it is, how many listen, and that they wait while time stands still. */
export function ServedSign() {
  const { t } = useTranslation();
  const { source } = useCluster();
  const state = useServed((s) => s.state);
  const listening = useServed((s) => s.listening);
  const playing = useMirror('play', (m) => m.playing);
  const tell = useSession((s) => s.tell);
  if (!state) return null;
  const first = listening[0];
  const count = listening.length;
  if (state.is === 'open' && first !== undefined && !playing)
    return (
      <Button className="served" data-is="waiting" onClick={() => source.send({ do: 'play' })}>
        <Cable size={16} aria-hidden />
        <span role="status">{count === 1 ? t('serve.waits', { client: nameOf(first) }) : t('serve.wait', { count })}</span>
      </Button>
    );
  const command = state.is === 'open' ? `export KUBECONFIG=${state.kubeconfig}` : undefined;
  const said =
    state.is !== 'open'
      ? t('serve.apart')
      : first === undefined
        ? t('serve.connected')
        : count === 1
          ? t('serve.listens', { client: nameOf(first) })
          : t('serve.listen', { count });
  const about = () => (command === undefined ? i18next.t(state.is === 'taken' ? 'serve.taken' : 'serve.lost') : i18next.t('serve.open', { command }));
  return (
    <Button tone="quiet" className="served" data-is={state.is} title={about()} onClick={() => tell(about, state.is === 'open' ? 'info' : 'error')}>
      <Cable size={16} aria-hidden />
      <span role="status">{said}</span>
    </Button>
  );
}

/** `kubectl/v1.35.2 (linux/amd64) …`: what people call it. */
const nameOf = (agent: string): string => agent.split(/[/ ]/)[0] || 'client';
