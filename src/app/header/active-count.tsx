import { useTranslation } from 'react-i18next';
import { useMirror, usePart } from '../../session/cluster.ts';
import { TROUBLES } from '../../wire/actors.ts';
import { activeIn } from '../faults/activity.ts';

/** How many troubles are on: seen also while their panel is closed. */
export function ActiveCount() {
  const { t } = useTranslation();
  const count = useActiveCount();
  return count === 0 ? null : (
    <span className="badge" title={t('faults.active')}>
      {count}
    </span>
  );
}

export function useActiveCount(): number {
  const part = usePart(TROUBLES);
  const now = useMirror('cursor', (m) => m.moment.t);
  return activeIn(part).filter(({ until }) => until === undefined || until > now).length;
}
