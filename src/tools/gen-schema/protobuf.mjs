// Generates src/server/protobuf/numbers.gen.json: `node src/tools/gen-schema/protobuf.mjs`. Definition → protobuf field number → name of the field in JSON;
// `+definition` for a message whose fields stand in the object itself, `?name` for a field that is always sent and left out of JSON when it is zero. The numbers are those of the struct tags in the real kubectl.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fetchClients } from '../clients/fetch.mjs';
import { readStructs } from './go-types.mjs';

/** `k8s.io/api/apps/v1.Deployment` → `io.k8s.api.apps.v1.Deployment`. */
const definitionName = (goName) => goName.replace(/^k8s\.io\//, 'io.k8s.').replaceAll('/', '.');

const wanted = (name) => /^k8s\.io\/(api|apimachinery\/pkg\/apis\/meta)\/.*v\d/.test(name);
const structs = readStructs(fetchClients().kubectl, wanted);
const messages = {};
for (const [name, fields] of [...structs].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const numbers = {};
  for (const { tag, type, isScalar } of fields) {
    const number = /protobuf:"\w+,(\d+),/.exec(tag)?.[1];
    const json = /json:"([^"]*)"/.exec(tag)?.[1] ?? '';
    if (number === undefined || json === '-') continue;
    const [field, ...options] = json.split(',');
    if (field === '' && options.includes('inline')) numbers[number] = `+${definitionName(type)}`;
    else numbers[number] = isScalar && options.includes('omitempty') ? `?${field}` : field;
  }
  if (Object.keys(numbers).length > 0) messages[definitionName(name)] = numbers;
}
const lines = Object.entries(messages).map(([name, numbers]) => `${JSON.stringify(name)}:${JSON.stringify(numbers)}`);
writeFileSync(fileURLToPath(new URL('../../server/protobuf/numbers.gen.json', import.meta.url)), `{\n${lines.join(',\n')}\n}\n`);
console.log(`${lines.length} messages`);
