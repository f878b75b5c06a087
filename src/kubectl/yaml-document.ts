import { Composer, type Document, type LineCounter, Lexer, Parser } from 'yaml';

/** The offset of what is nested too deep. */
export type TooDeep = number;

/**
 * The (first) document of a text, as `parseDocument` of the library makes it, unless more than `most` nodes are open within each other. The library's lexer and
 * parser keep what is open in a list, which is looked at after each token; its composer goes down with every level, and must not see more levels than there is
 * stack: what the engine does then is not always an error that could be caught.
 */
export function documentWithin(text: string, most: number, lineCounter: LineCounter): Document | TooDeep {
  const parser = new Parser(lineCounter.addNewLine);
  const tokens: unknown[] = [];
  lineCounter.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    // The library hides its list; without it the same would have to be told from its tokens a second time.
    if (parser['stack'].length > most) return parser['offset'];
  }
  tokens.push(...parser.end());
  const composer = new Composer({
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    logLevel: 'silent',
    prettyErrors: false,
    stringKeys: false,
    lineCounter,
  });
  const [document] = composer.compose(tokens as Parameters<Composer['compose']>[0], true, text.length);
  return document as unknown as Document;
}
