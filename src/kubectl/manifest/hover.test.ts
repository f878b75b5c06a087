import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { kinds } from '../../kinds/registry.ts';
import docs from '../../kinds/schema/docs.gen.json' with { type: 'json' };
import type { Docs } from '../../kinds/schema/docs.ts';
import { hover } from './hover.ts';

const DOCS = docs as Docs;
const over = (source: string, word: string, nth = 1) => {
  let offset = -1;
  for (let i = 0; i < nth; i++) offset = source.indexOf(word, offset + 1);
  const found = hover(source, offset + 1, DOCS);
  return found && { title: found.title, text: found.text, word: source.slice(found.from, found.to) };
};

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {tier: front}
spec:
  strategy: {type: Recreate}
  template:
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        command: ["a", "b"]
        imagePullPolicy: Always
`;

describe('hover', () => {
  it('names the field, its type, and what it is for', () => {
    expect(over(WEB, 'image')).toEqual({
      title: 'spec.template.spec.containers[].image <string>',
      text: expect.stringMatching(/^Container image name\. More info: /),
      word: 'image',
    });
    expect(over(WEB, 'name', 2)).toMatchObject({ title: 'spec.template.spec.containers[].name <string> -required-' });
    expect(over(WEB, 'containers')).toMatchObject({ title: 'spec.template.spec.containers <[]Container> -required-' });
    expect(over(WEB, 'template')).toMatchObject({ title: 'spec.template <PodTemplateSpec> -required-' });
    expect(over(WEB, '"a"')).toMatchObject({ title: 'spec.template.spec.containers[].command[] <string>', word: '"a"' });
    expect(over(WEB, 'tier')).toMatchObject({ title: 'metadata.labels.tier <string>', text: expect.stringMatching(/^Map of string keys/) });
  });
  it('names the values there are', () => {
    expect(over(WEB, 'Always')).toMatchObject({
      title: 'spec.template.spec.containers[].imagePullPolicy <string>',
      text: expect.stringMatching(/enum: Always, IfNotPresent, Never$/),
    });
    expect(over(WEB, 'Recreate')?.title).toBe('spec.strategy.type <string>');
  });
  it('tells of kinds, also of those that are not served', () => {
    expect(over(WEB, 'Deployment')).toEqual({
      title: 'Deployment',
      text: 'Deployment enables declarative updates for Pods and ReplicaSets.',
      word: 'Deployment',
    });
    expect(over('apiVersion: apps/v1\nkind: StatefulSet\n', 'StatefulSet')?.text).toMatch(/^StatefulSet represents a set of pods/);
  });
  it('in texts nobody can read yet', () => {
    expect(over(`${WEB}      - name: [\n`, 'image')?.title).toBe('spec.template.spec.containers[].image <string>');
    expect(over(`${WEB}  : :\n\t`, 'Always')?.title).toBe('spec.template.spec.containers[].imagePullPolicy <string>');
  });
  it('in later documents, items of Lists, CRLF', () => {
    const list = 'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  data: {a: b}\n';
    const source = `\ufeff${WEB}---\n${list}`.replaceAll('\n', '\r\n');
    expect(over(source, 'data:', 2)).toMatchObject({ title: 'data <map[string]string>', word: 'data' });
    expect(over(source, 'image')).toMatchObject({ word: 'image' });
    expect(over(source, 'ConfigMap')?.title).toBe('ConfigMap');
  });
  it('nothing about nothing', () => {
    expect(over('a: 1', 'a')).toBeUndefined();
    expect(over(`${WEB}# words`, 'words')).toBeUndefined();
    expect(over(WEB.replace('image:', 'imagee:'), 'imagee')).toBeUndefined();
    expect(hover('', 0, DOCS)).toBeUndefined();
    expect(hover(WEB, WEB.indexOf('image') + 1, undefined)).toMatchObject({ title: 'spec.template.spec.containers[].image <string>', text: '' });
  });
  it('never throws', () => {
    const samples = kinds.flatMap((kind) => kind.samples.map((sample) => stringify(sample)));
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.nat({ max: 600 }),
        fc.nat({ max: 600 }),
        fc.constantFrom('', '{', ': ', '- ', '\n', '"'),
        (sample, cut, offset, insert) => {
          const source = sample.slice(0, cut) + insert + sample.slice(cut);
          hover(source, Math.min(offset, source.length), undefined);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
