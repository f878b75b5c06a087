import type { TFunction } from 'i18next';
import type { Mirror } from '../mirror/mirror.ts';
import { useSession } from '../session/session.ts';
import type { Command } from '../wire/command.ts';
import type { Source } from '../wire/source.ts';

/** Undo is going back: to just before the last command on this branch that lies at or before the instant shown. Nothing is lost. */
export function undoLast(source: Source, mirror: Mirror, t: TFunction): void {
  const { moment } = mirror;
  const branch = mirror.branches.find(({ id }) => id === moment.branch);
  const last = branch?.commands.findLast((recorded) => recorded.event < moment.event || recorded.t < moment.t);
  const { tell } = useSession.getState();
  if (!branch || !last) {
    tell(t('time.nothingToUndo'));
    return;
  }
  source.send({ do: 'pause' });
  source.send({ do: 'seek', to: { event: last.event } });
  tell(t('time.undone', { command: commandText(last.command), branch: branch.name }));
}

/** A command as a person would have typed or said it. */
export function commandText(command: Command): string {
  switch (command.do) {
    case 'apply':
      return 'kubectl apply -f -';
    case 'request':
      return command.said ?? `${command.request.method} ${command.request.path}`;
    case 'container.exit':
      return `${command.pod}: ${command.container} → exit ${command.exitCode}`;
    case 'container.healthy':
      return `${command.pod}: ${command.container} → ${command.healthy ? 'healthy' : 'unhealthy'}`;
    case 'node.power':
      return `${command.node}: power ${command.on ? 'on' : 'off'}`;
    case 'kubelet.process':
      return `${command.node}: kubelet ${command.on ? 'on' : 'off'}`;
    case 'node.network':
      return `${command.node}: network ${command.connected ? 'mended' : 'cut'}`;
    case 'component.switch':
      return `${command.component}: ${command.on ? 'on' : 'off'}`;
    case 'traffic':
      return `${command.traffic.from} → ${command.traffic.url}: ${command.traffic.perSecond}/s`;
    case 'traffic.stop':
      return `${command.id}: 0/s`;
    case 'fault':
      return command.fault;
  }
}
