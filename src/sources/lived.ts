import type { RecordedCommand } from '../wire/instant.ts';
import type { Session } from '../wire/session.ts';
import type { FromWorker } from '../worker/protocol.ts';
import type { Standing } from '../worker/standing.ts';

/** The branch every session begins on. */
const FIRST = 'main';

/**
 * What was done in a session and where it stands, kept beside the worker so that a new one can live it again. The worker tells each command once, as it is
 * given and before anything comes of it: nothing that somebody was answered is missing here.
 */
export class Lived {
  private readonly beginning: Session;
  /** All commands of each branch, those before its fork too. */
  private readonly given = new Map<string, RecordedCommand[]>();
  private at: Standing | undefined;

  constructor(session: Session) {
    this.beginning = session;
    this.given.set(FIRST, [...session.commands]);
  }

  take({ of, at, command }: Extract<FromWorker, { say: 'given' }>): void {
    let commands = this.given.get(at.branch);
    if (!commands) {
      // It begins a branch: what was given before is common to both.
      commands = this.given.get(of)?.slice(0, at.commands - 1) ?? [];
      this.given.set(at.branch, commands);
    }
    commands[at.commands - 1] = command;
    this.at = at;
  }

  stands(at: Standing | undefined): void {
    this.at = at ?? this.at;
  }

  /** Branches that are not among these have been removed. */
  keep(branches: readonly { readonly id: string }[]): void {
    const there = new Set(branches.map(({ id }) => id));
    for (const id of this.given.keys()) if (!there.has(id)) this.given.delete(id);
  }

  /** From it the same is lived again, on the branch on which it stands. */
  get session(): Session {
    const { beginning, at } = this;
    if (!at) return beginning;
    const { branch, ...view } = at;
    return { ...beginning, commands: [...(this.given.get(branch) ?? [])], view };
  }
}
