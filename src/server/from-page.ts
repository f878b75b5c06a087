import type { OutsideMessage } from '../wire/outside.ts';

/** What a page says, when it is well formed; undefined for anything else: it may be another version of the page, or no page at all. */
export function messageFromPage(text: string): OutsideMessage | undefined {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(said) || said['say'] !== 'outside' || !isRecord(said['message'])) return undefined;
  const { message } = said;
  const isWhole = typeof message['exchange'] === 'string' && Number.isSafeInteger(message['seq']) && hasContent(message);
  return isWhole ? (message as unknown as OutsideMessage) : undefined;
}

const EVENTS: readonly unknown[] = ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'];
const CHANNELS: readonly unknown[] = ['stdout', 'stderr', 'error'];

function hasContent(message: Readonly<Record<string, unknown>>): boolean {
  switch (message['is']) {
    case 'answer':
      return isResponse(message['response']);
    case 'event':
      return EVENTS.includes(message['type']) && isRecord(message['object']);
    case 'output':
      return CHANNELS.includes(message['channel']) && typeof message['text'] === 'string';
    case 'data':
      return Number.isSafeInteger(message['connection']) && typeof message['text'] === 'string';
    case 'hung-up':
      return Number.isSafeInteger(message['connection']) && (message['error'] === undefined || typeof message['error'] === 'string');
    default:
      return message['is'] === 'opened' || message['is'] === 'closed';
  }
}

/** Code 0: nobody listens at the API server's port. */
function isResponse(response: unknown): boolean {
  if (!isRecord(response)) return false;
  const { code, body, warnings } = response;
  const isCode = code === 0 || (Number.isInteger(code) && (code as number) >= 200 && (code as number) <= 599);
  const areTexts = warnings === undefined || (Array.isArray(warnings) && warnings.every((one) => typeof one === 'string'));
  return isCode && body !== undefined && areTexts;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
