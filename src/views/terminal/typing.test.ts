import { describe, expect, it } from 'vitest';
import type { Terminal as Screen } from '../../mirror/terminals.ts';
import type { ScreenEntry } from '../../wire/terminal.ts';
import { isTyped, sentLine, Typing, type TypingView } from './typing.ts';

const typedEntry = (id: number, line: string): ScreenEntry => ({ is: 'typed', id, line, namespace: 'default' });
const screen = (entries: readonly ScreenEntry[], more: Partial<Screen> = {}): Screen => ({
  namespace: 'default',
  running: undefined,
  wants: undefined,
  first: 0,
  entries: [...entries],
  ...more,
});
const settled = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

/** A terminal whose cluster runs a line when `ends` is called. */
function terminal() {
  let shown = screen([]);
  let isNow = true;
  let instant: string | undefined = 'main 10 1000';
  const said: string[] = [];
  const ran: string[] = [];
  const given: string[] = [];
  const answers: { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }[] = [];
  let refusesInput = false;
  const typing = new Typing({
    screen: () => shown,
    isNow: () => isNow,
    standsAt: () => (isNow ? undefined : instant),
    run: (line, ends) => {
      ran.push(ends ? `^C ${line}` : line);
      return new Promise((resolve, reject) => answers.push({ resolve, reject }));
    },
    input: async (text) => {
      given.push(text);
      if (refusesInput) throw new Error('nothing in this terminal reads what is typed');
    },
    history: { add: () => undefined, text: () => '1 a\n' },
  });
  const view: TypingView = {
    clear: () => void said.push('clear'),
    close: () => void said.push('close'),
    told: (line, text) => void said.push(`${line}: ${text}`),
    refused: (line, error) => void said.push(`${line}: ${error}`),
    refresh: () => undefined,
    pressAll: () => undefined,
  };
  return {
    typing,
    view,
    said,
    ran,
    given,
    refuse: (text: string) => answers.shift()!.reject(new Error(text)),
    refuseInput: () => void (refusesInput = true),
    turn: (entries: readonly ScreenEntry[], more: Partial<Screen> = {}) => {
      shown = screen(entries, more);
      typing.goOnUnseen();
    },
    past: () => void (isNow = false),
    move: (to: string | undefined) => {
      instant = to;
      typing.timeMoved();
    },
    now: () => void (isNow = true),
  };
}

describe('a line that was sent', () => {
  it('is told from older ones of the same text, also where all of the screen comes anew', () => {
    const older = [typedEntry(1, 'kubectl get pods'), typedEntry(4, 'kubectl get nodes')];
    const sent = sentLine('kubectl get pods', screen(older));
    expect(isTyped(screen(older), sent)).toBe(false);
    expect(isTyped(screen([...older]), sent)).toBe(false);
    expect(isTyped(screen([...older, typedEntry(9, 'kubectl get nodes')]), sent)).toBe(false);
    expect(isTyped(screen([...older, typedEntry(9, 'kubectl get pods'), { is: 'over', id: 9, exit: 0 }]), sent)).toBe(true);
    expect(isTyped(undefined, sentLine('a', undefined))).toBe(false);
  });
});

describe('lines that wait', () => {
  it('go on, one after the other, where nobody looks', () => {
    const it = terminal();
    const leave = it.typing.show(it.view);
    it.typing.finish('a');
    it.typing.finish('b');
    it.typing.goOn();
    expect(it.ran).toEqual(['a']);
    leave();
    it.turn([typedEntry(1, 'a')], { running: 1 });
    expect(it.ran).toEqual(['a']);
    it.turn([typedEntry(1, 'a'), { is: 'over', id: 1, exit: 0 }]);
    expect(it.ran).toEqual(['a', 'b']);
  });

  it('wait where the view is needed, and tell later what was refused', async () => {
    const it = terminal();
    it.typing.finish('a');
    it.typing.finish('history');
    it.typing.finish('b');
    it.typing.goOn();
    it.refuse('no');
    await settled();
    expect(it.ran).toEqual(['a']);
    it.typing.show(it.view);
    it.typing.goOn();
    expect(it.said).toEqual(['a: error: no', 'history: 1 a\n']);
    expect(it.ran).toEqual(['a', 'b']);
  });

  it('begin no branch where somebody has gone back in time', () => {
    const it = terminal();
    it.typing.finish('a');
    it.typing.finish('b');
    it.typing.goOn();
    it.past();
    it.turn([typedEntry(1, 'a'), { is: 'over', id: 1, exit: 0 }]);
    expect(it.ran).toEqual(['a']);
    it.typing.finish('c');
    it.typing.goOn();
    expect(it.ran).toEqual(['a', 'c']);
    it.turn([typedEntry(1, 'a'), { is: 'over', id: 1, exit: 0 }, typedEntry(5, 'c'), { is: 'over', id: 5, exit: 0 }]);
    it.typing.timeMoved();
    expect(it.ran).toEqual(['a', 'c']);
    it.now();
    it.typing.timeMoved();
    expect(it.ran).toEqual(['a', 'c', 'b']);
  });

  it('are given up by exit and Ctrl-C', () => {
    const it = terminal();
    it.typing.show(it.view);
    for (const line of ['exit', 'a']) it.typing.finish(line);
    it.typing.goOn();
    expect(it.said).toEqual(['close']);
    for (const line of ['a', 'b']) it.typing.finish(line);
    it.typing.goOn();
    it.typing.stop();
    expect(it.typing.isBusy).toBe(false);
    it.typing.goOn();
    expect(it.ran).toEqual(['a']);
  });

  it('are read by the program that begins to read, with what is half typed where it has a terminal', () => {
    const it = terminal();
    for (const line of ['kubectl exec -it box -- sh', 'hostname']) it.typing.finish(line);
    it.typing.goOn();
    it.typing.line = { ...it.typing.line, text: 'ls', cursor: 2 };
    const entries = [typedEntry(1, 'kubectl exec -it box -- sh')];
    it.turn(entries, { running: 1 });
    expect(it.given).toEqual([]);
    it.turn(entries, { running: 1, wants: { is: 'stdin', tty: true } });
    expect(it.given).toEqual(['hostname\rls']);
    expect(it.typing.line.text).toBe('');
    it.turn(entries, { running: 1, wants: { is: 'stdin', tty: true } });
    expect(it.given).toHaveLength(1);
  });
});

it('keys that no program takes any more come back', async () => {
  const it = terminal();
  it.refuseInput();
  it.typing.give('get\r\u0004pods');
  await settled();
  expect(it.typing.keys).toEqual([{ is: 'text', text: 'get' }, { is: 'enter' }, { is: 'text', text: 'pods' }]);
});

describe('Ctrl-C in the past', () => {
  const watching = [typedEntry(3, 'kubectl get pods -w')];

  it('lets go of a line that only reads, and the next line ends it', () => {
    const it = terminal();
    it.turn(watching, { running: 3 });
    expect(it.typing.letGo()).toBe(false);
    it.past();
    expect(it.typing.letGo()).toBe(true);
    expect([it.typing.hasLeft, it.typing.isBusy]).toEqual([true, false]);
    it.typing.finish('kubectl delete pod web');
    it.typing.goOn();
    expect(it.ran).toEqual(['^C kubectl delete pod web']);
    it.turn([...watching, { is: 'over', id: 3, exit: 130, interrupted: true }, typedEntry(7, 'kubectl delete pod web')], { running: 7 });
    expect([it.typing.hasLeft, it.typing.isBusy]).toEqual([false, true]);
  });

  it('is forgotten when time goes on: there the line runs', () => {
    const it = terminal();
    it.turn(watching, { running: 3 });
    it.past();
    it.typing.letGo();
    it.move('main 11 1200');
    expect(it.typing.isBusy).toBe(true);
    it.move('main 10 1000');
    expect(it.typing.isBusy).toBe(true);
    it.move(undefined);
    expect(it.typing.letGo()).toBe(false);
  });

  it('ends a line that does something, or a program that is typed into', () => {
    const it = terminal();
    it.past();
    it.turn([typedEntry(3, 'kubectl drain node-1')], { running: 3 });
    expect(it.typing.letGo()).toBe(false);
    it.turn([typedEntry(3, 'kubectl exec -it web -- sh')], { running: 3, wants: { is: 'stdin', tty: true } });
    expect(it.typing.letGo()).toBe(false);
  });
});
