import fs from 'node:fs';
import path from 'node:path';

/** Outputs of kubectl 1.35.2 against a v1.20 server lie beside the repository. */
export const OUTPUTS = path.resolve(import.meta.dirname, '../../../../shared/fidelity/kubectl-output');
export const outputsArePresent = (): boolean => fs.existsSync(OUTPUTS);

export interface Output {
  readonly out: string;
  readonly err: string;
  readonly exit: number;
}

/** One recorded command line and what it printed. */
export interface GoldenOutput extends Output {
  readonly name: string;
  readonly line: string;
  readonly stdin: string | undefined;
}

export function readOutputs(): readonly GoldenOutput[] {
  return fs
    .readdirSync(OUTPUTS)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => parse(path.basename(file, '.txt'), fs.readFileSync(path.join(OUTPUTS, file), 'utf8')));
}

/** `$ ` command line, `< ` standard input, what it printed, `--- stderr`, `--- exit N`. */
function parse(name: string, text: string): GoldenOutput {
  const [, line = '', rest = ''] = /^\$ (.*)\n([^]*)$/.exec(text) ?? [];
  const [, typed = '', printed = ''] = /^((?:<[^\n]*\n)*)([^]*)$/.exec(rest)!;
  const [, body, exit] = /^([^]*?)--- exit (\d+)\n?$/.exec(printed) ?? [];
  if (line === '' || body === undefined) throw new Error(`${name} is not of the form of a golden output`);
  const [out = '', err = ''] = body.split('--- stderr\n');
  return { name, line, stdin: typed === '' ? undefined : typed.replace(/^< ?/gm, ''), out, err, exit: Number(exit) };
}
