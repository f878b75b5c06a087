import type { SimTime } from '../../../base/time.ts';
import type { ProgramContext } from '../program.ts';
import { NO_LOAD, type UsageRule } from '../usage.ts';
import type { Process } from './process.ts';

/** What a container's processes use of its machine. */
export const SHELL_MEMORY = 800_000;

export function usageRule(
  context: ProgramContext,
  now: SimTime,
  how: { cpuMilli: number; memoryBytes: number; growsBytesPerSecond: number; since: SimTime; ceiling?: number },
): UsageRule {
  return {
    cpuMilli: how.cpuMilli,
    memoryBytes: how.memoryBytes,
    cpuMilliPerRequest: 0,
    memoryBytesPerRequest: 0,
    growsBytesPerSecond: how.growsBytesPerSecond,
    since: how.since ?? now,
    memoryCeilingBytes: Math.min(how.ceiling ?? context.memoryLimitBytes, context.memoryLimitBytes),
    load: NO_LOAD,
  };
}

export function usageFor({ context }: { readonly context: ProgramContext }, processes: readonly Process[], busy: boolean, now: SimTime): UsageRule {
  let cpuMilli = busy ? 1_000 : 1;
  let memoryBytes = SHELL_MEMORY * processes.length;
  let grows = 0;
  let ceiling = 0;
  let since = now;
  for (const { code } of processes) {
    if (code.c === 'server') {
      cpuMilli += code.server.usage.cpuMilli;
      memoryBytes += code.server.usage.memoryBytes;
    }
    if (code.c !== 'command' || !code.memory) continue;
    cpuMilli += Number(code.memory.cpuMilli ?? 0);
    if (code.memory.growsBytesPerSecond === undefined) continue;
    grows += Number(code.memory.growsBytesPerSecond);
    ceiling += Number(code.memory.targetBytes);
    since = Number(code.memory.since) as SimTime;
  }
  return usageRule(context, now, { cpuMilli, memoryBytes, growsBytesPerSecond: grows, since, ceiling: memoryBytes + ceiling });
}
