import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minutes, type SimTime } from '../../base/time.ts';
import { changesNothing } from '../../wire/command.ts';
import { DEFAULT_CLASS, WEB } from '../../scenarios/manifests.ts';
import { atTheirMoment } from './moments.testing.ts';
import { clients, livedCluster, type Ran, RealKubectl, typed } from './real.testing.ts';

const LIVED_US = minutes(13);

/** `NAME` is another name for each of the two, of the same length; lines that speak of a `NODE` have another one each. */
const REAL_NAMES = { NAME: 'aaaa', NODE: 'node-1' } as const;
const OUR_NAMES = { NAME: 'bbbb', NODE: 'node-2' } as const;

type Names = typeof REAL_NAMES | typeof OUR_NAMES;

const named = (line: string, { NAME, NODE }: Names): string => line.replaceAll('NAME', NAME).replaceAll('NODE', NODE);

function settled({ out, err, exit }: Ran, line: string, { NAME, NODE }: Names): Ran {
  const same = (text: string): string => (line.includes('NODE') ? text.replaceAll(NODE, 'NODE') : text).replaceAll(NAME, 'NAME');
  return { out: same(out), err: same(err), exit };
}

export interface Comparison {
  readonly lines: readonly string[];
  readonly manifests?: readonly string[];
  /** The clock goes on while the real one runs: for lines that wait for something. */
  readonly moves?: true;
  /** Takes out of an output what is another each time. */
  readonly loosen?: (line: string, ran: Ran) => Ran;
}

/** The same command lines through the real kubectl and through the terminal, on one cluster: the same stdout, stderr and exit code, byte by byte. */
export function compareLines(name: string, { lines, manifests = [], moves, loosen = (_, ran) => ran }: Comparison): void {
  const cluster = livedCluster(name, { manifests: [DEFAULT_CLASS, WEB, ...manifests], livedUs: LIVED_US });
  const real = new RealKubectl(name, cluster);
  beforeAll(async () => {
    cluster.sim.runUntil(LIVED_US as SimTime);
    await real.start();
  });
  afterAll(() => real.stop());
  describe.skipIf(!clients)('the terminal prints what the real kubectl prints', { timeout: 60_000 }, () => {
    // The longest that lay between the two, of what is there by now.
    let between = 0;
    const compared = async (line: string): Promise<{ readonly ours: Ran; readonly expected: Ran }> => {
      // Ages that kubectl works out itself are of the machine's clock.
      const clock = (): number => Math.max(cluster.sim.now, (Date.now() - cluster.sim.config.epochMs) * 1_000);
      const begun = clock();
      cluster.sim.runUntil(begun as SimTime);
      if (moves) cluster.resume();
      const expected = loosen(line, settled(await real.run(named(line, REAL_NAMES)), line, REAL_NAMES));
      cluster.stop();
      between = Math.max(between, (clock() - begun) / 1e6);
      const ours = loosen(line, settled(typed(cluster, named(line, OUR_NAMES)), line, OUR_NAMES));
      return { ours: { ...ours, out: atTheirMoment(ours.out, expected.out, between) }, expected };
    };
    it.each(lines.map((line) => [line]))('%s', async (line) => {
      let { ours, expected } = await compared(line);
      // What is only read can be read again: between the two a Lease may have been renewed.
      if (ours.out !== expected.out && changesNothing({ do: 'kubectl', line })) ({ ours, expected } = await compared(line));
      expect(ours).toEqual(expected);
    });
  });
}

/** Lines of a text, without the empty ones and those that begin with `#`. */
export const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
