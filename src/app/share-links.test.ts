import { describe, expect, it } from 'vitest';
import { shareLinks } from './share-links.ts';

const GIVEN = { language: 'ja', hash: 's1.abc' };

describe('what is copied', () => {
  it('is the address of the page with the session behind it', () => {
    const links = shareLinks({ origin: 'https://a.example', pathname: '/cutaway/', search: '?theme=dark' }, GIVEN);
    expect(links).toMatchObject({
      link: 'https://a.example/cutaway/?lang=ja#s1.abc',
      embed: expect.stringContaining('src="https://a.example/cutaway/?embed&lang=ja#s1.abc"'),
    });
  });

  it('never holds the secret of npm run serve', () => {
    const origin = 'http://127.0.0.1:8001';
    for (const [pathname, search] of [
      ['/s/0123456789abcdef/page/', '?serve'],
      ['/s/0123456789abcdef/page/', ''],
      ['/s/0123456789abcdef/page/index.html', '?lang=en'],
      ['/below/s/0123456789abcdef/page', ''],
      ['/elsewhere/', '?serve&lang=en'],
    ] as const)
      expect(shareLinks({ origin, pathname, search }, GIVEN)).toEqual({ part: '#s1.abc' });
  });
});
