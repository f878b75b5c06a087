import { describe, expect, it } from 'vitest';
import { terminalViews } from '../../engine/terminal.ts';
import { TerminalBench } from '../../engine/terminal.testing.ts';
import { Output } from '../../views/terminal/output.ts';
import { ownWords, type OwnWords } from '../../wire/own-words.ts';
import type { ScreenEntry } from '../../wire/terminal.ts';
import { OWN_WORDS } from './terminal-ja.ts';

const bench = new TerminalBench();
const ownOf = (line: string): { readonly own: OwnWords | undefined; readonly text: string } => {
  bench.run(line);
  const printed = [...([...terminalViews(bench.sim)][0]?.entries ?? [])].findLast((entry: ScreenEntry) => entry.is === 'printed');
  return printed?.is === 'printed' ? { own: printed.own, text: printed.text } : { own: undefined, text: '' };
};
const placeholders = (text: string): readonly string[] => [...new Set([...text.matchAll(/(?<!\$)\{(\w+)\}/g)].map(([, name = '']) => name))].sort();

describe("Cutaway's own words in the terminal", () => {
  it.each([
    ['help', 'help'],
    ['terraform plan', 'notFound'],
    ['kubctl get pods', 'notFound.near'],
    ['vim a', 'editors'],
    ['ssh a', 'notOffered'],
    ['jq .', 'jq'],
    ['kubectl proxy', 'kubectl.proxy'],
    ['kubectl help debug', 'kubectl.debug'],
    ['kubectl config set-cluster a', 'kubectl.config'],
    ['kubectl get pods --server=a', 'ownCluster'],
    ['kubectl apply -f http://a/b.yaml', 'addresses'],
    ['curl --nothing localhost', 'notOffered'],
    ['echo a | grep --nothing b', 'notOffered'],
    ['sleep 1 &', 'background'],
    ['echo a; [[ a = a ]]', 'construct'],
    ['for i in a; do echo b; done | sort', 'piped'],
    ['ls | xargs ssh-keygen', 'notOffered'],
  ])('%s', (line, key) => {
    const { own, text } = ownOf(line);
    expect(own?.key).toBe(key);
    expect(text).toContain(own!.of);
    expect(placeholders(OWN_WORDS[own!.key])).toEqual(Object.keys(own!.args ?? {}).sort());
  });

  it('tell of bounds', () => expect(ownOf(`echo ${'a'.repeat(1_000_000)}`).own?.key).toBe('longLine'));

  it.each(['kubectl get nothing', 'kubectl nothing', 'cat nothing', 'grep', 'curl'])('are not those of others: %s', (line) =>
    expect(ownOf(line).own).toBeUndefined(),
  );

  it('stay English for a file and a pipe', () => {
    expect(ownOf('help | head -1').own).toBeUndefined();
    expect(bench.text('help > a; head -1 a')).toMatch(/^kubectl, or k/);
  });

  it('are put in the place of the English ones, the rest stays', () => {
    const entry = (text: string, own?: OwnWords): ScreenEntry => ({ is: 'printed', id: 1, stream: 'stderr', text, ...(own ? { own } : {}) });
    const screen = {
      namespace: 'default',
      running: undefined,
      wants: undefined,
      first: 0,
      entries: [entry('error: no $ here\n', ownWords('no $ here', 'jq')), entry('b\n')],
    };
    expect(new Output(100, () => 'ここには$&ありません').next(screen, 1_000).text).toContain('error: ここには$&ありません\r\nb\r\n');
    expect(new Output(100).next(screen, 1_000).text).toContain('error: no $ here\r\nb\r\n');
  });
});
