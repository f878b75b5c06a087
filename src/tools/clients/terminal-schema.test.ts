import { compareLines, linesOf } from './compare.testing.ts';

/** Texts and keys that YAML may read as something else. */
const ODD =
  '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "odd", "annotations": {"a/b": "x", "example.com/x": "1"}}, "data": {"empty": "", "long": "word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word ", "uni": "\\u00e9\\u65e5\\u672c\\u2028x", "tab": "a\\tb", "bell": "a\\u0007b", "sp": " a ", "nl": "\\n", "cr": "a\\r\\nb\\nc", "on": "on", "num": "1e3", "nul": "null", "tr": "line one\\n\\n  indented\\n\\ttab\\nlast", "q": "it\'s", "bs": "back\\\\slash\\nand \\"q\\"", "nonl": "a\\nb", "lead": " x\\ny\\n", "nbsp": "a\\u00a0b", "bom": "a\\ufeffb", "emoji": "\\ud83d\\ude00", "del": "\\u007f", "c1": "\\u0085x", "N": "x", "n": "1", "y": "2", "no": "3", "true": "4", "null": "5", "_": "6", "0x1": "7", "1.5": "8", "-": "9", "..a": "10", "2001-01-01": "11", "Off": "12", "a-b": "13", "1e3": "14", "0o7": "15", "12_3": "16", ".5": "17", "A.B": "18", "-a": "19", "inf": "20", ".inf": "21", "nan": "22", ".nan": "23", "t": "24", "F": "25", "a": "26", "2001-13-99": "27", "08": "28"}, "immutable": true}';

/** What the server says of its types, and KYAML. */
compareLines('schema', {
  manifests: [ODD],
  lines: linesOf(`
kubectl get cm odd -o kyaml
kubectl get cm odd -o yaml
kubectl get pods -o kyaml
kubectl get pods -o kyaml --show-managed-fields
kubectl get deploy web -o kyaml
kubectl get nodes,svc,leases -A -o kyaml
kubectl get ns default kube-system -o kyaml
kubectl get cm nope -o kyaml
kubectl version -o kyaml
kubectl api-resources
kubectl api-resources -o wide
kubectl api-resources -o name
kubectl api-resources -o json
kubectl api-resources -o yaml
kubectl api-resources -o kyaml
kubectl api-resources -o foo
kubectl api-resources --namespaced
kubectl api-resources --namespaced=true
kubectl api-resources --namespaced=false -o name
kubectl api-resources --verbs=list,get -o name
kubectl api-resources --verbs=foo
kubectl api-resources --verbs=create --verbs=delete
kubectl api-resources --categories=all
kubectl api-resources --categories=nope
kubectl api-resources --sort-by=name
kubectl api-resources --sort-by=kind
kubectl api-resources --sort-by=foo
kubectl api-resources --sort-by=kind -o name
kubectl api-resources --api-group=apps
kubectl api-resources --api-group=
kubectl api-resources --api-group=nope
kubectl api-resources --api-group=storage.k8s.io --no-headers
kubectl api-resources --no-headers -o wide
kubectl api-resources --cached
kubectl api-resources foo
kubectl api-versions
kubectl api-versions foo

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
