import type { Lesson } from '../lessons/lesson.ts';

/** What menus and the start of a lesson need of it. */
export type LessonHead = Pick<Lesson, 'id' | 'title' | 'minutes' | 'start'>;

/** Every lesson of the catalogue: a folder with a lesson.yaml is enough. */
const heads = import.meta.glob<LessonHead>('../lessons/*/lesson.yaml', { query: '?head', import: 'default', eager: true });
const texts = import.meta.glob<string>('../lessons/*/lesson.yaml', { query: '?raw', import: 'default' });

export const LESSONS: readonly LessonHead[] = Object.keys(heads)
  .sort()
  .map((path) => heads[path]!);

export const lessonById = (id: string): LessonHead | undefined => LESSONS.find((lesson) => lesson.id === id);

/** The whole lesson; the reader of YAML comes with the first one. */
export async function loadLesson(id: string): Promise<Lesson> {
  const [{ readLesson }, text] = await Promise.all([import('../lessons/read.ts'), texts[`../lessons/${id}/lesson.yaml`]!()]);
  return readLesson(text);
}
