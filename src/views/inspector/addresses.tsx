import { useTranslation } from 'react-i18next';
import type { KubeObject } from '../../kinds/object.ts';
import type { Endpoints, EndpointSlice, ObjectReference } from '../../kinds/schema/types.gen.ts';
import { ObjectLink } from './object-link.tsx';

interface Address {
  readonly ip: string;
  readonly ports: string;
  readonly state: 'ready' | 'notReady' | 'terminating';
  readonly target: ObjectReference | undefined;
}

type Ports = readonly { readonly port?: number; readonly protocol?: string }[] | undefined;
const portsOf = (ports: Ports): string => (ports ?? []).map(({ port, protocol = 'TCP' }) => `${port ?? '*'}/${protocol}`).join(', ');

function ofEndpoints({ subsets = [] }: Endpoints): readonly Address[] {
  return subsets.flatMap(({ addresses = [], notReadyAddresses = [], ports }) => [
    ...addresses.map(({ ip, targetRef: target }): Address => ({ ip, ports: portsOf(ports), state: 'ready', target })),
    ...notReadyAddresses.map(({ ip, targetRef: target }): Address => ({ ip, ports: portsOf(ports), state: 'notReady', target })),
  ]);
}

/** A condition that is not given counts as ready (discovery/v1, EndpointConditions). */
function ofSlice({ endpoints, ports }: EndpointSlice): readonly Address[] {
  return (endpoints ?? []).map(({ addresses, conditions, targetRef: target }) => ({
    ip: addresses.join(', '),
    ports: portsOf(ports),
    state: conditions?.terminating ? 'terminating' : conditions?.ready === false ? 'notReady' : 'ready',
    target,
  }));
}

const addressesOf = (object: KubeObject): readonly Address[] =>
  object.kind === 'Endpoints' ? ofEndpoints(object as Endpoints) : object.kind === 'EndpointSlice' ? ofSlice(object as EndpointSlice) : [];

const MOST = 100;

/** Where a Service's requests can go: each address with its ports, whether it is ready, and the pod it is. */
export function Addresses({ object }: { readonly object: KubeObject }) {
  const { t } = useTranslation();
  const all = addressesOf(object);
  if (all.length === 0) return null;
  return (
    <section className="section">
      <h3>
        {t('inspector.addresses')} ({all.length})
      </h3>
      <ul className="condition-list">
        {all.slice(0, MOST).map(({ ip, ports, state, target }) => (
          <li key={`${ip} ${ports} ${target?.uid ?? ''}`}>
            <div className="thread-head">
              <span>
                {ip} <span className="muted">{ports}</span>
              </span>
              <strong>{t(`inspector.${state}`)}</strong>
            </div>
            {target?.name ? <ObjectLink kind={target.kind ?? ''} namespace={target.namespace} name={target.name} /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
