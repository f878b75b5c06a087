/** A kubectl command line in parts: `--name=value`, `--name value`, `-n value`, and the words between. */
export interface Line {
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
}

const WITH_VALUE = new Set(['-n', '-f', '-p', '-l', '-o', '-L', '--replicas', '--current-replicas', '--type', '--sort-by', '--field-selector']);
const LONG: Readonly<Record<string, string>> = { n: 'namespace', f: 'filename', p: 'patch', l: 'selector', o: 'output', L: 'label-columns' };

export function parseLine(parts: readonly string[]): Line {
  const words: string[] = [];
  const flags: Record<string, string> = {};
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    if (part === '-' || !part.startsWith('-')) {
      words.push(part);
      continue;
    }
    const equals = part.indexOf('=');
    const bare = (equals < 0 ? part : part.slice(0, equals)).replace(/^-+/, '');
    const name = LONG[bare] ?? bare;
    if (equals >= 0) flags[name] = part.slice(equals + 1);
    else flags[name] = WITH_VALUE.has(part) ? parts[++i]! : 'true';
  }
  return { words, flags };
}
