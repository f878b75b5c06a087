// A parser for the one shape of d.ts both packages write: an interface or class whose members are `'name'?: type;`.

/**
 * @typedef {{name: string, optional: boolean, type: string, doc: string}} Member
 * @typedef {{name: string, doc: string, members: Member[]}} Declaration
 */

/**
 * @param {string} text a d.ts file
 * @param {RegExp} head matches the line that opens the declaration; group 1 is its name
 * @returns {Declaration | undefined}
 */
export function parseDeclaration(text, head) {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => head.test(line));
  if (start < 0) return undefined;
  const name = /** @type {RegExpExecArray} */ (head.exec(/** @type {string} */ (lines[start])))[1];
  /** @type {Member[]} */
  const members = [];
  let doc = '';
  for (let i = start + 1; i < lines.length && lines[i] !== '}'; i++) {
    const line = /** @type {string} */ (lines[i]).trim();
    if (line === '/**') {
      const end = lines.findIndex((other, at) => at > i && other.trim() === '*/');
      doc = docOf(lines.slice(i + 1, end));
      i = end;
      continue;
    }
    const member = /^["']([^"']+)["'](\?)?: (.*)$/.exec(line);
    if (!member) continue;
    let type = /** @type {string} */ (member[3]);
    while (depthOf(type) > 0) type += ` ${/** @type {string} */ (lines[++i]).trim()}`;
    members.push({ name: /** @type {string} */ (member[1]), optional: member[2] === '?', type: type.replace(/;$/, ''), doc });
    doc = '';
  }
  return { name: /** @type {string} */ (name), doc: docBefore(lines, start), members };
}

const depthOf = (text) => (text.match(/[{<[(]/g) ?? []).length - (text.match(/[}>\])]/g) ?? []).length;

const docOf = (lines) =>
  lines
    .map((line) => line.trim().replace(/^\* ?/, ''))
    .join('\n')
    .replaceAll('*\\/', '*/')
    .trim();

function docBefore(lines, at) {
  if (lines[at - 1]?.trim() !== '*/') return '';
  let start = at - 1;
  while (start > 0 && lines[start].trim() !== '/**') start--;
  return docOf(lines.slice(start + 1, at - 1));
}
