import { describe, expect, it } from 'vitest';
import { seconds } from '../../../../base/time.ts';
import { archived } from '../../../../base/tar.ts';
import { pass, rehearse } from '../../rehearsal.ts';

const sh = (script: string, { image = 'busybox', files = {} }: { image?: string; files?: Record<string, string> } = {}) => {
  const r = rehearse({ image, command: ['sh', '-c', script], files: { '/data/a': 'A\n', ...files } });
  pass(r, seconds(5));
  return r;
};

describe('tar in a container', () => {
  it('packs and unpacks', () => {
    expect(sh('mkdir /tmp/d; cp /data/a /tmp/d/b; tar cf - -C /tmp d | tar tf -').stdout).toBe('d/\nd/b\n');
    expect(sh('tar -cf /tmp/x.tar /data; mkdir /tmp/o; cd /tmp/o; tar xvf /tmp/x.tar; cat data/a').stdout).toBe('data/\ndata/a\nA\n');
    expect(sh('tar cf - /data/a | tar -xmf - -C /tmp --strip-components=1; cat /tmp/a').stdout).toBe('A\n');
  });

  it('stays in its folder', () => {
    const evil = archived([{ path: '../../etc/evil', type: 'file', mode: 0o644, modified: 0, text: 'x' }]);
    const r = sh('cd /tmp; tar xf /data/evil.tar; ls /etc', { files: { '/data/evil.tar': evil } });
    expect(r.stderr).toContain("Member name contains '..'");
    expect(r.files.all.has('/etc/evil')).toBe(false);
  });

  it('says what is wrong, as busybox does and as GNU tar does', () => {
    expect(sh('tar xf /data/a; echo $?')).toMatchObject({ stderr: 'tar: short read\n', stdout: '1\n' });
    expect(sh('tar xf - -C /nope </dev/null').stderr).toBe("tar: can't change directory to '/nope': No such file or directory\n");
    const gnu = sh('tar xf /data/a; echo $?; tar cf - nope >/dev/null; echo $?', { image: 'nginx:1.28' });
    expect(gnu.stdout).toBe('2\n2\n');
    expect(gnu.stderr).toContain('tar: This does not look like a tar archive\n');
    expect(gnu.stderr).toContain('tar: nope: Cannot stat: No such file or directory\n');
  });
});
