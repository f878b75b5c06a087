import { describe, expect, it } from 'vitest';
import { isUnfinished } from '../../kubectl/cli/shell-line.ts';
import { historyText, remembered } from './history.ts';
import { keysOf, pasted } from './keys.ts';
import { EMPTY_LINE, edit, type Line, type LineAct, MOST_TYPED, replaced } from './line-editor.ts';

const ESC = '\u001b';

class Typist {
  line: Line = EMPTY_LINE;
  readonly acts: LineAct[] = [];
  history: readonly string[] = [];

  /** As xterm sends it. */
  type(data: string): this {
    for (const key of keysOf(data)) {
      const next = edit(this.line, key, { history: this.history, isUnfinished });
      this.line = next.line;
      this.acts.push(...next.acts);
    }
    return this;
  }

  get submitted(): readonly string[] {
    return this.acts.flatMap((act) => (act.do === 'submit' ? [act.line] : []));
  }

  /** The line with its cursor. */
  get shown(): string {
    const { text, cursor } = this.line;
    return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
  }
}

const typed = (data: string): string => new Typist().type(data).shown;

describe('the line being typed', () => {
  it('moves and deletes as readline does', () => {
    expect(typed(`get pods${ESC}[D${ESC}[D_`)).toBe('get po_|ds');
    expect(typed('get pods\u0001kubectl ')).toBe('kubectl |get pods');
    expect(typed(`get pods${ESC}[H${ESC}[3~${ESC}[F!`)).toBe('et pods!|');
    expect(typed('get pods\u0001\u0006\u0006\u000b')).toBe('ge|');
    expect(typed(`a b\u0002\u0015`)).toBe('|b');
    expect(typed('kubectl get pods/web-1\u0017')).toBe('kubectl get |');
    expect(typed('kubectl get pods/web-1\u0017\u0017 \u0019')).toBe('kubectl  get |');
    expect(typed(`kubectl get pods/web-1${ESC}\u007f${ESC}\u007f`)).toBe('kubectl get pods/|');
    expect(typed(`get -n kube-system${ESC}b${ESC}b${ESC}d`)).toBe('get -n |-system');
    expect(typed(`one two${ESC}[1;5D${ESC}[1;5D${ESC}[1;5C+`)).toBe('one+| two');
    expect(typed('x\u007f\u007f\u007f')).toBe('|');
    expect(typed(`ab\u0001\u0004`)).toBe('|b');
  });

  it('takes what is seen as one character as one', () => {
    expect(typed('日本語\u007f')).toBe('日本|');
    expect(typed(`か\u3099き${ESC}[D${ESC}[D!`)).toBe('!|か\u3099き');
    expect(typed('a👨‍👩‍👧\u007f')).toBe('a|');
    expect(typed(`🇯🇵x${ESC}[H${ESC}[C.`)).toBe('🇯🇵.|x');
    expect(typed('名前を 変える\u0017')).toBe('名前を |');
  });

  it('asks for more while a quote or here-document is open, and gives the whole', () => {
    const it = new Typist().type("kubectl apply -f - <<'EOF'\rkind: Pod\r");
    expect(it.submitted).toEqual([]);
    expect(it.type('EOF\r').submitted).toEqual(["kubectl apply -f - <<'EOF'\nkind: Pod\nEOF"]);
    expect(it.line.text).toBe('');
    expect(new Typist().type('echo "a\rb"\r').submitted).toEqual(['echo "a\nb"']);
    expect(new Typist().type('kubectl get pods \\\r-o wide\r').submitted).toEqual(['kubectl get pods \\\n-o wide']);
    expect(new Typist().type('kubectl get pods |\rwc -l\r').submitted).toEqual(['kubectl get pods |\nwc -l']);
    expect(new Typist().type('echo ) (\r').submitted).toEqual(['echo ) (']);
  });

  it('walks through its lines before it walks through the history', () => {
    const it = new Typist();
    it.history = ['first', 'second'];
    expect(it.type(`echo "ab\rcd${ESC}[A`).shown).toBe('echo "ab'.replace(/^../, '$&|') + '\ncd');
    expect(it.type(`${ESC}[A`).shown).toBe('second|');
    expect(it.type(`${ESC}[A${ESC}[A${ESC}[A`).shown).toBe('first|');
    expect(it.type(`${ESC}[B${ESC}[B${ESC}[B`).shown).toBe('echo "ab\ncd|');
  });

  it('finds lines typed before, and gives back what was typed when it is left', () => {
    const it = new Typist();
    it.history = ['kubectl get pods', 'kubectl get nodes', 'kubectl get pods -A'];
    expect(it.type('typed\u0012pods').shown).toBe('kubectl get pods -A|');
    expect(it.type('\u0012').shown).toBe('kubectl get pods|');
    expect(it.type('\u0003').shown).toBe('typed|');
    expect(it.type('\u0012node\r').submitted).toEqual(['kubectl get nodes']);
    expect(it.type('\u0012nothing like it\u0012\r').submitted.length).toBe(2);
    expect(it.type(`\u0012get n${ESC}`).shown).toBe('kubectl get nodes|');
    expect(it.line.search).toBeUndefined();
  });

  it('tells Ctrl-C, Ctrl-L, Ctrl-D and Tab, at every point', () => {
    for (const start of ['', 'abc', 'echo "open', 'cat <<EOF\rx', '\u0012ab', `abc${ESC}[A`]) {
      const it = new Typist().type(start);
      it.type('\u0003');
      if (it.line.text !== '' || !it.acts.some((act) => act.do === 'interrupt')) it.type('\u0003');
      expect(it.line, start).toMatchObject({ text: '', cursor: 0, search: undefined, recalled: undefined });
      expect(it.acts.at(-1), start).toEqual({ do: 'interrupt' });
    }
    expect(new Typist().type('\u0004').acts).toEqual([{ do: 'end of input' }]);
    expect(new Typist().type('a\u000c').acts).toEqual([{ do: 'clear' }]);
    expect(new Typist().type('a\t').acts).toEqual([{ do: 'complete' }]);
    expect(new Typist().type(ESC).acts).toEqual([{ do: 'leave' }]);
  });

  it('drops sequences nobody knows', () => {
    expect(typed(`a${ESC}[200;1;1z${ESC}[?1;2c${ESC}[15~b`)).toBe('ab|');
    expect(typed(`a${ESC}]0;x`)).toContain('a');
  });
});

describe('what is pasted', () => {
  const paste = (text: string): Typist => new Typist().type(`${ESC}[200~${text}${ESC}[201~`);

  it('runs line by line; the last one stays to be looked at', () => {
    expect(paste('kubectl get pods\rkubectl get nodes\r').submitted).toEqual(['kubectl get pods', 'kubectl get nodes']);
    const it = paste('kubectl get pods\nkubectl delete pod web');
    expect(it.submitted).toEqual(['kubectl get pods']);
    expect(it.shown).toBe('kubectl delete pod web|');
  });

  it('keeps here-documents whole', () => {
    const text = "cat > web.yaml <<'EOF'\na: 1\n\nb: |\n  \"\nEOF\nkubectl apply -f web.yaml\n";
    expect(paste(text).submitted).toEqual(["cat > web.yaml <<'EOF'\na: 1\n\nb: |\n  \"\nEOF", 'kubectl apply -f web.yaml']);
    expect(paste('cat <<EOF\na\nEOF').shown).toBe('cat <<EOF\na\nEOF|');
    expect(paste('cat <<EOF\na\n').submitted).toEqual([]);
    expect(paste('cat <<EOF\na\n').shown).toBe('cat <<EOF\na\n|');
  });

  it('holds nothing that steers', () => {
    expect(pasted(`a${ESC}[2Jb\u0000c\r\nd\u009be\tf`)).toBe('a[2Jbc\nde\tf');
  });

  it('of 10 MB is not taken, of a megabyte without an end it is, at once', () => {
    expect(paste('x'.repeat(10_000_000)).line.text).toBe('');
    expect(paste('x'.repeat(MOST_TYPED)).line.text.length).toBe(MOST_TYPED);
    paste(`echo "${'line of a quote that stays open\n'.repeat(30_000)}`);
    paste(`cat <<EOF\n${'a: 1\n'.repeat(200_000)}`);
  }, 60_000);

  it('is edited in its place, also when it is large', () => {
    const large = paste('x'.repeat(1_000_000));
    for (let i = 0; i < 100; i++) large.type(`${ESC}[D日\u007f`);
    expect(large.line.cursor).toBe(1_000_000 - 100);
  }, 60_000);
});

describe('the history', () => {
  it('is bounded however much is typed, and passes over what is repeated or begins with a blank', () => {
    let lines: readonly string[] = [];
    for (let i = 0; i < 20_000; i++) lines = remembered(lines, `echo ${i}`);
    expect(lines.length).toBe(1_000);
    expect(lines.at(-1)).toBe('echo 19999');
    expect(remembered(lines, 'echo 19999')).toBe(lines);
    expect(remembered(lines, ' secret')).toBe(lines);
    for (let i = 0; i < 10; i++) lines = remembered(lines, `${i}${'x'.repeat(900_000)}`);
    expect(lines.length).toBe(2);
    expect(historyText(['a', 'b'])).toBe('    1  a\n    2  b\n');
  });

  it('is gone through step by step in no time', () => {
    const it = new Typist();
    it.history = Array.from({ length: 1_000_000 }, (_, i) => `echo ${i}`);
    it.type(`${ESC}[A`.repeat(1_000));
    expect(it.line.text).toBe('echo 999000');
    it.type('\u0012echo 7 never');
  }, 60_000);
});

it('replaces a stretch of the line', () => {
  expect(replaced({ ...EMPTY_LINE, text: 'get po', cursor: 6 }, { from: 4, to: 6, text: 'pods ' })).toMatchObject({ text: 'get pods ', cursor: 9 });
});
