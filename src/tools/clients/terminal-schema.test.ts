import { compareLines, linesOf } from './compare.testing.ts';

/** What the server says of its types. */
compareLines('schema', {
  lines: linesOf(`
kubectl explain
kubectl explain pod
kubectl explain po
kubectl explain POD
kubectl explain pod --recursive
kubectl explain pod.spec
kubectl explain pod.spec.containers
kubectl explain pod.spec.containers --recursive
kubectl explain pod.spec.containers.ports
kubectl explain pod.spec.containers.ports.protocol
kubectl explain pod.spec.containers.name
kubectl explain pod.spec.containers.resources.limits
kubectl explain pod.spec.containers.livenessProbe.httpGet
kubectl explain pod.spec.volumes --recursive
kubectl explain pod.spec.nodeName.foo
kubectl explain pod.metadata
kubectl explain pod.metadata.labels
kubectl explain pods..spec
kubectl explain pod.
kubectl explain pod.foo
kubectl explain pod.spec.foo.bar
kubectl explain deployment.spec.replicas
kubectl explain deployment.spec.strategy
kubectl explain deployments.apps
kubectl explain deployments.apps.spec.strategy.rollingUpdate
kubectl explain deployments.v1.apps.spec.replicas
kubectl explain deploy.spec.selector.matchLabels.foo
kubectl explain deploy --api-version=apps/v1
kubectl explain deploy --api-version=v2
kubectl explain deploy --api-version=a/b/c
kubectl explain pods --api-version=apps/v1
kubectl explain deployments.apps --api-version=apps/v1
kubectl explain svc.spec.ports.targetPort
kubectl explain cm
kubectl explain secret.data
kubectl explain sc
kubectl explain storageclasses.storage.k8s.io.provisioner
kubectl explain events.events.k8s.io.action
kubectl explain endpointslice.endpoints
kubectl explain ns --recursive
kubectl explain node.status
kubectl explain pvc.spec.accessModes
kubectl explain lease.spec.renewTime
kubectl explain foo
kubectl explain pod svc
kubectl explain pod/web
kubectl explain 'pod.spec.containers[0].name'
kubectl explain 'pod['
kubectl explain .spec
kubectl explain ''
kubectl explain pod --output=foo
kubectl explain pod --foo
`),
});
