import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { yamlLines } from './yaml-lines.ts';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', labels: { app: 'on', num: '1' }, annotations: { text: 'one\ntwo\n' }, creationTimestamp: null },
  spec: { containers: [{ name: 'x', image: 'nginx:1', args: [], ports: [{ containerPort: 80 }] }], volumes: [] },
};
const text = (lines: readonly { text: string }[]): string => lines.map((line) => line.text).join('\n');

describe('yamlLines', () => {
  it('writes YAML that reads back as the same object', () => {
    expect(parse(text(yamlLines(pod)))).toEqual(pod);
    expect(yamlLines(pod).every((line) => line.mark === 'same')).toBe(true);
  });

  it('quotes what would be read as something else', () => {
    const odd = { a: 'yes', b: '1e3', c: '', d: '# no', e: 'x: y', f: '- z', g: '2001-12-14', h: '0x1F', i: ' pad ' };
    expect(parse(text(yamlLines(odd)), { version: '1.1' })).toEqual(odd);
  });

  it('marks what changed, came and went', () => {
    const next = { ...pod, metadata: { name: 'a', labels: { app: 'on', num: '2' } }, spec: { ...pod.spec, nodeName: 'node-1' } };
    const lines = yamlLines(next, pod);
    const marked = (mark: string): string[] => lines.filter((line) => line.mark === mark).map((line) => line.text.trim());
    expect(marked('changed')).toEqual(['num: "2"']);
    expect(marked('added')).toEqual(['nodeName: node-1']);
    expect(marked('removed')).toContain('annotations:');
  });

  it('follows list items by name, not by place', () => {
    const two = [
      { name: 'x', image: '1' },
      { name: 'y', image: '1' },
    ];
    const lines = yamlLines({ c: [two[1], { name: 'z', image: '1' }] }, { c: two });
    expect(lines.filter((line) => line.mark === 'added').map((line) => line.text)).toEqual(['- image: "1"', '  name: z']);
    expect(lines.filter((line) => line.mark === 'removed').map((line) => line.text)).toEqual(['- image: "1"', '  name: x']);
  });
});
