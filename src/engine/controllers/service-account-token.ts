import { toBase64 } from '../../kinds/base64.ts';
import type { Secret, ServiceAccount } from '../../kinds/schema/types.gen.ts';
import { isSuccess } from '../../wire/request.ts';
import { legacyToken } from '../apiserver/registry/legacy-token.ts';
import { type Commit, getObject, listObjects, type Root } from '../etcd/store.ts';
import type { Context, Controller, Intent, Plan, Resume } from './controller.ts';
import { apiPath } from './requests.ts';
import { ROOT_CA } from './root-ca.ts';

/**
 * Fills Secrets of type kubernetes.io/service-account-token with a token of their ServiceAccount, and deletes those whose ServiceAccount
 * does not exist (upstream: pkg/controller/serviceaccount/tokens_controller.go). A key is `namespace/secret`; of a Secret that was deleted
 * also whose it was, `namespace/secret/account/uid`: the ServiceAccount's reference to it goes.
 */
export const serviceAccountTokenController: Controller = {
  name: 'serviceaccount-token-controller',
  workers: 5,
  resource: 'secrets',
  // It makes what the others show, and so comes with the process's own certificate (rootClientBuilder).
  user: 'system:kube-controller-manager',
  watches: {
    secrets: ({ type, key, after }: Commit) => {
      const secret = after as Secret;
      if (secret.type !== TYPE) return [];
      const { name, uid } = accountOf(secret);
      return [type === 'DELETED' ? `${key}/${name}/${uid}` : key];
    },
    serviceaccounts: ({ type, after }: Commit, cache: Root) => (type === 'DELETED' ? secretsOf(cache, after as ServiceAccount) : []),
  },
  reconcile,
};

const TYPE = 'kubernetes.io/service-account-token';
const NAME = 'kubernetes.io/service-account.name';
const UID = 'kubernetes.io/service-account.uid';

/** As the annotations say; the uid may be missing. */
const accountOf = ({ metadata: { annotations = {} } }: Secret): { readonly name: string; readonly uid: string } => ({
  name: annotations[NAME] ?? '',
  uid: annotations[UID] ?? '',
});

function secretsOf(cache: Root, { metadata: { namespace = '', name, uid } }: ServiceAccount): string[] {
  const keys: string[] = [];
  for (const secret of listObjects<Secret>(cache, 'secrets', namespace)) {
    const account = accountOf(secret);
    if (secret.type === TYPE && account.name === name && account.uid === uid) keys.push(`${namespace}/${secret.metadata.name}`);
  }
  return keys;
}

function reconcile({ cache }: Context, key: string, resume: Resume | undefined): Plan {
  const [namespace, name, ...whose] = key.split('/') as [string, string, ...string[]];
  if (whose.length > 0) return dropReference(cache, { namespace, name }, whose);
  const secret = getObject<Secret>(cache, 'secrets', `${namespace}/${name}`);
  if (!secret || secret.type !== TYPE) return {};
  const wanted = accountOf(secret);
  if (resume) return goOn(secret, resume);
  const account = getObject<ServiceAccount>(cache, 'serviceaccounts', `${namespace}/${wanted.name}`);
  if (account && isMeant(account, wanted.uid)) return needsOf(secret).any ? look(secret, account) : {};
  // The cache may lag: before it deletes it asks.
  return { intents: [{ do: 'request', method: 'GET', path: apiPath('serviceaccounts', namespace, wanted.name) }], then: { step: 'account' } };
}

const isMeant = ({ metadata }: ServiceAccount, uid: string): boolean => uid === '' || uid === metadata.uid;

/** It never writes over what its cache holds: the live Secret is read first. */
const look = ({ metadata: { namespace, name } }: Secret, { metadata }: ServiceAccount): Plan => ({
  intents: [{ do: 'request', method: 'GET', path: apiPath('secrets', namespace, name) }],
  then: { step: 'fill', uid: metadata.uid ?? '' },
});

function goOn(secret: Secret, { step, answers }: Resume): Plan {
  const { step: which, uid = '' } = step as { step: 'account' | 'fill' | 'done'; uid?: string };
  const answer = answers[0]!;
  if (which === 'done') return isSuccess(answer) || answer.code === 404 || answer.code === 409 ? {} : { failed: true };
  const isMissing = answer.code === 404;
  if (!isSuccess(answer) && !isMissing) return { failed: true };
  if (which === 'fill') return isMissing ? {} : fill(secret, answer.body as unknown as Secret, uid);
  const account = answer.body as unknown as ServiceAccount;
  if (!isMissing && isMeant(account, accountOf(secret).uid)) return needsOf(secret).any ? look(secret, account) : {};
  return remove(secret);
}

function remove({ metadata: { namespace = '', name, uid, annotations } }: Secret): Plan {
  const options = uid === undefined ? {} : { options: { preconditions: { uid } } };
  return {
    why: { say: 'service-account-token.delete', args: { secret: name, account: annotations?.[NAME] ?? '' } },
    intents: [{ do: 'remove', resource: 'secrets', namespace, name, ...options }],
    then: { step: 'done' },
  };
}

const CA = toBase64(ROOT_CA);

function needsOf({ data = {} }: Secret): { readonly ca: boolean; readonly namespace: boolean; readonly token: boolean; readonly any: boolean } {
  const [ca, namespace, token] = [data['ca.crt'] !== CA, !data['namespace'], !data['token']];
  return { ca, namespace, token, any: ca || namespace || token };
}

function fill(cached: Secret, live: Secret, uid: string): Plan {
  const needs = needsOf(live);
  if (live.metadata.resourceVersion !== cached.metadata.resourceVersion || !needs.any) return {};
  const { namespace = '', name } = live.metadata;
  const account = { name: accountOf(cached).name, uid };
  const data = {
    ...live.data,
    ...(needs.ca ? { 'ca.crt': CA } : {}),
    ...(needs.namespace ? { namespace: toBase64(namespace) } : {}),
    ...(needs.token ? { token: toBase64(legacyToken(namespace, account, name)) } : {}),
  };
  const annotations = { ...live.metadata.annotations, [NAME]: account.name, [UID]: uid };
  const object = { ...live, metadata: { ...live.metadata, annotations }, data } as Secret;
  const why = { say: 'service-account-token.fill', args: { secret: name, account: account.name } };
  return { why, intents: [{ do: 'update', resource: 'secrets', object }], then: { step: 'done' } };
}

/** removeSecretReference: the ServiceAccount names a Secret that is gone. */
function dropReference(cache: Root, secret: { readonly namespace: string; readonly name: string }, [name = '', uid = '']: readonly string[]): Plan {
  const account = getObject<ServiceAccount>(cache, 'serviceaccounts', `${secret.namespace}/${name}`);
  if (!account || !isMeant(account, uid) || !account.secrets?.some((entry) => entry.name === secret.name)) return {};
  const secrets = account.secrets.filter((entry) => entry.name !== secret.name);
  const why = { say: 'service-account-token.forget', args: { secret: secret.name, account: name } };
  const intent: Intent = { do: 'update', resource: 'serviceaccounts', object: { ...account, secrets } as ServiceAccount };
  return { why, intents: [intent] };
}
