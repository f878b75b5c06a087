import { apply } from './apply-command.ts';
import { attach } from './attach.ts';
import type { Command, CommandGroup } from './command.ts';
import { deleteCommand } from './delete.ts';
import { describeCommand } from './describe-command.ts';
import { events } from './events-command.ts';
import { diff } from './diff.ts';
import { edit } from './edit.ts';
import { explain } from './explain.ts';
import { create } from './generators.ts';
import { get } from './get.ts';
import { apiResources, apiVersions, auth, clusterInfo, config, version } from './info.ts';
import { annotate, label } from './label.ts';
import { exec, logs } from './logs-exec.ts';
import { cordon, drain, taint, uncordon } from './nodes.ts';
import { patch } from './patch.ts';
import { replace } from './replace.ts';
import { rollout } from './rollout.ts';
import { expose } from './run-expose.ts';
import { runCommand } from './run-pod.ts';
import { scale } from './scale.ts';
import { set } from './set.ts';
import { wait } from './wait.ts';

/** The commands of kubectl that are offered. */
export const COMMANDS: Readonly<Record<string, Command | CommandGroup>> = {
  annotate,
  'api-resources': apiResources,
  'api-versions': apiVersions,
  apply,
  attach,
  auth,
  'cluster-info': clusterInfo,
  config,
  cordon,
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
  uncordon,
  version,
  wait,
};

/** Those that kubectl has and this terminal does not: they say so by name. */
export const UNOFFERED: readonly string[] = [
  'alpha',
  'autoscale',
  'certificate',
  'completion',
  'cp',
  'debug',
  'kustomize',
  'options',
  'plugin',
  'port-forward',
  'proxy',
  'top',
];
