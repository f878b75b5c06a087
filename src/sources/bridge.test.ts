import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ToPage } from '../wire/bridge.ts';
import { Bridge, type BridgeState } from './bridge.ts';
import type { SimulatorSource } from './simulator.ts';

/** The browser's WebSocket, as far as a bridge uses it; the test is the other end. */
class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 1;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor() {
    FakeSocket.all.push(this);
  }

  close(): void {
    if (this.readyState !== 1) return;
    this.readyState = 3;
    this.onclose?.();
  }

  send(): void {}

  hears(message: ToPage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const SOURCE = {} as SimulatorSource;
const latest = () => FakeSocket.all.at(-1)!;

beforeEach(() => {
  FakeSocket.all = [];
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the bridge to npm run serve', () => {
  it('goes on asking while another page is the cluster, and says so once', () => {
    const told: BridgeState['is'][] = [];
    const bridge = new Bridge('ws://x/tab', ({ is }) => told.push(is));
    bridge.serve(SOURCE);
    for (let i = 1; i <= 4; i++) {
      expect(FakeSocket.all).toHaveLength(i);
      latest().hears({ say: 'taken' });
      latest().close();
      vi.advanceTimersByTime(5_000);
    }
    expect(told).toEqual(['taken']);
    latest().hears({ say: 'hello', kubeconfig: '/k' });
    expect(told).toEqual(['taken', 'open']);
    latest().close();
    vi.advanceTimersByTime(2_000);
    latest().hears({ say: 'taken' });
    expect(told).toEqual(['taken', 'open', 'lost', 'taken']);
  });

  it('asks no more when it is closed', () => {
    const bridge = new Bridge('ws://x/tab', () => {});
    bridge.serve(SOURCE);
    latest().hears({ say: 'taken' });
    latest().close();
    bridge.close();
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.all).toHaveLength(1);
  });

  it('knows who has a stream open, until it ends, its client goes, or the connection does', () => {
    const told: string[][] = [];
    const source = { client: () => {}, clientGone: () => {} } as unknown as SimulatorSource;
    const bridge = new Bridge(
      'ws://x/tab',
      () => {},
      (agents) => told.push([...agents]),
    );
    bridge.serve(source);
    const opens = (exchange: string, agent: string) => {
      latest().hears({ say: 'client', exchange, agent, request: { method: 'GET', path: '/api/v1/pods' } });
      bridge.send({ exchange, seq: 0, is: 'opened' });
    };
    opens('1', 'kubectl');
    opens('2', 'helm');
    bridge.send({ exchange: '1', seq: 1, is: 'closed' });
    latest().hears({ say: 'client.gone', exchange: '2' });
    latest().hears({ say: 'client', exchange: '3', agent: 'curl', request: { method: 'GET', path: '/api' } });
    bridge.send({ exchange: '3', seq: 0, is: 'answer', response: { code: 200, body: null } });
    opens('4', 'kubectl');
    latest().close();
    expect(told).toEqual([['kubectl'], ['kubectl', 'helm'], ['helm'], [], ['kubectl'], []]);
    bridge.close();
  });
});
