import { useTranslation } from 'react-i18next';
import type { KubeObject } from '../../kinds/object.ts';
import { useMirror } from '../../session/cluster.ts';

interface KubeEvent extends KubeObject {
  readonly reason?: string;
  readonly message?: string;
  readonly note?: string;
  readonly type?: string;
  readonly count?: number;
  readonly lastTimestamp?: string;
  readonly eventTime?: string;
  readonly source?: { readonly component?: string };
  readonly reportingComponent?: string;
}

const timeOf = (event: KubeEvent): string => event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '';

/** Events about an object, the newest first, as `kubectl describe` tells them. */
export function EventList({ uid }: { readonly uid: string }) {
  const { t } = useTranslation();
  const mirror = useMirror('any', (m) => m);
  useMirror('cursor', (m) => m.moment);
  const events = [...mirror.eventsAbout(uid)]
    .flatMap((oid) => (mirror.object(oid) as KubeEvent | undefined) ?? [])
    .sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1));
  if (events.length === 0) return <p className="muted">{t('inspector.noEvents')}</p>;
  return (
    <table className="conditions">
      <tbody>
        {events.map((event) => (
          <tr key={event.metadata.uid}>
            <td style={{ minWidth: '8.5em', color: event.type === 'Warning' ? 'var(--bad-ink)' : undefined }}>
              <strong>{event.reason}</strong>
              {(event.count ?? 1) > 1 ? ` ×${event.count}` : ''}
              <div className="muted">{timeOf(event).slice(11, 19)}</div>
            </td>
            <td>
              {event.message ?? event.note}
              <div className="muted">{event.source?.component || event.reportingComponent}</div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
