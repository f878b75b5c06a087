import { describe, expect, it } from 'vitest';
import { isUnfinished } from './shell-line.ts';
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

  it('keeps what is assigned before a command for this command alone', () => {
    const shell = new TerminalBench([WEB]);
    expect(shell.text('X=1 printenv X; echo "[$X]"')).toBe('1\n[]\n');
    expect(shell.text('X=0; X=1 echo $X; X=2 printenv X; echo $X')).toBe('0\n2\n0\n');
    expect(shell.text('A=1 B=$A printenv B; X=5 $NONE; echo $X')).toBe('1\n5\n');
    expect(shell.text('i=0; Y=$((i++)) true; echo $i "[$Y]"')).toBe('1 []\n');
    expect(shell.text('X=7 sleep 1; echo $X; X=8 nothing 2> /dev/null; echo $X; X=9 kubectl get ns default -o name; echo $X')).toBe(
      '5\n5\nnamespace/default\n5\n',
    );
    expect(shell.text('X=3 printenv X | cat; echo $(X=4 printenv X) $X; for n in a b; do X=$n printenv X; done; echo $X')).toBe('3\n4 5\na\nb\n5\n');
    expect(shell.text('X=6 export Z=1; echo $X $Z; X=1 printenv X > $X; ls')).toBe('5 1\n5\n');
  });

  it.each([
    ['echo "a', 'unclosed quote'],
    ["echo 'a", 'unclosed quote'],
    ['echo a\\', 'ends with a backslash'],
    ['echo \u0000', 'NUL'],
    [`echo ${'a'.repeat(1_000_000)}`, 'too long'],
    [`echo ${'a '.repeat(100_000)}`, 'too many words'],
    ['echo $(echo a', 'unclosed $('],
    ['echo `echo a', 'unclosed quote'],
    ['echo no $(if true)', "near unexpected token `)'"],
    ['echo no $(true &&)', "near unexpected token `)'"],
    ['echo no "$(true |)"', "near unexpected token `)'"],
    ['echo no `for`', 'near unexpected token ``'],
    ['echo no $((1 + `for))', "near unexpected token `))'"],
    ['if true; then echo a', 'something is missing: fi'],
    ['echo no; case a in b) echo c;; esac', 'not offered'],
    ['echo no; [[ a = a ]]', 'not offered'],
    ['echo no; f() { echo a; }', 'not offered'],
    ['for i in a b; do echo no; done | sort', 'nothing goes from or to a whole'],
    ['echo no; done', "unexpected token `done'"],
    ['if true; do echo no; done', "unexpected token `do'"],
    ['echo no; break', 'only meaningful in a for'],
    ['for i in {1..999999}; do echo no; done', 'at most 10000 words'],
    ['sleep 5 &', 'one command at a time'],
    ['(echo a)', 'not offered'],
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
    ['for i in a b "c d"; do echo "<$i>"; done', '<a>\n<b>\n<c d>\n'],
    ['for i in 1 2 3; do if [ $i -eq 2 ]; then continue; fi; echo $i; done', '1\n3\n'],
    ['i=0; while true; do i=$((i+1)); if [ $i -ge 3 ]; then break; fi; echo $i; done; echo end $i', '1\n2\nend 3\n'],
    ['i=3; until [ $i -eq 0 ]; do echo $i; i=$((i - 1)); done', '3\n2\n1\n'],
    ['for a in 1 2; do for b in x y; do if [ $b = y ]; then continue 2; fi; echo $a$b; done; done', '1x\n2x\n'],
    ['for a in 1 2; do for b in x y; do break 2; done; done; echo $a$b', '1x\n'],
    ['if false; then echo a; elif [ -n "" ]; then echo b; else echo c; fi', 'c\n'],
    ['if ! false; then echo a; fi; if false; then echo b; fi; echo $?', 'a\n0\n'],
    ['for i in {3..1}; do echo n$i; done', 'n3\nn2\nn1\n'],
    ['echo pod-{1..3} {a,b} "{1..2}"', 'pod-1 pod-2 pod-3 {a,b} {1..2}\n'],
    ['for i in $(seq 2 2 6); do echo $i; done', '2\n4\n6\n'],
    ['x=$(echo a; echo b); echo "$x" | tail -1; echo $x', 'b\na b\n'],
    ['echo "<$(echo "a b" | wc -w)>" `echo $(echo deep)`', '<2> deep\n'],
    ['echo $((2 + 3 * 4)) $(( $(echo 5) % 3 ))', '14 2\n'],
    ['y=1; echo $(y=2; echo $y) $y', '2 1\n'],
    ['x=$(false) || echo failed; true && false || echo or', 'failed\nor\n'],
    ["echo $(cat <<'E'\nit's ) (\nE\n) end", "it's ) ( end\n"],
    ["echo $(cat <<E; cat <<-'F'\n\"a\nE\n\tb'\n\tF\n)", '"a b\'\n'],
    ['echo $(echo $((1 << 2))\necho b)', '4 b\n'],
    ['i=1; seq 5 | head -n $((i++)); echo $i', '1\n1\n'],
    ['i=1; seq 5 | head -n $((i++)) | tail -n $((i++)) | wc -l; X=5 | cat; echo $i$X', '1\n1\n'],
    ['i=1; echo $((i++)) | xargs echo $((i++)) a; export X=1 | cat; echo $i$X', '1 a 1\n1\n'],
    ['echo $?$(false)$?; echo "$?$(false)" $?', '01\n0 1\n'],
    ['echo $(( $? + 1 ))$(false)$(( $? + 1 )); false; x=$?$(true)$?; echo $x; for i in $?$(false) $?; do echo $i; done', '12\n10\n0\n1\n'],
    ['x=$(false); echo $?; X=$(false) echo $?$(true); false; echo a | echo $?', '1\n0\n1\n'],
    ['for i in 1 2\ndo\n  echo $i\ndone', '1\n2\n'],
    ['echo $((1 / 0)); echo no', 'E error: 1 / 0: divide by zero\nexit 1\n'],
    ['while false; do echo no; done; echo $?', '0\n'],
    ['test -f nowhere || [ a = a ] && echo yes', 'yes\n'],
    ['[ a', "E [: missing `]'\nexit 2\n"],
    ['for i in; do echo no; done', ''],
    ['x=a; while true; do x=$x$x; done', 'E error: a word is too long: at most 1000000 characters\nexit 1\n'],
    ["printf '%999999999s' a | wc -c", '10000\n'],
  ])('runs %s', (line, text) => expect(new TerminalBench().text(line)).toBe(text));

  it.each(['if true; then', 'for i in 1 2; do', 'for i in', 'while true', 'echo $(echo', 'echo `echo', 'a && ', 'if true\n'])(
    'goes on in the next line: %s',
    (line) => {
      expect([isUnfinished(line), isUnfinished(`${line}; done`)]).toEqual([true, expect.anything()]);
    },
  );

  it.each(['echo $(if true)', 'echo $(true &&)', 'echo `for`', 'echo $((1 + `a))', "echo $(cat <<'E'\nit's\nE\n)"])('asks for no other line: %s', (line) =>
    expect(isUnfinished(line)).toBe(false),
  );

  it.each(["echo $(cat <<'E'\nit's", "echo $(cat <<'E'\nit's)\nE\n"])('asks for the rest of a text within a word: %s', (line) =>
    expect(isUnfinished(line)).toBe(true),
  );

  it('ends a loop by Ctrl-C, and one that waits for nothing by itself', () => {
    const id = one.type('while true; do echo a; sleep 1; done');
    one.pass(3.5);
    expect(one.result(id)).toMatchObject({ open: true, lines: { length: 4 } });
    executeCommand(one.sim, { do: 'interrupt' });
    expect(one.result(id)).toMatchObject({ exit: 130 });
    const before = one.sim.now;
    expect(one.text('while true; do :; done')).toBe('E error: a loop that waits for nothing was ended: put a sleep into it\nexit 1\n');
    expect(one.sim.now).toBeGreaterThan(before);
  });

  it('has room for so much in files', () => {
    const two = new TerminalBench();
    expect(
      two.text('printf "%10000s" > a; cat a a a a a a a a a a > b; cat b b b b b b b b b b > a; for i in 1 2 3; do cat a a > b; mv b a; done; wc -c a'),
    ).toContain('8000000 a');
    expect(two.text('for i in {1..9}; do cp a f$i; done')).toContain('No space left');
    expect(two.text('cat a a > b; echo $?')).toContain('too much output');
    expect(two.text('echo b >> a')).toContain('File too large');
    expect(two.text('echo b | tee -a a')).toContain('File too large');
  });

  it.each([
    ['kubctl get pods', 'E kubctl: command not found (did you mean kubectl?)\nexit 127\n'],
    ['kubetcl get pods', 'E kubetcl: command not found (did you mean kubectl?)\nexit 127\n'],
    ['KUBECTL get pods', 'E KUBECTL: command not found (did you mean kubectl?)\nexit 127\n'],
    ['echo a | grp a', 'E grp: command not found (did you mean grep?)\nexit 127\n'],
    ['terraform plan', 'E terraform: command not found (here are kubectl, curl, watch, filters such as grep and sort, and files: see help)\nexit 127\n'],
  ])('says what may have been meant: %s', (line, text) => expect(one.text(line)).toBe(text));

  it('says in few lines what there is', () => {
    const lines = one.text('help').trimEnd().split('\n');
    expect(lines).toHaveLength(12);
    expect(lines.filter((line) => line.length > 90)).toEqual([]);
    for (const name of ['kubectl', 'grep', 'curl', 'watch', 'history', 'Tab', 'Ctrl-C', 'CLUSTER-IP', 'wget -qO- web', 'done'])
      expect(lines.join('\n')).toContain(name);
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

  it('names also the node of a pod, and what an event is about', () => {
    const pod = one.run('kubectl get pods -o wide --no-headers').lines[0]!;
    expect(pod.object?.others).toMatchObject([{ resource: 'nodes' }]);
    expect(pod.text).toContain(` ${pod.object!.others![0]!.text} `);
    const event = one.run('kubectl get events --no-headers').lines.find(({ text }) => text.includes(' pod/'))!;
    expect(event.object?.others).toMatchObject([{ resource: 'pods', key: expect.stringMatching(/^default\/web-/) }]);
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
