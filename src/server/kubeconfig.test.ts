import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { KubeconfigError, ownFolder, removeKubeconfig, writeKubeconfig } from './kubeconfig.ts';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'kubeconfig-'));
afterAll(() => fs.rmSync(root, { recursive: true }));
let count = 0;
const place = () => path.join(root, String(++count));
const modeOf = (file: string) => fs.statSync(file).mode & 0o777;
const serverIn = (file: string) => JSON.parse(fs.readFileSync(file, 'utf8')).clusters[0].cluster.server;
const left = (folder: string) => fs.readdirSync(folder);

describe('the kubeconfig', () => {
  it('is for its owner only, also where a file of an earlier run stands open', () => {
    const file = path.join(place(), 'deep', 'kubeconfig');
    writeKubeconfig(file, 'http://a');
    expect([modeOf(file), modeOf(path.dirname(file))]).toEqual([0o600, 0o700]);
    fs.chmodSync(file, 0o666);
    writeKubeconfig(file, 'http://b');
    expect([modeOf(file), serverIn(file)]).toEqual([0o600, 'http://b']);
    expect(left(path.dirname(file))).toEqual(['kubeconfig']);
  });

  it('takes the place of an empty file and of its own, as kubectl writes it', () => {
    const file = place();
    fs.writeFileSync(file, '');
    writeKubeconfig(file, 'http://a');
    fs.writeFileSync(file, 'apiVersion: v1\nclusters:\n- cluster:\n    server: http://a\n  name: cutaway\ncurrent-context: cutaway\nkind: Config\n');
    writeKubeconfig(file, 'http://b');
    expect(serverIn(file)).toBe('http://b');
  });

  it('takes the place of nothing else', () => {
    const folder = place();
    fs.mkdirSync(folder);
    const precious = path.join(folder, 'precious');
    for (const text of [
      'precious',
      'a: [',
      JSON.stringify({ clusters: [{ name: 'prod' }], 'current-context': 'cutaway' }),
      'clusters: [{ name: cutaway }, { name: prod }]\ncurrent-context: cutaway\n',
    ]) {
      fs.writeFileSync(precious, text);
      expect(() => writeKubeconfig(precious, 'http://a')).toThrow('is no kubeconfig of this program');
      expect(fs.readFileSync(precious, 'utf8')).toBe(text);
    }
    const link = path.join(folder, 'link');
    fs.symlinkSync(precious, link);
    expect(() => writeKubeconfig(link, 'http://a')).toThrow(KubeconfigError);
    expect(() => writeKubeconfig(folder, 'http://a')).toThrow(KubeconfigError);
    expect(left(folder)).toEqual(['link', 'precious']);
  });

  it('goes with the program that wrote it', () => {
    const file = place();
    writeKubeconfig(file, 'http://a');
    writeKubeconfig(file, 'http://b');
    removeKubeconfig(file, 'http://a');
    expect(fs.existsSync(file)).toBe(true);
    removeKubeconfig(file, 'http://b');
    expect(fs.existsSync(file)).toBe(false);
    removeKubeconfig(file, 'http://b');
  });

  it('stands in a folder of one’s own', () => {
    const parent = place();
    const folder = ownFolder(parent);
    expect(modeOf(folder)).toBe(0o700);
    fs.chmodSync(folder, 0o755);
    expect([ownFolder(parent), modeOf(folder)]).toEqual([folder, 0o700]);
    fs.rmdirSync(folder);
    fs.symlinkSync(root, folder);
    expect(() => ownFolder(parent)).toThrow('is no folder');
  });

  it.skipIf(process.getuid?.() !== 0)('never stands in a folder of somebody else', () => {
    const parent = place();
    fs.chownSync(ownFolder(parent), 12_345, 12_345);
    expect(() => ownFolder(parent)).toThrow('belongs to somebody else');
  });
});
