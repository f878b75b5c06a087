import { unreachable } from '../base/assert.ts';
import { type AppliedName, appliedNames } from './applied-names.ts';
import type { Command } from './command.ts';
import { faultKind } from './faults.ts';
import type { OutsideInput } from './outside.ts';
import type { ApiRequest } from './request.ts';

/** A command as its happening keeps it: of an apply only what it was called, since its text is in the session. */
export type ShownCommand = Exclude<Command, { readonly do: 'apply' }> | { readonly do: 'apply'; readonly said?: string; readonly source?: string };
type Language = 'en' | 'ja';

/**
 * A command in one short sentence: what goes through the API as kubectl has it, the rest in the reader's language. For flags of the timeline,
 * branches a command begins, undo, the thread of cause. English is also the name a branch is stored under.
 */
export function commandName(command: ShownCommand, language: Language = 'en'): string {
  switch (command.do) {
    case 'apply':
      return command.said ?? applyName(command.source ?? '');
    case 'request':
      return command.said ?? requestName(command.request);
    case 'kubectl':
      return lineName(command.line);
    case 'interrupt':
      return 'Ctrl-C';
    case 'client':
      return `${command.agent}: ${requestName(command.request)}`;
    default:
      return language === 'ja' ? japanese(command) : english(command);
  }
}

/** So many characters of a line are shown. */
const LINE_SHOWN = 100;

/** The first line of what was typed; here-documents are left out. */
export function lineName(line: string): string {
  const [first = ''] = line.trim().split('\n');
  return first.length > LINE_SHOWN ? `${first.slice(0, LINE_SHOWN)}…` : first;
}

/** Keys without a letter are left out. */
function typedName({ text, end }: Pick<Extract<ShownCommand, { readonly do: 'input' }>, 'text' | 'end'>): string {
  if (text === '\u0003') return 'Ctrl-C';
  if (end || text === '\u0004') return 'Ctrl-D';
  // oxlint-disable-next-line no-control-regex -- that is what is taken out
  const name = lineName(text.replace(/[\u0000-\u001f\u007f\ud800-\udfff]+/g, ' '));
  return name !== '' ? name : /[\r\n]/.test(text) ? 'Enter' : 'Esc';
}

const inputName = (input: OutsideInput): string => (input.is === 'text' ? `: ${typedName({ text: input.text })}` : '');

type ByHand = Exclude<ShownCommand, { readonly do: 'apply' | 'request' | 'client' | 'kubectl' | 'interrupt' }>;

function english(command: ByHand): string {
  switch (command.do) {
    case 'client.gone':
      return `${command.exchange} is gone`;
    case 'client.input':
      return `input of ${command.exchange}${inputName(command.input)}`;
    case 'edited':
      return command.text === null ? 'close the editor without saving' : 'save the edited text';
    case 'input':
      return `typed: ${typedName(command)}`;
    case 'container.exit':
      return `end ${command.container} of ${podName(command.pod)}: ${command.reason ?? `exit ${command.exitCode}`}`;
    case 'container.healthy':
      return `${command.container} of ${podName(command.pod)} ${command.healthy ? 'becomes healthy' : 'fails its probes'}`;
    case 'node.power':
      return `switch ${command.node} ${onOff(command.on)}`;
    case 'kubelet.process':
      return `${command.on ? 'start' : 'stop'} the kubelet of ${command.node}`;
    case 'node.network':
      return command.connected ? `connect ${command.node} to the API server again` : `cut ${command.node} off from the API server`;
    case 'component.switch':
      return `switch ${command.component} ${onOff(command.on)}`;
    case 'traffic':
      return `${senderName(command.traffic.from, 'users')}: ${command.traffic.perSecond} requests/s to ${hostOf(command.traffic.url)}`;
    case 'traffic.stop':
      return `stop the requests of ${command.id}`;
    case 'fault':
      return faultName(command, 'en');
    default:
      return unreachable(command);
  }
}

function japanese(command: ByHand): string {
  switch (command.do) {
    case 'client.gone':
      return `${command.exchange}が切断しました`;
    case 'client.input':
      return `${command.exchange}の入力${inputName(command.input)}`;
    case 'edited':
      return command.text === null ? '保存せずにエディターを閉じる' : '編集したテキストを保存';
    case 'input':
      return `入力: ${typedName(command)}`;
    case 'container.exit':
      return `${podName(command.pod)}の${command.container}を終了: ${command.reason ?? `exit ${command.exitCode}`}`;
    case 'container.healthy':
      return `${podName(command.pod)}の${command.container}: プローブ${command.healthy ? '回復' : '失敗'}`;
    case 'node.power':
      return `${command.node}の電源を${command.on ? '入れる' : '切る'}`;
    case 'kubelet.process':
      return `${command.node}のkubeletを${command.on ? '起動' : '停止'}`;
    case 'node.network':
      return command.connected ? `${command.node}をAPIサーバーにつなぎ直す` : `${command.node}をAPIサーバーから切り離す`;
    case 'component.switch':
      return `${command.component}を${command.on ? '起動' : '停止'}`;
    case 'traffic':
      return `${senderName(command.traffic.from, '利用者')}: ${hostOf(command.traffic.url)}へ毎秒${command.traffic.perSecond}リクエスト`;
    case 'traffic.stop':
      return `${command.id === 'users' ? '利用者' : command.id}のリクエストを停止`;
    case 'fault':
      return faultName(command, 'ja');
    default:
      return unreachable(command);
  }
}

function faultName({ fault, args }: Extract<ByHand, { readonly do: 'fault' }>, language: Language): string {
  const ended = fault === 'mend' && typeof args['only'] === 'string' ? faultKind(args['only']) : undefined;
  if (ended) return language === 'ja' ? `終了: ${ended.title.ja}` : `over: ${ended.title.en}`;
  return `${faultKind(fault)?.title[language] ?? fault}${about(args, ': ')}`;
}

const onOff = (on: boolean): string => (on ? 'on' : 'off');
/** `namespace/name`, without the namespace where it is the usual one. */
const podName = (pod: string): string => (pod.startsWith('default/') ? pod.slice('default/'.length) : pod);
const senderName = (from: string, users: string): string => (from === 'users' ? users : podName(from));
const hostOf = (url: string): string => /^\w+:\/\/([^/:]+)/.exec(url)?.[1]?.replace(/\.svc(\.cluster\.local)?$/, '') ?? url;

/** Whom a trouble concerns: names only, its measures stand in the command. */
function about(args: { readonly [name: string]: string | number | boolean }, before: string): string {
  const names = ['node', 'pod', 'container', 'image', 'process', 'actor'].flatMap((key) => (typeof args[key] === 'string' ? [podName(args[key])] : []));
  return names.length === 0 ? '' : before + names.join(' ');
}

/** So many objects are named; the rest is counted. */
const NAMED = 2;

/** `kubectl apply: deployment.apps/web, service/web +2`: the objects of a text, as kubectl's answer will name them. */
export function applyName(source: string): string {
  const names = appliedNames(source).map(named);
  if (names.length === 0) return 'kubectl apply -f -';
  return `kubectl apply: ${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? ` +${names.length - NAMED}` : ''}`;
}

const named = ({ apiVersion, kind, name }: AppliedName): string => {
  const group = apiVersion.includes('/') ? `.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : '';
  return `${kind.toLowerCase()}${group}${name === '' ? '' : `/${name}`}`;
};

const VERBS: Readonly<Record<ApiRequest['method'], string>> = { GET: 'get', POST: 'create', PUT: 'replace', PATCH: 'patch', DELETE: 'delete' };

/** A request nobody gave words to, in kubectl's verbs: `patch deployments/web`, `create pods/eviction of web-1`. */
function requestName({ method, path }: ApiRequest): string {
  const [, rest = path] = /^\/(?:api\/[^/]+|apis\/[^/]+\/[^/]+)\/(.*)$/.exec(path.split('?')[0] ?? path) ?? [];
  const [, inside = rest] = /^namespaces\/[^/]+\/(.+)$/.exec(rest) ?? [];
  return `${VERBS[method]} ${inside}`;
}
