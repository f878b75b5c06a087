/**
 * `npm run bench [-- --only NAME] [--rounds N] [--big] [--json FILE]`: measures the engine, the way from worker to page and the page itself,
 * and prints a table. Nothing here passes or fails by the clock. CPU seconds (user and system, all threads), medians over rounds in which ours
 * and the reference programs take turns. Names: deploy, steady, seek, channel, hours, load, frame.
 */
import fs from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { frameRun, loadRun, withProduct } from './browser.ts';
import { bundled } from './bundle.ts';
import type { ChannelRun } from './channel.ts';
import type { DeployRun } from './deploy.ts';
import { exponent, median } from './measure.ts';
import type { HoursRun } from './hours.ts';
import { hasReference, ours, reference } from './rounds.ts';
import type { SeekRun } from './seek.ts';
import type { SteadyRun } from './steady.ts';
import { PODS_PER_NODE } from './clusters.ts';
import { type Line, print } from './table.ts';

interface Wish {
  readonly program: string;
  readonly rounds: number;
  readonly big: boolean;
}

interface Floor {
  readonly cpu_ms: number;
  readonly roll: { readonly cpu_ms: number };
}

const figure = (value: number, digits = 3): string => (Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : '–');
const ratio = (value: number | undefined): string => (value === undefined ? 'no reference' : `${figure(value)}×`);
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

function* deploy({ program, rounds, big }: Wish): Generator<Line> {
  let before: { size: number; make: number; roll: number } | undefined;
  for (const pods of [100, 300, 3_000, ...(big ? [30_000] : [])]) {
    const nodes = Math.max(3, Math.ceil(pods / PODS_PER_NODE));
    const runs = times(pods > 3_000 ? 1 : rounds, () => ({
      ours: ours<DeployRun>(program, 'deploy', pods, 1),
      floor: reference<Floor>('floor', nodes, pods, pods, 'roll'),
    }));
    const first = runs[0]!.ours;
    const make = median(runs.map((run) => run.ours.cpuMs));
    const roll = median(runs.map((run) => run.ours.rollCpuMs));
    const floors = runs.flatMap(({ floor }) => floor ?? []);
    const floorMake = floors.length > 0 ? median(floors.map((floor) => floor.cpu_ms)) : undefined;
    const floorRoll = floors.length > 0 ? median(floors.map((floor) => floor.roll.cpu_ms)) : undefined;
    const grown = (now: number, then: number | undefined): string =>
      before && then !== undefined ? `, exponent ${figure(exponent({ size: before.size, cost: then }, { size: pods, cost: now }))} from ${before.size}` : '';
    yield {
      name: `deploy ${pods} pods, ${nodes} nodes`,
      value: `${figure(make / 1_000)} CPU s, ${figure((make * 1_000) / pods)} µs/pod${grown(make, before?.make)}`,
      more: `${first.revisions} revisions, ${figure(first.revisions / pods)}/pod; ${first.events} events; ${figure(first.bytesPerPod / 1_000)} kB/pod with history`,
      ratio: ratio(floorMake === undefined ? undefined : make / floorMake),
    };
    yield {
      name: `roll ${pods} pods`,
      value: `${figure(roll / 1_000)} CPU s, ${figure((roll * 1_000) / pods)} µs/pod${grown(roll, before?.roll)}`,
      more: `${first.rollRevisions} revisions, ${figure(first.rollRevisions / pods)}/pod`,
      ratio: ratio(floorRoll === undefined ? undefined : roll / floorRoll),
    };
    before = { size: pods, make, roll };
  }
}

function steady({ program, rounds }: Wish): Line[] {
  const [pods, simSeconds] = [3_000, 60];
  const runs = times(Math.min(rounds, 3), () => ({
    ours: ours<SteadyRun>(program, 'steady', pods, simSeconds),
    idle: reference<{ readonly sim_s_per_cpu_s: number }>('idle', pods / PODS_PER_NODE, pods, simSeconds * 10),
  }));
  const idle = median(runs.map((run) => run.ours.idleSimPerCpu));
  const busy = median(runs.map((run) => run.ours.busySimPerCpu));
  const floors = runs.flatMap((run) => run.idle?.sim_s_per_cpu_s ?? []);
  return [
    {
      name: `idle, ${pods / PODS_PER_NODE} nodes, ${pods} pods`,
      value: `${figure(idle)} simulated s per CPU s`,
      more: 'readiness probes and leases every 10 s',
      ratio: ratio(floors.length > 0 ? median(floors) / idle : undefined),
    },
    {
      name: `busy, ${pods / PODS_PER_NODE} nodes, ${pods} pods`,
      value: `${figure(busy)} simulated s per CPU s`,
      more: 'the first ten seconds of a rolling update',
      ratio: '',
    },
  ];
}

function seek({ program, rounds, big }: Wish): Line[] {
  const runs = times(Math.min(rounds, big ? 1 : 3), () => ours<SeekRun>(program, 'seek', 300, big ? 100_000 : 10_000, 300));
  const first = runs[0]!;
  return [
    {
      name: `seek over ${first.revisions} revisions`,
      value: `p50 ${figure(median(runs.map(({ p50Ms }) => p50Ms)))} ms, p95 ${figure(median(runs.map(({ p95Ms }) => p95Ms)))} ms`,
      more: `300 pods, every message recorded; ${first.seeks} random seeks; living it took ${figure(median(runs.map(({ livedCpuMs }) => livedCpuMs)) / 1_000)} CPU s`,
      ratio: '',
    },
  ];
}

function channel({ program, rounds }: Wish): Line[] {
  return [30, 300, 3_000].map((pods) => {
    const runs = times(pods > 300 ? 1 : Math.min(rounds, 3), () => ours<ChannelRun>(program, 'channel', pods, 100));
    const middle = (pick: (run: ChannelRun) => number): number => median(runs.map(pick));
    return {
      name: `worker to page, ${pods} pods`,
      value: `${figure(middle(({ bytesPer1000 }) => bytesPer1000) / 1_000)} kB, ${figure(middle(({ applyMsPer1000 }) => applyMsPer1000))} ms on the page per 1,000 diffs`,
      more: `${figure(middle(({ projectMsPer1000 }) => projectMsPer1000))} ms in the worker; ${runs[0]!.diffs} diffs in ${runs[0]!.frames} frames of a rolling update`,
      ratio: '',
    };
  });
}

/** The cluster the page opens with, left alone: what worker and page hold of it after so many hours of virtual time. */
function hours({ program }: Wish): Line[] {
  const [hours, run] = [24, ours<HoursRun>(program, 'hours', 24)];
  const at = (hour: number): HoursRun['samples'][number] => run.samples[hour - 1]!;
  const mb = (bytes: number): string => figure(bytes / 1e6);
  const perHour = (from: number, to: number): string => mb((at(to).bytes - at(from).bytes) / (to - from));
  const { bytes, happenings, revisions, marks } = at(hours);
  return [
    {
      name: `${hours} hours of virtual time`,
      value: `${mb(bytes)} MB more than at the start (page ${mb(run.pageBytes)} MB); ${perHour(1, 3)} MB per hour at first, ${perHour(16, 24)} at last`,
      more: `after 1, 4, 12 h: ${[1, 4, 12].map((hour) => mb(at(hour).bytes)).join(', ')} MB; ${happenings} happenings, ${revisions} revisions, ${marks} marks; back ${run.backHours} h: ${figure(run.backMs)} ms`,
      ratio: '',
    },
  ];
}

const page = async (wanted: (name: string) => boolean): Promise<Line[]> =>
  withProduct(async (browser, url) => {
    const lines: Line[] = [];
    if (wanted('load')) {
      const load = await loadRun(browser, url);
      const chunks = load.chunks.filter(({ first, gzipKB }) => first && gzipKB >= 1);
      lines.push({
        name: 'first load',
        value: `${figure(load.firstKB)} kB gzip; first paint ${figure(load.firstPaintMs)} ms, cluster ${figure(load.clusterMs)} ms`,
        more: chunks.map(({ file, gzipKB }) => `${file} ${figure(gzipKB)}`).join(', '),
        ratio: '',
      });
    }
    if (wanted('frame'))
      for (const pods of [30, 300, 3_000]) {
        const run = await frameRun(browser, url, pods).catch((error: unknown) => String(error).split('\n')[0]!);
        if (typeof run === 'string') {
          lines.push({ name: `stage, ${pods} pods`, value: 'not measured', more: run, ratio: '' });
          continue;
        }
        lines.push({
          name: `stage, ${pods} pods`,
          value: `${figure(run.playMsPerFrame)} ms per frame playing, ${figure(run.zoomMsPerFrame)} ms zooming`,
          more: `${run.shown.trim()}; main thread, Chromium without GPU; ${run.playFrames} and ${run.zoomFrames} frames in 4 s each`,
          ratio: '',
        });
      }
    return lines;
  });

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, rounds: { type: 'string', default: '5' }, big: { type: 'boolean', default: false }, json: { type: 'string' } },
  });
  const wanted = (name: string): boolean => values.only === undefined || values.only.split(',').includes(name);
  const about = `Node ${process.version}, ${os.cpus().length} × ${os.cpus()[0]?.model ?? 'CPU'}, load ${os.loadavg()[0]?.toFixed(1)} at the start, ${values.rounds} rounds`;
  process.stdout.write(`${about}\n`);
  for (const name of ['floor', 'idle']) if (!hasReference(name)) process.stdout.write(`reference program ${name}.mjs is not there: its column stays empty\n`);
  const lines: Line[] = [];
  const add = (some: readonly Line[]): void => {
    print(some);
    lines.push(...some);
  };
  const measured = { deploy, steady, seek, channel, hours };
  if (Object.keys(measured).some(wanted)) {
    const wish: Wish = { program: await bundled('src/bench/program.ts'), rounds: Math.max(1, Number(values.rounds)), big: values.big };
    for (const [name, measure] of Object.entries(measured)) if (wanted(name)) for (const line of measure(wish)) add([line]);
  }
  if (wanted('load') || wanted('frame')) add(await page(wanted));
  if (values.json) fs.writeFileSync(values.json, `${JSON.stringify({ about, lines }, null, 2)}\n`);
}

void main();
