/** A parsed shell script: plain data, kept in the state of processes that run it. */
export type Node =
  | { readonly t: 'list'; readonly items: readonly { readonly node: Node; readonly background: boolean }[] }
  | { readonly t: 'and' | 'or'; readonly left: Node; readonly right: Node }
  | { readonly t: 'not'; readonly node: Node }
  | { readonly t: 'pipe'; readonly nodes: readonly Node[] }
  | SimpleNode
  | { readonly t: 'group' | 'subshell'; readonly body: Node; readonly redirects: readonly Redirect[] }
  | {
      readonly t: 'if';
      readonly clauses: readonly { readonly condition: Node; readonly body: Node }[];
      readonly otherwise: Node | undefined;
      readonly redirects: readonly Redirect[];
    }
  | { readonly t: 'loop'; readonly until: boolean; readonly condition: Node; readonly body: Node; readonly redirects: readonly Redirect[] }
  | ForNode
  | {
      readonly t: 'case';
      readonly word: Word;
      readonly arms: readonly { readonly patterns: readonly Word[]; readonly body: Node }[];
      readonly redirects: readonly Redirect[];
    }
  /** bash: for ((init; condition; step)) */
  | {
      readonly t: 'count';
      readonly init: string;
      readonly condition: string;
      readonly step: string;
      readonly body: Node;
      readonly redirects: readonly Redirect[];
    }
  | { readonly t: 'function'; readonly name: string; readonly body: Node };

export interface SimpleNode {
  readonly t: 'simple';
  readonly assigns: readonly { readonly name: string; readonly word: Word }[];
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
}

export interface ForNode {
  readonly t: 'for';
  readonly name: string;
  /** Undefined: "$@". */
  readonly words: readonly Word[] | undefined;
  readonly body: Node;
  readonly redirects: readonly Redirect[];
}

export interface Redirect {
  /** The descriptor that is redirected; `both` = &>. */
  readonly fd: number | 'both';
  /** `>&` and `<&` copy another descriptor; `<<` = the word is the text itself. */
  readonly op: '>' | '>>' | '<' | '>&' | '<<';
  readonly word: Word;
}

export type Word = readonly Part[];

export type Part =
  | { readonly p: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly p: 'variable'; readonly name: string; readonly op: VariableOp; readonly argument: Word; readonly quoted: boolean }
  | { readonly p: 'command'; readonly body: Node; readonly quoted: boolean }
  | { readonly p: 'arithmetic'; readonly word: Word; readonly quoted: boolean };

export type VariableOp = '' | '#length' | ':-' | '-' | ':=' | '=' | ':+' | '+' | ':?' | '?' | '#' | '##' | '%' | '%%' | '/' | '//' | ':';

export const NO_REDIRECTS: readonly Redirect[] = [];
