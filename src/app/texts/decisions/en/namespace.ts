import type { NamespaceDecisions } from '../../../../wire/decisions/namespace.ts';
import type { Sentences } from '../texts.ts';

export const namespace: Sentences<NamespaceDecisions> = {
  'namespace.pods-first': ({ namespace }) => ({
    saw: `Namespace ${namespace} is being deleted and has pods.`,
    decided: 'Deletes the pods first, so that nothing runs any more without the rules around it.',
  }),
  'namespace.empty': ({ namespace, resources }) => ({
    saw: `Namespace ${namespace} is being deleted and has no pods.`,
    decided: `Deletes everything else in it: ${resources.join(', ')}.`,
  }),
  'namespace.wait': ({ remaining, finalizers }) => ({
    saw: `Still there: ${remaining.map(({ resource, count }) => `${count} ${resource}`).join(', ')}.${finalizers.length > 0 ? ` Held by: ${finalizers.join(', ')}.` : ''}`,
    decided: finalizers.length > 0 ? 'Waits until whoever set these finalizers takes them off.' : 'Looks again when they should be gone.',
  }),
  'namespace.finalize': ({ namespace }) => ({
    saw: `Nothing is left in Namespace ${namespace}.`,
    decided: 'Takes its finalizer off.',
    result: 'Now nothing holds it, and it goes.',
  }),
  'service-account.create': ({ namespace }) => ({
    saw: `Namespace ${namespace} has no ServiceAccount “default”.`,
    decided: 'Makes it; pods that name no other run under it.',
  }),
  'service-account-token.fill': ({ secret, account }) => ({
    saw: `Secret ${secret} is there for a token of ServiceAccount ${account}, and something of it is missing.`,
    decided: 'Puts in the token, the CA certificate and the namespace.',
  }),
  'service-account-token.delete': ({ secret, account }) => ({
    saw: `Secret ${secret} is there for a token of ServiceAccount ${account}, which does not exist.`,
    decided: 'Deletes the Secret.',
  }),
  'service-account-token.forget': ({ secret, account }) => ({
    saw: `ServiceAccount ${account} names Secret ${secret}, which is gone.`,
    decided: 'Takes the name off the ServiceAccount.',
  }),
  'root-ca.create': ({ namespace }) => ({
    saw: `Namespace ${namespace} has no ConfigMap “kube-root-ca.crt”.`,
    decided: 'Makes it, so that pods can verify the API server.',
  }),
  'root-ca.restore': ({ namespace }) => ({
    saw: `The ConfigMap “kube-root-ca.crt” of Namespace ${namespace} is not as it should be.`,
    decided: 'Sets it right.',
  }),
};
