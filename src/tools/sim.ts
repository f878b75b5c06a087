/**
 * `npm run sim`: a cluster without a browser. Plays a scenario or manifests and prints the story, the Events, the objects or a summary.
 * Exit 0 when the stated end was reached, 1 when something given was refused by the API server, 2 on a wrong command line, 3 when the cluster did
 * not become quiet within 30 virtual minutes.
 */
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { goDuration, minutes, seconds, type SimTime } from '../base/time.ts';
import { clusterSetup } from '../engine/cluster.ts';
import { etcd, listObjects } from '../engine/etcd/store.ts';
import type { Sim } from '../engine/sim/sim.ts';
import { asWritten } from '../kinds/written.ts';
import { SCENARIOS, scenarioById } from '../scenarios/index.ts';
import { DEFAULT_CLASS } from '../scenarios/manifests.ts';
import { standardNodes } from '../scenarios/nodes.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { storyLines } from './story.ts';

const USAGE = `usage: npm run sim -- (--scenario ID | --manifest FILE …) [--nodes N] [--seed N] [--until quiet|60s|5m]
                      [--print story|events|objects|summary] [--json]
scenarios: ${SCENARIOS.map(({ id }) => id).join(', ')}`;

class UsageError extends Error {}

interface Options {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly until: 'quiet' | number;
  readonly print: 'story' | 'events' | 'objects' | 'summary';
  readonly json: boolean;
}

function options(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      scenario: { type: 'string' },
      manifest: { type: 'string', multiple: true },
      nodes: { type: 'string' },
      seed: { type: 'string', default: '1' },
      until: { type: 'string', default: 'quiet' },
      print: { type: 'string', default: 'story' },
      json: { type: 'boolean', default: false },
    },
    strict: true,
    allowPositionals: false,
  });
  const print = values.print as Options['print'];
  if (!['story', 'events', 'objects', 'summary'].includes(print)) throw new UsageError(`--print ${values.print}: story, events, objects or summary`);
  return { scenario: scenarioOf(values), seed: wholeNumber('--seed', values.seed, 0, 2 ** 32 - 1), until: untilOf(values.until), print, json: values.json };
}

function scenarioOf(values: { scenario?: string | undefined; manifest?: string[] | undefined; nodes?: string | undefined }): Scenario {
  if ((values.scenario === undefined) === (values.manifest === undefined)) throw new UsageError('give either --scenario or --manifest');
  const found = values.scenario === undefined ? undefined : scenarioById(values.scenario);
  if (values.scenario !== undefined && !found) throw new UsageError(`there is no scenario ${values.scenario}`);
  const base: Scenario = found ?? {
    id: 'manifests',
    title: { en: '', ja: '' },
    nodes: standardNodes(3),
    manifests: [DEFAULT_CLASS, ...(values.manifest ?? []).map(readFile)],
    traffic: [],
    opensAt: 'quiet',
  };
  return values.nodes === undefined ? base : { ...base, nodes: standardNodes(wholeNumber('--nodes', values.nodes, 0, 5_000)) };
}

function readFile(file: string): string {
  try {
    return fs.readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (error as Error).message}`);
  }
}

function wholeNumber(name: string, text: string, from: number, to: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < from || value > to) throw new UsageError(`${name} ${text}: a whole number from ${from} to ${to}`);
  return value;
}

function untilOf(text: string): 'quiet' | number {
  if (text === 'quiet') return 'quiet';
  const match = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text);
  if (!match) throw new UsageError(`--until ${text}: quiet, or a time like 60s, 5m, 1h`);
  return seconds(Number(match[1]) * { s: 1, m: 60, h: 3_600 }[match[2] as 's' | 'm' | 'h']);
}

const PATIENCE_US = minutes(30);

function main(): number {
  const { scenario, seed, until, print, json } = options(process.argv.slice(2));
  const setup = clusterSetup(scenario, { seed });
  const sim = setup.create();
  let quiet = sim.runUntilQuiet(PATIENCE_US);
  for (const { afterSeconds, command } of scenario.script ?? []) {
    sim.runUntil((sim.now + seconds(afterSeconds)) as SimTime);
    setup.command(sim, command);
    if (until === 'quiet') quiet = settle(sim);
  }
  if (until !== 'quiet') sim.runUntil(until as SimTime);
  output(sim, print, json);
  const refused = [...sim.happenings]
    .filter((h) => h.code === 'command')
    .map((h) => setup.answer(sim, h.id))
    .filter((answer) => answer && !answer.ok);
  for (const answer of refused) for (const line of answer!.lines) console.error(line.text);
  if (until === 'quiet' && !quiet) {
    console.error('the cluster did not become quiet within 30 virtual minutes');
    return 3;
  }
  return refused.length > 0 ? 1 : 0;
}

/** Runs on until nothing is left to do, timers of grace periods and back-offs included that are due within half a virtual minute. */
function settle(sim: Sim): boolean {
  return sim.runUntilQuiet(PATIENCE_US);
}

function output(sim: Sim, print: Options['print'], json: boolean): void {
  const { root } = sim.get(etcd);
  const all = Object.keys(root.tables)
    .sort()
    .flatMap((resource) => [...listObjects(root, resource)]);
  switch (print) {
    case 'objects':
      return console.log(
        json
          ? JSON.stringify({ kind: 'List', apiVersion: 'v1', items: all.map((object) => asWritten(object)) })
          : all.map((o) => `${o.kind} ${o.metadata.namespace ? `${o.metadata.namespace}/` : ''}${o.metadata.name}`).join('\n'),
      );
    case 'events': {
      const events = [...listObjects(root, 'events')] as unknown as {
        type: string;
        reason: string;
        message: string;
        lastTimestamp?: string;
        eventTime?: string;
        involvedObject: { kind: string; name: string };
      }[];
      return console.log(
        json
          ? JSON.stringify(events)
          : events
              .map(
                (e) =>
                  `${(e.lastTimestamp ?? e.eventTime ?? '').slice(11, 19)} ${e.type}\t${e.reason}\t${e.involvedObject.kind.toLowerCase()}/${e.involvedObject.name}\t${e.message}`,
              )
              .sort()
              .join('\n'),
      );
    }
    case 'summary': {
      const summary = {
        time: goDuration(sim.now),
        revision: root.rev,
        happenings: sim.happenings.length,
        events: sim.executed,
        objects: Object.fromEntries(Object.entries(root.tables).map(([resource, table]) => [resource, table.objects.size])),
      };
      return console.log(
        json
          ? JSON.stringify(summary)
          : Object.entries(summary)
              .map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
              .join('\n'),
      );
    }
    case 'story':
      return console.log(json ? JSON.stringify([...sim.happenings]) : [...storyLines(sim)].join('\n'));
  }
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof UsageError) && !(error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) throw error;
  console.error((error as Error).message);
  console.error(USAGE);
  process.exitCode = 2;
}
