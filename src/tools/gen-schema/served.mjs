/** Groups whose kinds the server serves, or takes as bodies of subresources and reviews. What only other groups use goes into a file of its own, for the editor alone. */
const SERVED =
  /^io\.k8s\.(?:api\.(?:core|apps|discovery|coordination|events|scheduling|storage|authentication|authorization|policy)\.|api\.autoscaling\.v1\.|apimachinery\.)/;

/** `[served, others]`: the definitions of served groups with all that they refer to, and the rest. */
export function splitByService(definitions) {
  const wanted = [...definitions.keys()].filter((name) => SERVED.test(name));
  const served = new Set();
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (served.has(name) || !definitions.has(name)) continue;
    served.add(name);
    for (const { type } of definitions.get(name).fields.values()) {
      const [, referred] = /#(.+)$/.exec(type) ?? [];
      if (referred) wanted.push(referred);
    }
  }
  const part = (is) => new Map([...definitions].filter(([name]) => served.has(name) === is));
  return [part(true), part(false)];
}
