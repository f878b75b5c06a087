import type { CommandGroup } from './command.ts';
import { createFiles, createFilesFlags } from './create-files.ts';
import { createConfigMap, createSecret } from './create-data.ts';
import { createBudget, createIngress, createNamespace, createPriorityClass, createQuota, createServiceAccount } from './create-others.ts';
import { createClusterRole, createClusterRoleBinding, createRole, createRoleBinding } from './create-rbac.ts';
import { createService } from './create-service.ts';
import { createToken } from './create-token.ts';
import { createCronJob, createDeployment, createJob } from './create-workloads.ts';

/** kubectl create: from files, and of each noun. */
export const create: CommandGroup = {
  commands: {
    '': { flags: createFilesFlags, run: createFiles },
    clusterrole: createClusterRole,
    clusterrolebinding: createClusterRoleBinding,
    configmap: createConfigMap,
    cronjob: createCronJob,
    deployment: createDeployment,
    ingress: createIngress,
    job: createJob,
    namespace: createNamespace,
    poddisruptionbudget: createBudget,
    priorityclass: createPriorityClass,
    quota: createQuota,
    role: createRole,
    rolebinding: createRoleBinding,
    secret: createSecret,
    service: createService,
    serviceaccount: createServiceAccount,
    token: createToken,
  },
  aliases: {
    cj: 'cronjob',
    cm: 'configmap',
    deploy: 'deployment',
    ing: 'ingress',
    ns: 'namespace',
    pc: 'priorityclass',
    pdb: 'poddisruptionbudget',
    resourcequota: 'quota',
    sa: 'serviceaccount',
    svc: 'service',
  },
};
