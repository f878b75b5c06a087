/** Virtual time as a clock reads: `00:41.250`, `1:02:05.000`. */
export function clockText(us: number): string {
  const ms = Math.floor(us / 1_000);
  const two = (n: number): string => String(n).padStart(2, '0');
  const hours = Math.floor(ms / 3_600_000);
  const text = `${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1_000) % 60)}.${String(ms % 1_000).padStart(3, '0')}`;
  return hours > 0 ? `${hours}:${text}` : text;
}

/** A stretch of virtual time in a few characters: `4.2 s`, `50 s`, `2 min 5 s`. */
export function stretchText(us: number): string {
  const s = us / 1_000_000;
  if (s < 1) return `${Math.round(s * 1_000)} ms`;
  if (s < 10) return `${s.toFixed(1)} s`;
  if (s < 120) return `${Math.round(s)} s`;
  return `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`;
}
