import { messageOf } from '../base/assert.ts';
import { type Docs, knowDocs } from '../kinds/schema/docs.ts';
import type { Command } from '../wire/command.ts';
import type { Question } from '../wire/source.ts';

let docs: Docs | undefined;
let loading: Promise<void> | undefined;

/** The schema's descriptions once they are here; the first to ask sets them on their way. What is answered before has none. */
export function docsSoFar(): Docs | undefined {
  // Where they cannot be had the next one to ask tries again; who must not go without waits for `docsLoaded`, which says why.
  docsLoaded()?.catch(() => undefined);
  return docs;
}

/**
 * Resolves when the descriptions are here, also for the API server; undefined: they are. Rejects where they cannot be had, and the next one to ask tries again:
 * what is printed without them would be another history than the one that is lived again with them.
 */
export function docsLoaded(): Promise<void> | undefined {
  if (docs) return undefined;
  loading ??= import('../kinds/schema/docs.gen.json').then(
    ({ default: loaded }) => {
      docs = loaded as unknown as Docs;
      knowDocs(docs);
    },
    (error: unknown) => {
      loading = undefined;
      throw new Error(`the descriptions of the API's fields could not be loaded; try again (${messageOf(error)})`);
    },
  );
  return loading;
}

/** What is answered with the descriptions has to wait for them: a line that may run `kubectl explain`, a request for `/openapi`, a session that has such. */
export function needsDocs(question: Question): boolean {
  switch (question.ask) {
    case 'command':
      return mayAskForDocs(question.command);
    case 'read':
      return question.request.path.includes('openapi');
    case 'open':
      return question.session.commands.some(({ command }) => mayAskForDocs(command));
    default:
      return false;
  }
}

function mayAskForDocs(command: Command): boolean {
  if (command.do === 'request' || command.do === 'client') return command.request.path.includes('openapi');
  // Words come out of quotes, variables and pipes, too.
  return command.do === 'kubectl' && /explain|openapi|\$|xargs/.test(command.line.replace(/['"\\\n]/g, ''));
}
