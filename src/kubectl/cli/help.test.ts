import { describe, expect, it } from 'vitest';
import { TerminalBench } from '../../engine/terminal.testing.ts';

const bench = new TerminalBench();

describe('help', () => {
  it('tells synopsis, flags and defaults of a command', () => {
    const text = bench.text('kubectl scale --help');
    expect(text).toContain('Usage:\n  kubectl scale [--resource-version=version]');
    expect(text).toContain('    --current-replicas=-1:\n\tonly when there are just so many now\n\n');
    expect(text).toContain('    -f, --filename=[]:\n\tfile with manifests');
    expect(text).toMatch(/^Set the number of replicas\.\n\nOptions:\n/);
    expect(bench.text('kubectl help scale')).toBe(text);
    expect(bench.text('kubectl scale deploy web -h')).toBe(text);
  });

  it('tells the commands of a group', () => {
    const text = bench.text('kubectl rollout -h');
    expect(text).toContain('Available Commands:\n  history         List the revisions there still are\n');
    expect(bench.text('kubectl rollout')).toBe(`${text}exit 1\n`);
    expect(bench.text('kubectl help create svc')).toMatch(/^Create a Service of one of several kinds\./);
    expect(bench.text('kubectl create --help')).toContain('    -f, --filename=[]:\n');
  });

  it('tells all commands, and what is not offered', () => {
    const text = bench.text('kubectl');
    expect(text).toContain('  get             List objects, or show them whole\n');
    expect(text).toMatch(/^Not offered here: .*\bproxy\b/m);
    expect(text).not.toMatch(/^ {2}deploy /m);
    expect(bench.text('kubectl --help')).toBe(text);
    expect(bench.text('kubectl help')).toBe(text);
    expect(bench.text('kubectl help nope')).toMatch(/^E Unknown help topic \[`nope`\]/);
    expect(bench.text('kubectl options')).toContain("    -n, --namespace='':\n\tthe namespace to act in\n");
    expect(bench.text('kubectl plugin list')).toBe(
      'E error: kubectl plugin is not offered here: plugins are programs of a machine, and this terminal has none\nexit 1\n',
    );
  });
});
