/** Far above what any of these takes, with other tests beside it on another core; far below what one takes that grows with the square of its input. */
const MOST_SECONDS = 20;

/** Does something whose time must not run away. Processor time: a machine that is busy takes no part. */
export function doneSoon<T>(work: () => T): T {
  const start = process.cpuUsage().user;
  const result = work();
  const seconds = (process.cpuUsage().user - start) / 1e6;
  if (seconds > MOST_SECONDS) throw new Error(`took ${seconds} s of processor time`);
  return result;
}
