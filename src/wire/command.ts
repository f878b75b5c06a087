import type { OutsideInput } from './outside.ts';
import type { ApiRequest, ApiResponse } from './request.ts';

/**
 * All that a person (or a lesson, a test, a plan of faults) can do to a cluster. What the API offers is done through the API;
 * the rest is what hands and accidents do to machines and programs.
 */
export type Command =
  /** kubectl apply -f: answers as kubectl's, line by line. `source` = the whole text of the editor. */
  | { readonly do: 'apply'; readonly source: string; readonly namespace?: string }
  /** Any API request; `said` is how a person would have typed it (`kubectl scale deployment/web --replicas=5`). */
  | {
      readonly do: 'request';
      readonly request: ApiRequest;
      readonly said?: string;
      /** From the REST console: what comes of it is the response itself, or a stream (a watch, a log that is followed) that `interrupt` ends. */
      readonly console?: true;
    }
  /** A line typed at a terminal of the page: kubectl and a few programs beside it (kubectl/cli). What it prints comes as the command's result. */
  | { readonly do: 'kubectl'; readonly line: string /** Each has its files, variables and namespace. */; readonly terminal?: string }
  /** Ctrl-C in a terminal, or (`consoleStream`) the end of a stream of the REST console. */
  | { readonly do: 'interrupt'; readonly terminal?: string }
  /**
   * Typed for the program that reads in a terminal (`CommandResult.wants`). With a tty: the keys as they are pressed, Ctrl-C and Ctrl-D among them, and the
   * program echoes them. Without: whole lines, and `end` is Ctrl-D.
   */
  | { readonly do: 'input'; readonly terminal?: string; readonly text: string; readonly end?: true }
  /** The text a terminal's program wants edited (`CommandResult.wants`) as it was saved; null: closed without saving. */
  | { readonly do: 'edited'; readonly terminal?: string; readonly text: string | null }
  /** A request of a real client outside; `agent` is how it calls itself (`kubectl/v1.35.2`), `exchange` names the answers (wire/outside.ts). */
  | { readonly do: 'client'; readonly exchange: string; readonly agent: string; readonly request: ApiRequest }
  /** What that client sends on a stream it has open. */
  | { readonly do: 'client.input'; readonly exchange: string; readonly input: OutsideInput }
  /** That client does not wait any more: a watch ends, an answer is not sent. */
  | { readonly do: 'client.gone'; readonly exchange: string }
  /** A container's main process ends with this exit code. */
  | { readonly do: 'container.exit'; readonly pod: string; readonly container: string; readonly exitCode: number; readonly reason?: 'OOMKilled' }
  /** The program answers its readiness probe and requests with errors, or recovers. */
  | { readonly do: 'container.healthy'; readonly pod: string; readonly container: string; readonly healthy: boolean }
  /** The machine is switched off or on. */
  | { readonly do: 'node.power'; readonly node: string; readonly on: boolean }
  /** Only the kubelet process dies or comes back (containers go on; with `forget`, they are gone when it is back, as in the recordings). */
  | { readonly do: 'kubelet.process'; readonly node: string; readonly on: boolean; readonly forget?: boolean }
  /** The network between a node and kube-apiserver is cut or mended; its containers go on. */
  | { readonly do: 'node.network'; readonly node: string; readonly connected: boolean }
  /** One controller of kube-controller-manager (or `kube-scheduler`) is switched off or on. */
  | { readonly do: 'component.switch'; readonly component: string; readonly on: boolean }
  | { readonly do: 'traffic'; readonly traffic: Traffic }
  | { readonly do: 'traffic.stop'; readonly id: string }
  /** A named trouble with parameters, see engine/faults. */
  | { readonly do: 'fault'; readonly fault: string; readonly args: { readonly [name: string]: string | number | boolean } };

/** Name under which `interrupt` ends the stream that this command of the console has opened. */
export const consoleStream = (happening: number | string): string => `console.${happening}`;
/** … and the command (by its happening) that such a name is of. */
export function streamOfConsole(terminal: string): number | undefined {
  const [, id] = /^console\.(\d+)$/.exec(terminal) ?? [];
  return id === undefined ? undefined : Number(id);
}

/** What a client or a line only reads, what is typed into a program that runs, and that something is left: nothing to flag on the timeline or to take back. */
export function changesNothing(command: Command): boolean {
  switch (command.do) {
    case 'client.gone':
    case 'client.input':
    case 'input':
    case 'interrupt':
      return true;
    case 'client':
      return command.request.method === 'GET';
    case 'request':
      return command.console === true && (command.request.method === 'GET' || (command.request.method as string) === 'HEAD');
    case 'edited':
      return command.text === null;
    case 'kubectl':
      return readsOnly(command.line);
    default:
      return false;
  }
}

/** What is longer is hardly a question. */
const LONGEST_QUESTION = 4_000;

/** Whether each command of a line only asks or tells something; nothing is put into a file or a variable. */
function readsOnly(line: string): boolean {
  if (line.length > LONGEST_QUESTION) return false;
  // What stands in quotes runs only where a $( ) is in it.
  const bare = line
    .replace(/'[^']*'|"[^"$`\\]*"/g, (quoted) => (quoted.startsWith('-', 1) ? '-X' : 'q'))
    .replace(/\s2>(?:&1|\s*\/dev\/null)/g, ' ')
    .trim();
  if (/[<>`()\\'"&]/.test(bare.replaceAll('&&', ';'))) return false;
  return bare.split(/&&|\|\||[|;\n]/).every((command) => isReading(command.trim()));
}

function isReading(command: string): boolean {
  const [, watched] = /^watch\s+(?:(?:-n\s*[\d.]+|--interval[= ][\d.]+|-[tdx]|--\w+)\s+)*([^-].*)$/.exec(command) ?? [];
  const read = watched ?? command;
  return read === '' || TELLS.test(read) || READS.test(read) || (/^curl(?:\s|$)/.test(read) && !CURL_CHANGES.test(read));
}

const TELLS =
  /^(?:help|history|clear|ls|pwd|echo|printf|date|sleep|seq|true|false|:|test|\[|env|printenv|cat|cut|grep|egrep|head|tail|tr|sort|uniq|wc|sed|nl|rev|tac|less|more|column|base64)(?:\s|$)/;
/** Another method, a body, a file that is written. */
const CURL_CHANGES = /\s(?:-[a-zA-Z]*[XdTFoO]|--(?:request|data|json|form|upload|output|remote))/;
const READS =
  /^(?:kubectl|k)\s+(?:get|describe|logs|events|explain|top|diff|wait|version|cluster-info(?!.*--output-directory)|api-resources|api-versions|options|help|auth\s+can-i|rollout\s+(?:status|history))(?:\s|$)/;

/** Requests that someone sends, again and again. */
export interface Traffic {
  readonly id: string;
  /** `users` outside the cluster, or a pod `ns/name`. */
  readonly from: string;
  /** `http://web.default.svc:80/` ; from outside: a node port or the Service's external address is used when it has one, else its cluster IP. */
  readonly url: string;
  readonly perSecond: number;
}

/** What came of a command: lines as kubectl prints them. */
export interface CommandResult {
  readonly ok: boolean;
  readonly lines: readonly ResultLine[];
  /** More may come: a line of a terminal that still runs. */
  readonly open?: boolean;
  /** A program of the line reads what is typed (`{do: 'input'}`); with a tty it wants single keys and echoes them itself. */
  readonly wants?: TerminalWish;
  /** Of a line of a terminal that is over. */
  readonly exit?: number;
  /** The last line has no end yet. */
  readonly unfinished?: boolean;
  /** Of a request of the REST console: what the server answered; while a stream is open, its lines come behind it. */
  readonly response?: ApiResponse;
  /** Of its stream: the number of the first of `lines`, counted from the stream's beginning, and how many of the oldest are no longer kept. */
  readonly from?: number;
  readonly dropped?: number;
  /** … and the happening of the command. */
  readonly happening?: number;
}

/** What the program of a line waits for from the person. */
export type TerminalWish =
  | { readonly is: 'stdin'; readonly tty: boolean }
  /** A text to be edited; `name` is the file kubectl would open the editor with. Answered by `{do: 'edited'}`. */
  | { readonly is: 'edit'; readonly name: string; readonly text: string };

export interface ResultLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** Place in `source` the line concerns, 1-based. */
  readonly line?: number;
  readonly column?: number;
  /** Object the line names. */
  readonly object?: {
    readonly resource: string;
    readonly key: string;
    /** Further objects that the line names (the node of a pod), each with its words there. */
    readonly others?: readonly { readonly resource: string; readonly key: string; readonly text: string }[];
  };
}
