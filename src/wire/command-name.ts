import { unreachable } from '../base/assert.ts';
import type { Command } from './command.ts';

/** A command as a person would have typed or said it; short, for branches it begins and for undoing it. */
export function commandName(command: Command): string {
  switch (command.do) {
    case 'apply':
      return 'kubectl apply -f -';
    case 'request':
      return command.said ?? `${command.request.method} ${command.request.path}`;
    case 'container.exit':
      return `${command.pod}: ${command.container} ${command.reason ?? `exit ${command.exitCode}`}`;
    case 'container.healthy':
      return `${command.pod}: ${command.container} ${command.healthy ? 'healthy' : 'unhealthy'}`;
    case 'node.power':
      return `${command.node}: power ${onOff(command.on)}`;
    case 'kubelet.process':
      return `${command.node}: kubelet ${onOff(command.on)}`;
    case 'node.network':
      return `${command.node}: network ${onOff(command.connected)}`;
    case 'component.switch':
      return `${command.component} ${onOff(command.on)}`;
    case 'traffic':
      return `${command.traffic.perSecond}/s → ${command.traffic.url}`;
    case 'traffic.stop':
      return `traffic ${command.id} off`;
    case 'fault':
      return command.fault;
    default:
      return unreachable(command);
  }
}

const onOff = (on: boolean): string => (on ? 'on' : 'off');
