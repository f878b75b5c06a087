import { beforeAll, describe, expect, it } from 'vitest';
import { compareOutputs, crooked } from './goldens/compare.ts';
import { type Difference, DIFFERENCES, SIMPLIFIED } from './goldens/differences.ts';
import { type GoldenOutput, type Output, outputsArePresent, readOutputs } from './goldens/golden.ts';
import { describedNode, engineNames, lineFor, recordedNames, type Names } from './goldens/names.ts';
import { outOfDate, PENDING_COMMANDS, PENDING_OUTPUTS } from './goldens/pending.ts';
import { RECORDING } from './goldens/recording.ts';
import { RecordedSession } from './goldens/session.ts';

/**
 * Outputs of kubectl 1.35.2 beside the terminal's: the session in which they were recorded is lived again, and each command is typed at the same point of it. All that
 * is printed is compared: stdout, stderr, exit code, how tables are set; values of the server after what is in the table of differences was put in place.
 */
const present = outputsArePresent();
if (!present && process.env['CI']) throw new Error('the golden outputs are missing');

interface Played {
  readonly got: Output;
  /** As the engine's names stood then. */
  readonly names: Names;
}

/** Lives the session; what each golden command line printed. */
function live(outputs: ReadonlyMap<string, GoldenOutput>): ReadonlyMap<string, Played> {
  const session = new RecordedSession();
  const played = new Map<string, Played>();
  for (const { at, what } of RECORDING) {
    session.runUntil(at);
    const [, node] = /^node (\S+)$/.exec(what) ?? [];
    const [, name] = /^= (\S+)$/.exec(what) ?? [];
    if (node !== undefined) session.join(node);
    else if (name === undefined) expect(session.type(what), what).toMatchObject({ exit: 0 });
    else {
      const { line, stdin } = outputs.get(name)!;
      const got = session.type(`${lineFor(line, session.commits)}${stdin === undefined ? '' : ` <<'EOF'\n${stdin}EOF`}`);
      played.set(name, { got, names: engineNames(session.commits) });
    }
  }
  return played;
}

const ROWS = [...DIFFERENCES, ...SIMPLIFIED];
const used = new Set<Difference>();

function renewed(name: string, stream: 'stdout' | 'stderr', text: string): string {
  return ROWS.reduce((before, row) => {
    if ((row.in && !row.in.test(name)) || (row.stream ?? 'stdout') !== stream) return before;
    const after = before.replace(row.pattern, row.is);
    if (after !== before) used.add(row);
    return after;
  }, text);
}

/** Their words are in the order of random names. */
const ANY_ORDER = /get-pods-(name|json-path)/;

function differences(golden: GoldenOutput, { got, names }: Played): readonly string[] {
  const { name } = golden;
  const [theirNode, ourNode] = [describedNode(golden.out), describedNode(got.out)];
  const compare = (stream: 'stdout' | 'stderr', wanted: string, printed: string): readonly string[] =>
    compareOutputs(wanted, printed, {
      renewed: (text) => renewed(name, stream, text),
      wantedNames: (text) => theirNode(recordedNames(text)),
      gotNames: (text) => ourNode(names(text)),
      anyOrder: ANY_ORDER.test(name),
    });
  return [...compare('stdout', golden.out, got.out), ...compare('stderr', golden.err, got.err), ...(golden.exit === got.exit ? [] : [`exit ${got.exit}`])];
}

describe.skipIf(!present)('golden outputs of kubectl (skipped when ../shared is missing)', () => {
  const outputs = new Map(present ? readOutputs().map((output) => [output.name, output]) : []);
  const pending = new Set(PENDING_OUTPUTS.flatMap(({ names }) => names));
  const compared = [...outputs.keys()].filter((name) => !pending.has(name));
  let played: ReadonlyMap<string, Played> = new Map();
  const equal = new Set<string>();

  beforeAll(() => {
    played = live(outputs);
  }, 60_000);

  it.each(compared.map((name) => [name]))('%s', (name) => {
    const ran = played.get(name);
    expect(ran, `${name} is nowhere in the session`).toBeDefined();
    expect(differences(outputs.get(name)!, ran!)).toEqual([]);
    equal.add(name);
  });

  it('waits for nothing that is there', () => {
    console.log(`golden outputs of kubectl: ${equal.size} of ${outputs.size} equal, ${pending.size} pending: ${[...pending].sort().join(' ')}`);
    expect([...pending].filter((name) => !outputs.has(name))).toEqual([]);
    console.log(`commands of kubectl: ${PENDING_COMMANDS.length} pending: ${PENDING_COMMANDS.flatMap(({ names }) => names).join(' ')}`);
    expect(outOfDate([...PENDING_OUTPUTS, ...PENDING_COMMANDS])).toEqual([]);
  });

  it('has no row of differences that changes nothing', () => {
    expect(ROWS.filter((row) => !used.has(row)).map(({ was, source }) => `${source}: ${was}`)).toEqual([]);
    // What a row says it is there for is what its pattern finds.
    expect(ROWS.filter(({ was, pattern }) => was.search(pattern) < 0).map(({ was }) => was)).toEqual([]);
  });

  it('reads the tables of kubectl as they are set', () => {
    expect([...outputs.values()].flatMap(({ name, out }) => crooked(out).map((line) => `${name} ${line}`))).toEqual([]);
  });
});
