import { useTranslation } from 'react-i18next';
import { useCluster } from '../../session/cluster.ts';
import type { Control } from '../../wire/source.ts';

interface GoThereProps {
  /** Virtual microseconds. */
  readonly t: number;
  readonly to: Extract<Control, { do: 'seek' }>['to'];
}

/** The time of something; pressed, the whole picture goes there. */
export function GoThere({ t: at, to }: GoThereProps) {
  const { t } = useTranslation();
  const { source } = useCluster();
  const time = `${(at / 1_000_000).toFixed(3)} s`;
  if (!source.can.seek) return <span className="when">{time}</span>;
  return (
    <button
      type="button"
      className="link when"
      title={t('inspector.goThere')}
      aria-label={`${time}: ${t('inspector.goThere')}`}
      onClick={() => source.send({ do: 'seek', to })}
    >
      {time}
    </button>
  );
}
