import { describe, expect, it } from 'vitest';
import { executeCommand } from '../../engine/person.ts';
import { WEB } from '../../scenarios/manifests.ts';
import { TerminalBench } from '../../engine/terminal.testing.ts';

const bench = (): TerminalBench => {
  const made = new TerminalBench([WEB]);
  made.pass(30);
  return made;
};

describe('a line of the terminal', () => {
  const one = new TerminalBench();
  it.each([
    ['', ''],
    ['   ', ''],
    ['# nothing', ''],
    ['echo a  b', 'a b\n'],
    [`echo 'a  b' "c $HOME'" d\\ e`, "a  b c ' d e\n"],
    ['X=1; echo "$X" ${X}2 $Xy', '1 12\n'],
    ['echo a; false && echo b || echo c', 'a\nc\n'],
    ['echo b a | sort | wc -l', '1\n'],
    ['cat > f.txt <<EOF\none $X\ntwo\nEOF\ncat f.txt | tail -n 1', 'two\n'],
    ["cat <<'EOF'\n$X $(no)\nEOF", '$X $(no)\n'],
    ['echo three >> f.txt; grep -c t f.txt', '2\n'],
    ['grep nothing f.txt', 'exit 1\n'],
    ['echo -e "b\\na\\nb" | sort -u | head -1', 'a\n'],
    ['ls', 'f.txt\n'],
    ['echo $?', '0\n'],
  ])('%s', (line, text) => expect(one.text(line)).toBe(text));

  it.each([
    ['echo "a', 'unclosed quote'],
    ["echo 'a", 'unclosed quote'],
    ['echo a\\', 'ends with a backslash'],
    ['echo \u0000', 'NUL'],
    [`echo ${'a'.repeat(1_000_000)}`, 'too long'],
    [`echo ${'a '.repeat(100_000)}`, 'too many words'],
    ['echo $(whoami)', 'nothing is evaluated'],
    ['echo `whoami`', 'nothing is evaluated'],
    ['echo "`whoami`"', 'nothing is evaluated'],
    ['sleep 5 &', 'one command at a time'],
    ['(echo a)', 'no full shell'],
    ['echo a |', 'something is missing'],
    ['| echo a', 'something is missing'],
    ['echo a &&', 'something is missing'],
    ['echo >', 'something is missing'],
    ['cat <<EOF\nabc', 'here-document'],
  ])('refuses line %#', (line, words) => {
    const { lines, exit } = one.run(line);
    expect(exit).toBe(2);
    expect(lines[0]?.text).toContain(words);
  });

  it('knows no other program, and says so', () => {
    const { lines, exit } = one.run('/bin/sh -c ls');
    expect([exit, lines[0]?.text]).toEqual([127, expect.stringContaining('command not found')]);
  });

  it.each([
    ['kubctl get pods', 'E kubctl: command not found (did you mean kubectl?)\nexit 127\n'],
    ['kubetcl get pods', 'E kubetcl: command not found (did you mean kubectl?)\nexit 127\n'],
    ['KUBECTL get pods', 'E KUBECTL: command not found (did you mean kubectl?)\nexit 127\n'],
    ['echo a | grp a', 'E grp: command not found (did you mean grep?)\nexit 127\n'],
    [
      'terraform plan',
      'E terraform: command not found (this is no full shell; here are kubectl, curl, watch, filters such as grep and sort, and files: see help)\nexit 127\n',
    ],
  ])('says what may have been meant: %s', (line, text) => expect(one.text(line)).toBe(text));

  it('says in few lines what there is', () => {
    const lines = one.text('help').trimEnd().split('\n');
    expect(lines).toHaveLength(8);
    expect(lines.filter((line) => line.length > 90)).toEqual([]);
    for (const name of ['kubectl', 'grep', 'curl', 'watch', 'history', 'Tab', 'Ctrl-C']) expect(lines.join('\n')).toContain(name);
    expect(lines.join('\n')).not.toContain('helm');
  });

  it('keeps names of prototypes as data', () => {
    expect(one.text('echo x > __proto__; cat __proto__ constructor')).toBe('x\nE cat: constructor: No such file or directory\nexit 1\n');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('kubectl in the terminal', () => {
  const one = bench();

  it('applies a file of the session, and finds it unchanged', () => {
    const line = 'cat > c.yaml <<EOF\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: made}\ndata: {a: b}\nEOF\nkubectl apply -f c.yaml';
    expect(one.text(line)).toBe('configmap/made created\n');
    expect(one.text('cat c.yaml | kubectl apply -f -')).toBe('configmap/made unchanged\n');
    expect(one.text('kubectl apply -f none.yaml')).toBe('E error: the path "none.yaml" does not exist\nexit 1\n');
  });

  it('names the object of each row', () => {
    const { lines } = one.run('kubectl get deployments');
    expect(lines.map(({ object }) => object?.key)).toEqual([undefined, 'default/web']);
  });

  it.each([
    ['kubectl get pods -x', "E error: unknown shorthand flag: 'x' in -x\nE See 'kubectl get --help' for usage.\nexit 1\n"],
    ['kubectl get foo', 'E error: the server doesn\'t have a resource type "foo"\nexit 1\n'],
    [
      'kubectl scale deploy web --replicas=1e3',
      'E error: invalid argument "1e3" for "--replicas" flag: strconv.ParseInt: parsing "1e3": invalid syntax\nE See \'kubectl scale --help\' for usage.\nexit 1\n',
    ],
    ['kubectl alpha', 'E error: kubectl alpha is not offered here: what is in it may go again with any version\nexit 1\n'],
    [
      'kubectl get pods --server=http://evil',
      'E error: --server is not offered here: this terminal reaches its own cluster only, as its administrator\nexit 1\n',
    ],
    ['kubectl apply -f http://evil/x.yaml', 'E error: -f http://evil/x.yaml: addresses are not offered here: nothing is fetched from the network\nexit 1\n'],
    ['kubectl get deploy web -o jsonpath="{.__proto__.constructor}{.constructor}"', ''],
    ['kubectl get deploy --sort-by="{.constructor}"', 'E No resources found in default namespace.\n'],
    ['kubectl get cm made -o jsonpath="{.data.a}{\'\\n\'}"', 'b\n'],
    ["kubectl get cm made -o go-template='{{.data.a}}{{range $k, $v := .data}} {{$k}}={{$v}}{{end}}'", 'b a=b'],
    ['kubectl get cm made -o custom-columns=N:.metadata.name,D:.data', 'N      D\nmade   map[a:b]\n'],
    ['kubectl get pods -l "a in ("', expect.stringContaining('unable to parse requirement')],
  ])('%s', (line, text) => expect(one.text(line)).toEqual(text));

  it('stops walking where a path would reach for ever', () => {
    expect(one.text(`kubectl get deploy web -o jsonpath="{${'..'.repeat(10_000)}}" | head -1`)).toContain('too many values');
  });

  it('pipes names into another command', () => {
    expect(one.text('kubectl get cm made -o name | xargs kubectl delete')).toBe('configmap "made" deleted from default namespace\n');
  });

  it('waits for a rollout', () => {
    expect(one.text('kubectl set image deploy/web nginx=nginx:1.29')).toBe('deployment.apps/web image updated\n');
    expect(one.text('kubectl rollout status deploy/web | tail -n 1')).toBe('deployment "web" successfully rolled out\n');
    expect(one.text('kubectl rollout undo deploy/web && kubectl rollout status deploy/web | wc -l')).toMatch(/^deployment.apps\/web rolled back\n\d+\n$/);
  });
});

describe('a watch', () => {
  it('prints what changes until Ctrl-C, and only that', () => {
    const one = bench();
    const id = one.type('kubectl get pods -w');
    one.pass(5);
    const before = one.result(id)!;
    expect([before.open, before.lines.length]).toEqual([true, 4]);
    executeCommand(one.sim, { do: 'request', request: { method: 'DELETE', path: `/api/v1/namespaces/default/pods/${before.lines[1]!.text.split(' ')[0]}` } });
    one.pass(20);
    expect(one.result(id)!.lines.length).toBeGreaterThan(6);
    expect(() => executeCommand(one.sim, { do: 'kubectl', line: 'ls' })).toThrow('busy');
    executeCommand(one.sim, { do: 'interrupt' });
    expect(one.result(id)).toMatchObject({ exit: 130, ok: false });
    expect(one.result(id)!.open).toBeUndefined();
    const { length } = one.result(id)!.lines;
    one.pass(30);
    expect(one.result(id)!.lines.length).toBe(length);
    expect(one.text('echo free')).toBe('free\n');
  });

  it('goes through grep as it comes, and ends with head', () => {
    const one = bench();
    expect(one.text('kubectl get pods -w --no-headers | grep web | head -2 | wc -l')).toBe('2\n');
  });
});

it('lives the same when it is lived again', () => {
  const play = (): string => {
    const one = bench();
    const texts = ['kubectl scale deploy web --replicas=1', 'kubectl wait --for=jsonpath={.status.replicas}=1 deploy/web', 'kubectl get pods -o yaml'].map(
      (line) => one.text(line),
    );
    return texts.join('');
  };
  expect(play()).toBe(play());
});
