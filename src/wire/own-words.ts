/**
 * Cutaway's own words in a terminal: what no kubectl and no shell says. They are printed in English, which files, pipes and clients have; a page in another
 * language puts its words in their place. kubectl's own words have no other language.
 */
export interface OwnWords {
  readonly key: OwnWordsKey;
  readonly args?: Readonly<Record<string, string>>;
  /** The English words, as they stand in what is printed. */
  readonly of: string;
}

export type OwnWordsKey =
  | 'help'
  | 'notFound'
  | 'notFound.near'
  | 'notOffered'
  | 'awk'
  | 'cd'
  | 'editors'
  | 'helm'
  | 'history'
  | 'jq'
  | 'mkdir'
  | 'sudo'
  | 'wget'
  | 'kubectl.alpha'
  | 'kubectl.completion'
  | 'kubectl.debug'
  | 'kubectl.kustomize'
  | 'kubectl.plugin'
  | 'kubectl.port-forward'
  | 'kubectl.proxy'
  | 'kubectl.config'
  | 'ownCluster'
  | 'context'
  | 'user'
  | 'addresses'
  | 'hereString'
  | 'pipeBoth'
  | 'background'
  | 'parentheses'
  | 'braces'
  | 'hereDocument'
  | 'construct'
  | 'piped'
  | 'errorsTo'
  | 'sed'
  | 'pattern'
  | 'tooMuch'
  | 'longLine'
  | 'manyWords'
  | 'longWord'
  | 'largeFiles'
  | 'largeFile'
  | 'fullFiles'
  | 'idleLoop'
  | 'broken';

export type OwnWordsArgs = NonNullable<OwnWords['args']>;

/** `of`: the English words. */
export const ownWords = (of: string, key: OwnWordsKey | undefined, args?: OwnWordsArgs): OwnWords | undefined =>
  key === undefined ? undefined : { key, of, ...(args ? { args } : {}) };

/** An error whose message may be Cutaway's own words. */
export class OwnWordsError extends Error {
  readonly own: OwnWords | undefined;
  constructor(message: string, key?: OwnWordsKey, args?: OwnWordsArgs) {
    super(message);
    this.own = ownWords(message, key, args);
  }
}
