import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LessonError, readLesson } from './read.ts';

const DIR = import.meta.dirname;
const ids = fs.readdirSync(DIR, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

describe('lesson files', () => {
  it.each(ids)('%s reads in both languages and is named as its folder', (id) => {
    const lesson = readLesson(fs.readFileSync(path.join(DIR, id, 'lesson.yaml'), 'utf8'));
    expect(lesson.id).toBe(id);
    expect(lesson.steps.length).toBeGreaterThan(2);
    expect(new Set(lesson.steps.map((step) => step.id)).size).toBe(lesson.steps.length);
  });

  it('says where a file is wrong', () => {
    const broken =
      'id: x\ntitle: {en: a, ja: b}\nsummary: {en: a, ja: b}\nminutes: 1\nstart: {scenario: empty, seed: 1}\nsteps:\n  - {id: s, title: {en: a}}\n';
    expect(() => readLesson(broken)).toThrow(new LessonError('lesson.steps[0].title.ja: missing'));
  });
});
