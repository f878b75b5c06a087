import type { KubeObject } from '../../kinds/object.ts';
import { resourcePath } from '../../kinds/paths.ts';
import type { ApiRequest } from '../../wire/request.ts';
import type { ManifestObject } from '../manifest-objects.ts';
import type { Target } from './targets.ts';

export type MakeRequest = (one: ManifestObject, target: Target, query: Readonly<Record<string, string>>) => ApiRequest;

export const creation =
  (manager: string): MakeRequest =>
  ({ object }, { kind, namespace }, query) => ({
    method: 'POST',
    path: resourcePath(kind, namespace),
    query: { fieldManager: manager, ...query },
    body: unversioned(object) as never,
  });

/** A version that was written down with an object is none of the new one (cli-runtime pkg/resource/helper.go, Create with `modify`). */
const unversioned = (object: KubeObject): KubeObject => {
  const { resourceVersion: _old, ...metadata } = object.metadata;
  return { ...object, metadata };
};
