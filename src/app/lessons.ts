import type { Lesson } from '../lessons/lesson.ts';
import { readLesson } from '../lessons/read.ts';

/** Every lesson of the catalogue: a folder with a lesson.yaml is enough. */
const files = import.meta.glob<string>('../lessons/*/lesson.yaml', { query: '?raw', import: 'default', eager: true });

export const LESSONS: readonly Lesson[] = Object.keys(files)
  .sort()
  .map((path) => readLesson(files[path]!));

export const lessonById = (id: string): Lesson | undefined => LESSONS.find((lesson) => lesson.id === id);
