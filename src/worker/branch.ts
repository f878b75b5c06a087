import { Vector } from '../base/vector.ts';
import { changesNothing, type Command } from '../wire/command.ts';
import type { ListedCommand, RecordedCommand } from '../wire/instant.ts';
import type { BranchName } from './branch-name.ts';
import { Journal } from './journal.ts';
import { isBefore, isSame, type Mark, type Place, thinned } from './marks.ts';

/** Where a branch stands at its end. */
export interface Head extends Place {
  readonly t: number;
  readonly rev: number;
  readonly happenings: number;
}

/** One line of history: what was done on it, how far it was played, and marks to return to. */
export class Branch {
  readonly id: string;
  called: BranchName;
  readonly parent: Branch | undefined;
  readonly fork: Place;
  /** Happenings it shares with its parent. */
  readonly forkHappenings: number;
  /** All commands from the beginning of the history on; those before the fork are the parent's too. */
  private given: Vector<RecordedCommand>;
  private list = Vector.empty<ListedCommand>();
  /** So many of the commands have been looked at for the list. */
  private looked = 0;
  head: Head;
  /** What happened on it since it left its parent. */
  readonly journal: Journal;
  /** State at the head, kept while the cursor is elsewhere. */
  headMark: Mark | undefined;
  private marks: readonly Mark[];
  private sinceThinning = 0;

  constructor(id: string, called: BranchName, origin: { readonly parent?: Branch; readonly at: Mark; readonly commands: Iterable<RecordedCommand> }) {
    this.id = id;
    this.called = called;
    this.parent = origin.parent;
    this.fork = { event: origin.at.event, commands: origin.at.commands };
    this.forkHappenings = origin.at.happenings;
    this.given = Vector.from(origin.commands);
    this.head = origin.at;
    this.journal = new Journal(origin.parent ? this.forkHappenings : 0);
    this.marks = [origin.at];
  }

  get commands(): Vector<RecordedCommand> {
    return this.given;
  }

  give(command: RecordedCommand): void {
    this.given = this.given.push(command);
  }

  /** What is listed of its commands; the same list until something is to be listed. Keys that are typed are not, however many there are. */
  get listed(): Vector<ListedCommand> {
    const { given } = this;
    for (; this.looked < given.length; this.looked++) {
      const one = given.get(this.looked)!;
      if (!changesNothing(one.command)) this.list = this.list.push({ ...one, command: withoutBody(one.command), at: this.looked });
    }
    return this.list;
  }

  add(mark: Mark): void {
    this.marks = [...this.marks, mark];
    if (++this.sinceThinning < 32) return;
    this.marks = thinned(this.marks);
    this.sinceThinning = 0;
  }

  /** Takes the head back to where it was: what was tried beyond it has not been lived. */
  withdraw(head: Head, headMark: Mark | undefined): void {
    this.head = head;
    this.headMark = headMark;
    this.journal.truncate(head.happenings);
    this.marks = this.marks.filter((mark) => !isBefore(head, mark));
  }

  get markCount(): number {
    return this.marks.length;
  }

  /** The latest mark that fits, on this branch or before it left its parent. */
  latest(fits: (mark: Mark) => boolean): Mark | undefined {
    if (this.headMark && fits(this.headMark)) return this.headMark;
    for (let i = this.marks.length - 1; i >= 0; i--) if (fits(this.marks[i]!)) return this.marks[i];
    const { fork } = this;
    return this.parent?.latest((mark) => !isBefore(fork, mark) && fits(mark));
  }

  /** The branch of the family that owns a place on this line. */
  ownerOf(place: Place): Branch {
    return this.parent && !isBefore(this.fork, place) ? this.parent.ownerOf(place) : this;
  }

  isHead(place: Place): boolean {
    return isSame(place, this.head);
  }
}

function withoutBody(command: Command): Command {
  if (command.do !== 'client' || command.request.body === undefined) return command;
  const { body: _body, ...request } = command.request;
  return { ...command, request };
}

/** How many happenings two branches have in common. */
export function sharedHappenings(a: Branch, b: Branch): number {
  if (a === b) return Number.POSITIVE_INFINITY;
  const [left, right] = [ancestry(a), ancestry(b)];
  let depth = 0;
  while (left[depth] && left[depth] === right[depth]) depth++;
  return Math.min(left[depth]?.forkHappenings ?? Number.POSITIVE_INFINITY, right[depth]?.forkHappenings ?? Number.POSITIVE_INFINITY);
}

const ancestry = (branch: Branch): readonly Branch[] => (branch.parent ? [...ancestry(branch.parent), branch] : [branch]);
