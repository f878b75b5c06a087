import { messageOf } from '../base/assert.ts';
import type { Answers, Question, Source } from '../wire/source.ts';
import type { YamlServices } from '../views/editor/yaml-editor.tsx';

type Asked = Extract<Question, { ask: 'lint' | 'complete' | 'hover' }>;
type About = Asked['ask'];

export interface EditorHelpParts {
  readonly source: Pick<Source, 'ask'>;
  /** A problem as it is told to the person. */
  readonly told: (message: string) => string;
  /** False: the rules of a manifest do not hold for the text, it is not checked. */
  readonly checks: boolean;
}

/**
 * What an editor asks the worker about its text. A question that fails gives nothing, as if nothing were wrong or known: so why it failed is kept until a
 * question of its kind is answered again.
 */
export class EditorHelp {
  private readonly parts: EditorHelpParts;
  private readonly failed = new Map<About, { readonly question: Asked; readonly why: string }>();
  private readonly listeners = new Set<() => void>();
  private known: YamlServices;

  constructor(parts: EditorHelpParts) {
    this.parts = parts;
    this.known = this.made();
  }

  /** Others each time help is there again: the text is to be looked at once more. */
  readonly services = (): YamlServices => this.known;

  /** Why there is no help; undefined: there is. */
  readonly trouble = (): string | undefined => [...this.failed.values()][0]?.why;

  readonly listen = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Asks again what failed: who stops typing learns too that help is back. */
  readonly tryAgain = (): void => {
    // What came of it is kept by `ask`.
    for (const { question } of this.failed.values()) void this.ask(question, undefined);
  };

  private made(): YamlServices {
    const { checks, told } = this.parts;
    return {
      lint: async (source) => {
        if (!checks) return [];
        const problems: Answers['lint'] = await this.ask({ ask: 'lint', source }, []);
        return problems.map((problem) => ({ ...problem, message: told(problem.message) }));
      },
      complete: (source, offset) => this.ask<'complete', Answers['complete']>({ ask: 'complete', source, offset }, []),
      hover: (source, offset) => this.ask({ ask: 'hover', source, offset }, undefined),
    };
  }

  private async ask<Q extends About, Nothing>(question: Extract<Asked, { ask: Q }>, nothing: Nothing): Promise<Answers[Q] | Nothing> {
    const before = this.trouble();
    try {
      const answer = await this.parts.source.ask(question as never);
      if (this.failed.delete(question.ask) && this.failed.size === 0) this.known = this.made();
      return answer as Answers[Q];
    } catch (error) {
      this.failed.set(question.ask, { question, why: messageOf(error) });
      return nothing;
    } finally {
      if (this.trouble() !== before) for (const listener of this.listeners) listener();
    }
  }
}
