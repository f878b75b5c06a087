import { describe, expect, it } from 'vitest';
import { TerminalBench } from '../../engine/terminal.testing.ts';
import { executeCommand } from '../../engine/person.ts';
import { WEB } from '../../scenarios/manifests.ts';

const DOWN_SECONDS = 20;

function bench(): TerminalBench {
  const made = new TerminalBench([WEB]);
  made.pass(60);
  return made;
}

const apiDown = ({ sim }: TerminalBench): void => executeCommand(sim, { do: 'fault', fault: 'api-down', args: { seconds: DOWN_SECONDS } });

describe('while one waits the API server goes away', () => {
  it('rollout status goes on when it is back', () => {
    const one = bench();
    one.run('kubectl set image deploy/web nginx=nginx:1.29');
    const id = one.type('kubectl rollout status deploy/web');
    one.pass(0.5);
    apiDown(one);
    one.pass(DOWN_SECONDS - 1);
    expect(one.result(id)!.open).toBe(true);
    one.pass(120);
    const { open, exit, lines } = one.result(id)!;
    expect([open ?? false, exit, lines.at(-1)?.text]).toEqual([false, 0, 'deployment "web" successfully rolled out']);
  });

  it('wait takes its whole time', () => {
    const one = bench();
    const id = one.type(`kubectl wait --for=jsonpath='{.spec.replicas}'=9 deploy/web --timeout=60s`);
    one.pass(2);
    apiDown(one);
    one.pass(50);
    expect(one.result(id)!.open).toBe(true);
    one.pass(15);
    expect(one.result(id)!.lines.at(-1)?.text).toBe('error: timed out waiting for the condition on deployments/web');
  });

  it('what comes true meanwhile is seen', () => {
    const one = bench();
    const id = one.type(`kubectl wait --for=jsonpath='{.spec.replicas}'=3 deploy/web --timeout=100s`);
    one.pass(1);
    apiDown(one);
    one.pass(DOWN_SECONDS + 1);
    executeCommand(one.sim, { do: 'kubectl', line: 'kubectl scale deploy/web --replicas=3' });
    one.pass(40);
    expect(one.result(id)).toMatchObject({ exit: 0, lines: [{ text: 'deployment.apps/web condition met' }] });
  });
});
