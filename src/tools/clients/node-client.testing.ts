import type { KubeConfig } from '@kubernetes/client-node';
import type { OpenDoor } from '../../server/door.testing.ts';

/** Opens the door and tells the official JavaScript client where it is. */
export async function openFor(config: KubeConfig, door: OpenDoor): Promise<void> {
  await door.open();
  config.loadFromOptions({
    clusters: [{ name: 'cutaway', server: door.url, skipTLSVerify: true }],
    users: [{ name: 'me' }],
    contexts: [{ name: 'cutaway', cluster: 'cutaway', user: 'me' }],
    currentContext: 'cutaway',
  });
}
