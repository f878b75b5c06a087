import { Pause, Play } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useCluster, useMirror } from '../session/cluster.ts';
import { startKeyboard } from './keyboard.ts';
import { Notice } from './notices.tsx';
import { StagePlace } from './stage-place.tsx';

/** The bare stage of an embed: the picture, one button for time (seen when pointed at or focused), the keyboard while it has the focus. */
export function Bare() {
  const { t } = useTranslation();
  const { source, mirror } = useCluster();
  const playing = useMirror('play', (m) => m.playing);
  useEffect(() => startKeyboard({ source, mirror }, { undo: () => undefined, redo: () => undefined, blank: () => undefined }), [source, mirror]);
  return (
    <main className="bare">
      <h1 className="visually-hidden">{t('app.title')}</h1>
      <StagePlace bare />
      {source.can.seek ? (
        <button
          type="button"
          className="icon-button button-plain bare-play"
          aria-label={t(playing ? 'time.pause' : 'time.play')}
          onClick={() => source.send({ do: playing ? 'pause' : 'play' })}
        >
          {playing ? <Pause size={18} aria-hidden /> : <Play size={18} aria-hidden />}
        </button>
      ) : null}
      <div className="notices">
        <Notice />
      </div>
    </main>
  );
}
