import { compareLines, linesOf } from './compare.testing.ts';

/** Templates whose keys are not there, and what they see of an object. */
const LINES = linesOf(String.raw`
kubectl get deploy web -o jsonpath='{.spec.zz}' --allow-missing-template-keys=false | head -3
kubectl get ns default -o jsonpath='{.metadata.labels.zz}' --allow-missing-template-keys=false
kubectl get ns default -o jsonpath='{.metadata.zz}{"\n"}'
kubectl get ns default -o jsonpath='{.metadata.name}' --allow-missing-template-keys=false
kubectl get ns default -o jsonpath-as-json='{.metadata.zz}' --allow-missing-template-keys=false
kubectl get ns default -o go-template='{{.metadata.zz}}' --allow-missing-template-keys=false
kubectl get ns default -o go-template='{{.zz}}' --allow-missing-template-keys=false
kubectl get ns default -o go-template='a {{.metadata.labels.zz}}' --allow-missing-template-keys=false
kubectl get ns default -o go-template='{{.metadata.zz}}'
kubectl get ns -o jsonpath='{.items[?(@.metadata.zz=="a")].metadata.name}' --allow-missing-template-keys=false | head -1
kubectl get ns -o jsonpath='{.items[?(@.metadata.zz)].kind}'
kubectl get ns default -o jsonpath='{.metadata.managedFields[*].manager}'
`);

compareLines('terminal-templates', { lines: LINES, moves: true });
