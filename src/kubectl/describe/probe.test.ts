import { describe, expect, it } from 'vitest';
import { probeText } from './probe.ts';

describe('a probe', () => {
  it('is told with its measures', () => {
    expect(probeText({ httpGet: { path: '/a b?c', port: 'http', host: '::1', scheme: 'HTTPS' }, periodSeconds: 10 })).toBe(
      'http-get https://[::1]:http/a%20b%3Fc delay=0s timeout=0s period=10s #success=0 #failure=0',
    );
    expect(probeText({ exec: { command: ['cat', '/x y'] }, failureThreshold: 3 })).toBe('exec [cat /x y] delay=0s timeout=0s period=0s #success=0 #failure=3');
  });
});
