import type { FaultName } from '../../wire/faults.ts';

export type FaultGroup = 'machines' | 'containers' | 'components' | 'network';

/** Where a trouble strikes; those that mend are no troubles. */
export const FAULT_GROUPS: Readonly<Record<FaultGroup, readonly FaultName[]>> = {
  machines: ['node-power-off', 'node-reboot', 'node-partition', 'node-flap', 'node-deleted', 'kubelet-restart'],
  containers: ['container-exit', 'container-oom', 'probe-flap', 'ignore-term', 'image-pull-error'],
  components: ['api-down', 'process-crash', 'sync-exception', 'write-conflict', 'answer-lost', 'watch-closed', 'cache-lag', 'compaction'],
  network: ['packet-loss', 'dns-down', 'provisioning-fails'],
};
