import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KubeObject } from '../../kinds/object.ts';
import type { Deployment, Node, Pod, ReplicaSet } from '../../kinds/schema/types.gen.ts';
import { useCluster, useCommand, usePart } from '../../session/cluster.ts';
import { Button } from '../../ui/button.tsx';
import type { Command } from '../../wire/command.ts';
import { cordon, deleteObject, pauseRollout, restartRollout, rollBack, scale, setImage } from './requests.ts';

/** What a hand can do to the object, as buttons; each is a command one can undo by going back. */
export function Acts({ object }: { readonly object: KubeObject }) {
  const { source } = useCluster();
  if (!source.can.write) return null;
  if (object.metadata.deletionTimestamp && object.kind !== 'Pod') return null;
  switch (object.kind) {
    case 'Deployment':
      return <DeploymentActs object={object as Deployment} />;
    case 'ReplicaSet':
      return <ScaleActs object={object as ReplicaSet} />;
    case 'Pod':
      return <PodActs pod={object as Pod} />;
    case 'Node':
      return <NodeActs node={object as Node} />;
    case 'Event':
    case 'Lease':
      return null;
    default:
      return <DeleteAct object={object} />;
  }
}

type Open = 'scale' | 'image' | 'exit' | undefined;

function DeploymentActs({ object }: { readonly object: Deployment }) {
  const { t } = useTranslation();
  const command = useCommand();
  const [open, setOpen] = useState<Open>();
  const paused = object.spec?.paused ?? false;
  return (
    <>
      <div className="acts">
        <Button onClick={() => setOpen('scale')}>{t('act.scale')}</Button>
        <Button onClick={() => setOpen('image')}>{t('act.setImage')}</Button>
        <Restart object={object} />
        <Button onClick={() => void command(pauseRollout(object, !paused))}>{t(paused ? 'act.resume' : 'act.pause')}</Button>
        <RollBack object={object} />
        <Button tone="danger" onClick={() => void command(deleteObject(object))}>
          {t('act.delete')}
        </Button>
      </div>
      {open === 'scale' ? (
        <NumberForm label={t('act.replicas')} value={object.spec?.replicas ?? 1} max={1_000} onDone={() => setOpen(undefined)} make={(n) => scale(object, n)} />
      ) : null}
      {open === 'image' ? <ImageForm object={object} onDone={() => setOpen(undefined)} /> : null}
    </>
  );
}

function Restart({ object }: { readonly object: Deployment }) {
  const { t } = useTranslation();
  const { mirror } = useCluster();
  const command = useCommand();
  return <Button onClick={() => void command(restartRollout(object, mirror.moment.t))}>{t('act.restart')}</Button>;
}

/** Back to the template of the ReplicaSet with the revision before. */
function RollBack({ object }: { readonly object: Deployment }) {
  const { t } = useTranslation();
  const { mirror } = useCluster();
  const command = useCommand();
  const mine = [...mirror.objectIds()].flatMap((oid) => {
    const candidate = mirror.object(oid);
    return candidate?.kind === 'ReplicaSet' && candidate.metadata.ownerReferences?.some((ref) => ref.uid === object.metadata.uid)
      ? [candidate as ReplicaSet]
      : [];
  });
  const revision = (set: ReplicaSet): number => Number(set.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  const [, previous] = mine.sort((a, b) => revision(b) - revision(a));
  return (
    <Button disabled={!previous} onClick={() => previous && void command(rollBack(object, previous))}>
      {t('act.undoRollout')}
    </Button>
  );
}

function ScaleActs({ object }: { readonly object: ReplicaSet }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <div className="acts">
        <Button onClick={() => setOpen(true)}>{t('act.scale')}</Button>
        <DeleteButton object={object} />
      </div>
      {open ? (
        <NumberForm label={t('act.replicas')} value={object.spec?.replicas ?? 1} max={1_000} onDone={() => setOpen(false)} make={(n) => scale(object, n)} />
      ) : null}
    </>
  );
}

function PodActs({ pod }: { readonly pod: Pod }) {
  const { t } = useTranslation();
  const { source } = useCluster();
  const command = useCommand();
  const [open, setOpen] = useState<Open>();
  const running = (pod.status?.containerStatuses ?? []).filter((status) => status.state?.running);
  const key = `${pod.metadata.namespace}/${pod.metadata.name}`;
  const unready = running.some((status) => !status.ready);
  return (
    <>
      <div className="acts">
        {pod.metadata.deletionTimestamp ? null : (
          <Button tone="danger" onClick={() => void command(deleteObject(pod))}>
            {t('act.deletePod')}
          </Button>
        )}
        <Button tone="danger" onClick={() => void command(deleteObject(pod, 0))}>
          {t('act.forceDelete')}
        </Button>
        {running.length > 0 && source.can.inject ? (
          <>
            <Button onClick={() => setOpen('exit')}>{t('act.exit')}</Button>
            {running.map(({ name }) => (
              <Button key={name} onClick={() => void command({ do: 'container.healthy', pod: key, container: name, healthy: unready })}>
                {t(unready ? 'act.healthy' : 'act.unhealthy')}
                {running.length > 1 ? ` (${name})` : ''}
              </Button>
            ))}
          </>
        ) : null}
      </div>
      {open === 'exit'
        ? running.map(({ name }) => (
            <NumberForm
              key={name}
              label={running.length > 1 ? `${t('act.exitCode')} (${name})` : t('act.exitCode')}
              value={1}
              max={255}
              onDone={() => setOpen(undefined)}
              make={(exitCode) => ({ do: 'container.exit', pod: key, container: name, exitCode })}
            />
          ))
        : null}
    </>
  );
}

function NodeActs({ node }: { readonly node: Node }) {
  const { t } = useTranslation();
  const { source } = useCluster();
  const command = useCommand();
  const part = usePart(`kubelet/${node.metadata.name}`) as { readonly on?: boolean; readonly connected?: boolean } | undefined;
  const { name } = node.metadata;
  const cordoned = node.spec?.unschedulable ?? false;
  const on = part?.on !== false;
  const connected = part?.connected !== false;
  return (
    <div className="acts">
      <Button onClick={() => void command(cordon(node, !cordoned))}>{t(cordoned ? 'act.uncordon' : 'act.cordon')}</Button>
      {source.can.inject ? (
        <>
          <Button tone={on ? 'danger' : 'primary'} onClick={() => void command({ do: 'node.power', node: name, on: !on })}>
            {t(on ? 'act.powerOff' : 'act.powerOn')}
          </Button>
          <Button tone={connected ? 'danger' : 'primary'} onClick={() => void command({ do: 'node.network', node: name, connected: !connected })}>
            {t(connected ? 'act.cut' : 'act.mend')}
          </Button>
        </>
      ) : null}
    </div>
  );
}

function DeleteAct({ object }: { readonly object: KubeObject }) {
  return (
    <div className="acts">
      <DeleteButton object={object} />
    </div>
  );
}

function DeleteButton({ object }: { readonly object: KubeObject }) {
  const { t } = useTranslation();
  const command = useCommand();
  return (
    <Button tone="danger" onClick={() => void command(deleteObject(object))}>
      {t('act.delete')}
    </Button>
  );
}

interface NumberFormProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly make: (value: number) => Command;
  readonly onDone: () => void;
}

function NumberForm({ label, value, max, make, onDone }: NumberFormProps) {
  const { t } = useTranslation();
  const command = useCommand();
  const [text, setText] = useState(String(value));
  const number = Number(text);
  const bad = !/^\d+$/.test(text.trim()) || number > max;
  return (
    <form
      className="act-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (bad) return;
        void command(make(number));
        onDone();
      }}
    >
      <label>
        {label}
        {/* biome-ignore lint/a11y/noAutofocus: the form opened by the person's own press. */}
        <input className="field" inputMode="numeric" autoFocus value={text} size={6} aria-invalid={bad} onChange={(event) => setText(event.target.value)} />
      </label>
      <Button type="submit" tone="primary" disabled={bad}>
        {t('act.do')}
      </Button>
      <Button onClick={onDone}>{t('act.cancel')}</Button>
      {bad ? <span role="alert">{t('act.notNumber', { from: 0, to: max })}</span> : null}
    </form>
  );
}

function ImageForm({ object, onDone }: { readonly object: Deployment; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const command = useCommand();
  const containers = object.spec?.template.spec?.containers ?? [];
  const [name, setName] = useState(containers[0]?.name ?? '');
  const [image, setImageText] = useState(containers[0]?.image ?? '');
  return (
    <form
      className="act-form"
      onSubmit={(event) => {
        event.preventDefault();
        void command(setImage(object, name, image.trim()));
        onDone();
      }}
    >
      {containers.length > 1 ? (
        <label>
          {t('inspector.containers')}
          <select className="field" value={name} onChange={(event) => setName(event.target.value)}>
            {containers.map((container) => (
              <option key={container.name}>{container.name}</option>
            ))}
          </select>
        </label>
      ) : null}
      <label>
        {t('act.image')}
        {/* biome-ignore lint/a11y/noAutofocus: the form opened by the person's own press. */}
        <input className="field" autoFocus value={image} onChange={(event) => setImageText(event.target.value)} />
      </label>
      <Button type="submit" tone="primary">
        {t('act.do')}
      </Button>
      <Button onClick={onDone}>{t('act.cancel')}</Button>
    </form>
  );
}
