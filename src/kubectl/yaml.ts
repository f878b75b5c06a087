import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { goSyntax } from './go-yaml-words.ts';
import { documentWithin } from './yaml-document.ts';
import { plainScalar, type ScalarValue } from './yaml-scalar.ts';

/**
 * Reads manifests as kubectl does: documents between `---` lines, YAML 1.1 (sigs.k8s.io/yaml), to plain JSON data. Limits keep
 * hostile texts from hurting; every error has its place. Keys like `__proto__` are data.
 */
const LIMITS = { characters: 1_048_576, documents: 1_000, depth: 100, aliases: 100, anchors: 1_000, nodes: 200_000, commas: 60_000, brackets: 60_000 } as const;

export interface YamlProblem {
  /** In go-yaml's manner where it has words for it; without place. */
  readonly message: string;
  /** 1-based, in the whole text. */
  readonly line: number;
  readonly column: number;
  /** In UTF-16 units from the start of the whole text. */
  readonly offset: number;
  /** The place in its document, and the document as the reader of a stream hands it to the parser; undefined: the stream itself cannot be read. */
  readonly inDocument?: { readonly line: number; readonly offset: number; readonly text: string };
}

export interface YamlDocument {
  /** Index among the pieces between `---` lines. */
  readonly index: number;
  readonly line: number;
  readonly value: unknown;
  /** Keys that stand twice in one map: the last wins, as with kubectl. */
  readonly duplicates: readonly YamlProblem[];
}

export interface YamlReading {
  /** Documents before the first problem, without empty ones. */
  readonly documents: readonly YamlDocument[];
  /** What ended the reading, if anything did. */
  readonly problem: YamlProblem | undefined;
}

export function readYaml(source: string): YamlReading {
  const documents: YamlDocument[] = [];
  const { pieces, problem } = piecesOf(source);
  for (const [index, piece] of pieces.entries()) {
    const read = readPiece(piece);
    if ('message' in read) return { documents, problem: read };
    if (read.value !== null) documents.push({ index, value: read.value, duplicates: read.duplicates, line: read.line });
  }
  return { documents, problem };
}

/** A document with its nodes, for those who ask where things stand. `node.range` counts from `offset`. */
export interface YamlTree extends YamlDocument {
  readonly doc: Document;
  /** Where the document begins in the whole text. */
  readonly offset: number;
}

/** Reads on after a document that cannot be read, as an editor does; kubectl stops there. */
export function readYamlTrees(source: string): { readonly trees: readonly YamlTree[]; readonly problems: readonly YamlProblem[] } {
  const trees: YamlTree[] = [];
  const problems: YamlProblem[] = [];
  const { pieces, problem } = piecesOf(source);
  for (const [index, piece] of pieces.entries()) {
    const read = readPiece(piece);
    if ('message' in read) problems.push(read);
    else if (read.value !== null) trees.push({ index, offset: piece.start, ...read });
  }
  return { trees, problems: problem ? [...problems, problem] : problems };
}

/** Where the node at a path stands (a key rather than its value), or the deepest there is on the way. For texts that can be read. */
export function locate(source: string, document: number, path: readonly (string | number)[]): { readonly line: number; readonly column: number } {
  const piece = piecesOf(source).pieces[document];
  if (!piece) return { line: 1, column: 1 };
  const lines = new LineCounter();
  const doc = parsed(piece.text, lines);
  if (typeof doc === 'number') return { line: 1, column: 1 };
  let at: Node | null | undefined = doc.contents as Node | null;
  let offset = at?.range?.[0] ?? 0;
  for (const step of path) {
    if (isAlias(at)) at = at.resolve(doc);
    if (isMap(at)) {
      const pair: Pair | undefined = at.items.findLast((item) => isScalar(item.key) && String((item.key as Scalar).value) === String(step));
      if (!pair) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      at = pair.value as Node | null;
    } else if (isSeq(at) && typeof step === 'number' && at.items[step]) {
      at = at.items[step] as Node;
      offset = at.range?.[0] ?? offset;
    } else break;
  }
  const { line, column } = placeOf(piece, lines, offset);
  return { line, column };
}

interface Piece {
  /** Its first line is a separator that ended nothing. */
  readonly isHeaded: boolean;
  readonly text: string;
  /** Where it begins in the whole text. */
  readonly start: number;
  /** Lines before it. */
  readonly linesBefore: number;
}

function refusal(text: string): YamlProblem | undefined {
  if (text.length > LIMITS.characters) return { message: `the text is longer than ${LIMITS.characters} characters`, line: 1, column: 1, offset: 0 };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  const bad = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(text);
  if (bad) return { message: 'control characters are not allowed', ...placeIn(text, bad.index) };
  // What takes a parser longest for its size: flow lists of next to nothing.
  for (const { of, chars } of [
    { of: 'commas', chars: /,/g },
    { of: 'brackets', chars: /[[{]/g },
  ] as const) {
    let count = 0;
    for (const { index } of text.matchAll(chars)) if (++count > LIMITS[of]) return { message: `more than ${LIMITS[of]} ${of}`, ...placeIn(text, index) };
  }
  let anchors = 0;
  for (const match of text.matchAll(/(?:^|[\s[{,])&[^\s,[\]{}]/g))
    if (++anchors > LIMITS.anchors) return { message: `more than ${LIMITS.anchors} anchors`, ...placeIn(text, match.index) };
  return undefined;
}

function placeIn(text: string, offset: number): { line: number; column: number; offset: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n'), offset };
}

interface Pieces {
  readonly pieces: readonly Piece[];
  readonly problem: YamlProblem | undefined;
}

/** The documents of a text, or why nobody reads it. A byte order mark is passed over. */
function piecesOf(source: string): Pieces {
  const shift = source.startsWith('\ufeff') ? 1 : 0;
  const text = source.slice(shift);
  const refused = refusal(text);
  const { pieces, problem } = refused ? { pieces: [], problem: refused } : split(text);
  if (shift === 0) return { pieces, problem };
  return { pieces: pieces.map((piece) => ({ ...piece, start: piece.start + shift })), problem: problem && { ...problem, offset: problem.offset + shift } };
}

/** Upstream: apimachinery pkg/util/yaml/decoder.go, YAMLReader. */
function split(text: string): Pieces {
  const pieces: Piece[] = [];
  let [start, linesBefore, line, at] = [0, 0, 0, 0];
  let isHeaded = false;
  const close = (end: number): void => {
    if (text.slice(start, end).trim() !== '') pieces.push({ text: text.slice(start, end), start, linesBefore, isHeaded });
    // A separator that ends nothing is the first line of what follows.
    isHeaded = !isHeaded && start === end;
  };
  while (at <= text.length) {
    const end = text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at);
    if (text.startsWith('---', at)) {
      const rest = text.slice(at + 3, end).trim();
      close(at);
      if (rest !== '' && !rest.startsWith('#'))
        return { pieces, problem: { message: `invalid Yaml document separator: ${rest.slice(0, 100)}`, line: line + 1, column: 1, offset: at } };
      if (pieces.length > LIMITS.documents)
        return { pieces: [], problem: { message: `more than ${LIMITS.documents} documents`, line: line + 1, column: 1, offset: at } };
      [start, linesBefore] = [end + 1, line + 1];
    }
    line++;
    at = end + 1;
  }
  close(text.length);
  return { pieces, problem: undefined };
}

/** Some more than is allowed (a map and the scalar in it are open besides): exactly it is counted by the walk, which knows what is a level. */
const parsed = (text: string, lines: LineCounter) => documentWithin(text, 2 * LIMITS.depth, lines);

function placeOf(piece: Piece, lines: LineCounter, offset: number): { line: number; column: number; offset: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1) + piece.linesBefore, column: Math.max(col, 1), offset: piece.start + offset };
}

function problemAt(piece: Piece, lines: LineCounter, { message, offset }: { readonly message: string; readonly offset: number }): YamlProblem {
  const line = Math.max(lines.linePos(offset).line, 1);
  const head = piece.isHeaded ? '---\n' : '';
  const inDocument = { line: line + (piece.isHeaded ? 1 : 0), offset: offset + head.length, text: head + piece.text };
  return { message, ...placeOf(piece, lines, offset), inDocument };
}

function readPiece(piece: Piece): Omit<YamlTree, 'index' | 'offset'> | YamlProblem {
  const lines = new LineCounter();
  const doc = parsed(piece.text, lines);
  if (typeof doc === 'number') {
    const { line, column } = placeIn(piece.text, doc);
    return { message: `nested deeper than ${LIMITS.depth} levels`, line: line + piece.linesBefore, column, offset: piece.start + doc };
  }
  const [error] = doc.errors;
  if (error) return problemAt(piece, lines, { message: error.message, offset: error.pos[0] });
  const walk = new Walk();
  const value = walk.value(doc.contents as Node | null, 0);
  if (walk.problem) return problemAt(piece, lines, walk.problem);
  const duplicates = walk.duplicates.map(({ key, offset }) => ({ message: `key ${JSON.stringify(key)} already set in map`, ...placeOf(piece, lines, offset) }));
  return { value, duplicates, doc, line: placeOf(piece, lines, (doc.contents as Node | null)?.range?.[0] ?? 0).line };
}

const TAG_PREFIX = 'tag:yaml.org,2002:';

/** One walk over one document: nodes to data, within limits. After the first problem it only ends. */
class Walk {
  problem: { readonly message: string; readonly offset: number } | undefined;
  readonly duplicates: { readonly key: string; readonly offset: number }[] = [];
  /** The latest node under each anchor, in document order. */
  private readonly anchors = new Map<string, Node>();
  private readonly open = new Set<Node>();
  private nodes = 0;
  private aliases = 0;

  value(node: Node | null, depth: number): unknown {
    if (this.problem || node === null) return null;
    if (++this.nodes > LIMITS.nodes) return this.fail('document contains excessive aliasing', node);
    if (depth > LIMITS.depth) return this.fail(`nested deeper than ${LIMITS.depth} levels`, node);
    if (isAlias(node)) return this.alias(node, depth);
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
    if (isScalar(node)) {
      const scalar = this.scalar(node);
      return scalar?.value ?? null;
    }
    const expected = isMap(node) ? 'map' : 'seq';
    if (node.tag !== undefined && node.tag !== TAG_PREFIX + expected) return this.fail(`unknown tag ${shortTag(node.tag)}`, node);
    this.open.add(node);
    const made = isMap(node) ? this.map(node, depth) : (node as YAMLSeq).items.map((item) => this.value(item as Node | null, depth + 1));
    this.open.delete(node);
    return made;
  }

  private fail(message: string, node: Node): null {
    this.problem ??= { message, offset: node.range?.[0] ?? 0 };
    return null;
  }

  private alias(node: Alias, depth: number): unknown {
    if (++this.aliases > LIMITS.aliases) return this.fail('document contains excessive aliasing', node);
    const target = this.anchors.get(node.source);
    if (!target) return this.fail(`unknown anchor '${node.source}' referenced`, node);
    if (this.open.has(target)) return this.fail(`anchor '${node.source}' value contains itself`, node);
    return this.value(target, depth);
  }

  private scalar(node: Scalar): Exclude<ScalarValue, { is: 'unholdable' }> | undefined {
    const text = String(node.value ?? '');
    const { tag } = node;
    const plain = node.type === 'PLAIN' || node.type === undefined;
    const read: ScalarValue = plain && tag !== `${TAG_PREFIX}str` && tag !== '!' ? plainScalar(text) : { is: 'string', value: text };
    if (tag !== undefined && tag !== '!' && !this.tagFits(tag, plain ? read : plainScalar(text), node)) return undefined;
    const taken = tag !== undefined && !plain && tag !== `${TAG_PREFIX}str` && tag !== '!' ? plainScalar(text) : read;
    if (taken.is !== 'unholdable') return taken;
    this.fail(taken.why, node);
    return undefined;
  }

  private tagFits(tag: string, read: ScalarValue, node: Scalar): boolean {
    const name = tag.startsWith(TAG_PREFIX) ? tag.slice(TAG_PREFIX.length) : undefined;
    if (name === 'str' || name === read.is || (name === 'float' && read.is === 'int')) return true;
    const known = name !== undefined && ['int', 'float', 'bool', 'null', 'timestamp'].includes(name);
    this.fail(
      known ? `cannot decode !!${read.is === 'string' ? 'str' : read.is} \`${String(node.value)}\` as a !!${name}` : `unknown tag ${shortTag(tag)}`,
      node,
    );
    return false;
  }

  private map(node: YAMLMap, depth: number): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    const merged: Node[] = [];
    for (const pair of node.items) {
      const key = pair.key as Node;
      if (isScalar(key) && key.type === 'PLAIN' && key.value === '<<') {
        if (pair.value) merged.push(pair.value as Node);
        continue;
      }
      const name = this.key(key, depth);
      if (name === undefined) return out;
      if (Object.hasOwn(out, name)) this.duplicates.push({ key: name, offset: key.range?.[0] ?? 0 });
      define(out, name, this.value(pair.value as Node | null, depth + 1));
    }
    for (const one of merged) this.merge(out, one, depth);
    return out;
  }

  /** `<<`: keys of one or several maps, as far as they are not there. */
  private merge(out: Record<string, unknown>, node: Node, depth: number): void {
    const sources = isSeq(node) ? (node.items as Node[]) : [node];
    for (const source of sources) {
      const value = this.value(source, depth + 1);
      if (this.problem) return;
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        this.fail('map merge requires map or sequence of maps as the value', source);
        return;
      }
      for (const [key, item] of Object.entries(value)) if (!Object.hasOwn(out, key)) define(out, key, item);
    }
  }

  /** JSON knows only texts as keys; sigs.k8s.io/yaml writes numbers and booleans as texts. */
  private key(node: Node, depth: number): string | undefined {
    const target = isAlias(node) ? this.anchors.get(node.source) : node;
    if (isScalar(node) && node.anchor !== undefined) this.anchors.set(node.anchor, node);
    if (!isScalar(target)) {
      this.fail(`invalid map key: ${goSyntax(this.value(node, depth + 1))}`, node);
      return undefined;
    }
    const read = this.scalar(target);
    if (!read || read.is === 'null') {
      this.fail('unsupported map key of type: %!s(<nil>)', node);
      return undefined;
    }
    return String(read.value);
  }
}

const shortTag = (tag: string): string => (tag.startsWith(TAG_PREFIX) ? `!!${tag.slice(TAG_PREFIX.length)}` : tag);

/** Sets a key as data, whatever its name. */
function define(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}
