import { apply } from './apply-command.ts';
import { attach } from './attach.ts';
import { cp } from './cp.ts';
import { auth } from './auth.ts';
import { autoscale } from './autoscale.ts';
import { certificate } from './certificate.ts';
import type { Command, CommandGroup } from './command.ts';
import { deleteCommand } from './delete.ts';
import { describeCommand } from './describe-command.ts';
import { events } from './events-command.ts';
import { diff } from './diff.ts';
import { edit } from './edit.ts';
import { explain } from './explain.ts';
import { create } from './generators.ts';
import { expose } from './expose.ts';
import { get } from './get.ts';
import { config } from './config.ts';
import { apiResources, apiVersions, clusterInfo, version } from './info.ts';
import { annotate, label } from './label.ts';
import { logs } from './logs.ts';
import { exec } from './logs-exec.ts';
import { cordon, drain, uncordon } from './nodes.ts';
import { patch } from './patch.ts';
import { replace } from './replace.ts';
import { rollout } from './rollout.ts';
import { runCommand } from './run-pod.ts';
import { scale } from './scale.ts';
import { set } from './set.ts';
import { taint } from './taint.ts';
import { top } from './top.ts';
import { wait } from './wait.ts';

/** The commands of kubectl that are offered. */
export const COMMANDS: Readonly<Record<string, Command | CommandGroup>> = {
  annotate,
  'api-resources': apiResources,
  'api-versions': apiVersions,
  apply,
  attach,
  auth,
  autoscale,
  certificate,
  'cluster-info': clusterInfo,
  config,
  cordon,
  cp,
  create,
  delete: deleteCommand,
  describe: describeCommand,
  diff,
  drain,
  edit,
  events,
  exec,
  explain,
  expose,
  get,
  label,
  logs,
  patch,
  replace,
  rollout,
  run: runCommand,
  scale,
  set,
  taint,
  top,
  uncordon,
  version,
  wait,
};

type Unoffered = 'alpha' | 'completion' | 'debug' | 'kustomize' | 'plugin' | 'port-forward' | 'proxy';
/** Those that kubectl has and this terminal does not, and why. */
export const UNOFFERED: Readonly<Record<Unoffered, string>> = {
  alpha: 'not offered here: what is in it may go again with any version',
  completion: 'not offered here: it makes scripts for a shell; this terminal completes by itself, with the Tab key',
  debug: 'not offered here: containers cannot be added to a pod that runs; kubectl exec -it runs a shell in one of its own',
  kustomize: 'not offered here: kustomizations are not built; apply plain manifests with kubectl apply -f',
  plugin: 'not offered here: plugins are programs of a machine, and this terminal has none',
  'port-forward':
    'not offered here: it opens a port on a machine, and this terminal has none; kubectl exec POD -- curl localhost:PORT asks the same program (with npm run serve, your own kubectl forwards ports)',
  proxy:
    'not offered here: it opens a port on a machine; curl reaches the API server, Services and pods from this terminal, and kubectl get --raw any of its paths',
};
