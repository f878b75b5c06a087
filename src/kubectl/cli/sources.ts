import { kindIn, kindByName } from '../../kinds/registry.ts';
import { manifestObjects, type ManifestObject } from '../manifest-objects.ts';
import { readYaml } from '../yaml.ts';
import { Failure, failure, type Run } from './run.ts';
import { own } from './step.ts';
import type { Target } from './targets.ts';

/** `-f`: files of the session, and what comes through the pipe. Nothing is ever fetched. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

export function readSource(run: Run, name: string): Source {
  if (/^https?:\/\//.test(name)) throw failure(`-f ${name}: addresses are not offered here: nothing is fetched from the network`);
  if (name === '-') {
    if (run.stdin === undefined) throw failure('no objects passed to apply'.replace('apply', run.argv[0] ?? ''));
    return { name: 'STDIN', text: run.stdin };
  }
  const text = own(run.session.files, name);
  if (text === undefined) throw failure(`the path "${name}" does not exist`);
  return { name, text };
}

export function readManifests(run: Run, files: readonly string[], namespace: string | undefined): readonly ManifestObject[] {
  return files.flatMap((file) => {
    const { name, text } = readSource(run, file);
    const { objects, errors } = manifestObjects(text, { namespace, lookup: kindIn, from: name });
    if (errors.length > 0) throw new Failure(errors.map(({ error }) => error));
    return objects;
  });
}

/** `get -f`, `delete -f`: the objects that the files name. */
export function namedFiles(run: Run, files: readonly string[], namespace: string): readonly Target[] {
  return readManifests(run, files, undefined).map(({ mapping, name, object }) => {
    const kind = kindByName(mapping.group, mapping.version, mapping.kind)!;
    return { kind, name, namespace: kind.namespaced ? (ownNamespace(run, object) ?? namespace) : '' };
  });
}

/** The reader fills the namespace in; what a context says is known only here. */
const ownNamespace = (run: Run, object: ManifestObject['object']): string | undefined => {
  const { namespace } = object.metadata;
  return namespace === 'default' ? run.session.namespace : namespace;
};

/** A patch file or a patch on the command line, as YAML. */
export function readValue(text: string): unknown {
  const { documents, problem } = readYaml(text);
  if (problem) throw failure(`unable to parse ${JSON.stringify(text)}: yaml: line ${problem.line}: ${problem.message}`);
  return documents[0]?.value ?? null;
}
