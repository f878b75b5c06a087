import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { KubeObject } from '../../kinds/object.ts';
import { useCluster, useMirror, useObject } from '../../session/cluster.ts';
import { type InspectorTab, useSession } from '../../session/session.ts';
import { Tabs } from '../../ui/tabs.tsx';
import { ActorInspector } from './actor-inspector.tsx';
import { Acts } from './acts.tsx';
import { Cause } from './cause.tsx';
import { EventList } from './event-list.tsx';
import { HappeningInspector } from './happening-inspector.tsx';
import { History } from './history.tsx';
import { InspectorHead } from './inspector-head.tsx';
import { ProxyRules } from './proxy-rules.tsx';
import { Summary } from './summary.tsx';
import { LiveYaml } from './live-yaml.tsx';

/** What is selected, opened and readable: an object, a component, or one happening. */
export function Inspector() {
  const { t } = useTranslation();
  const selection = useSession((s) => s.selection);
  if (!selection) return <p className="muted">{t('inspector.nothing')}</p>;
  if (selection.kind === 'actor') return <ActorInspector key={selection.actor} actor={selection.actor} />;
  if (selection.kind === 'happening') return <HappeningInspector key={selection.id} id={selection.id} />;
  return <ObjectInspector key={selection.oid} oid={selection.oid} />;
}

function ObjectInspector({ oid }: { readonly oid: number }) {
  const { t } = useTranslation();
  const { source } = useCluster();
  const object = useObject(oid);
  const tab = useSession((s) => s.tab);
  const change = useSession((s) => s.change);
  const shown = useMirror({ oid }, (mirror) => mirror.kindOf(oid));
  useEffect(() => {
    source.send({ do: 'watch', oids: [oid] });
    return () => source.send({ do: 'watch', oids: [] });
  }, [source, oid]);
  if (!object)
    return (
      <>
        <InspectorHead title={t('inspector.gone')} />
        {shown ? <p className="muted">{t('inspector.loading')}</p> : <Cause oid={oid} />}
      </>
    );
  const tabs = [
    { id: 'summary', label: t('inspector.summary'), content: <SummaryTab object={object} oid={oid} /> },
    { id: 'cause', label: t('inspector.cause'), content: <Cause oid={oid} /> },
    { id: 'yaml', label: t('inspector.yaml'), content: <LiveYaml object={object} oid={oid} /> },
    { id: 'events', label: t('inspector.events'), content: <EventList uid={object.metadata.uid ?? ''} /> },
    { id: 'history', label: t('inspector.history'), content: <History object={object} oid={oid} /> },
  ];
  return (
    <>
      <InspectorHead title={titleOf(object)} />
      <Acts object={object} />
      <Tabs
        label={t('app.inspector')}
        tabs={tabs.map((item) => (item.id === tab ? item : { ...item, content: null }))}
        active={tab}
        onChange={(id) => change((s) => void (s.tab = id as InspectorTab))}
      />
    </>
  );
}

function SummaryTab({ object, oid }: { readonly object: KubeObject; readonly oid: number }) {
  return (
    <>
      <Summary object={object} oid={oid} />
      {object.kind === 'Node' ? <ProxyRules node={object.metadata.name} /> : null}
    </>
  );
}

const titleOf = ({ kind, metadata }: KubeObject): string =>
  `${kind} ${metadata.namespace && metadata.namespace !== 'default' ? `${metadata.namespace}/` : ''}${metadata.name}`;
