import { describe, expect, it } from 'vitest';
import { canonicalImageName, isLatest, lookupImage } from './catalog.ts';
import { hasSpec } from './servers/table.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('names of images', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['library/nginx', 'docker.io/library/nginx:latest'],
    ['index.docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['hashicorp/http-echo', 'docker.io/hashicorp/http-echo:latest'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
    ['localhost/x', 'localhost/x:latest'],
    ['localhost:5000/a/b:v1', 'localhost:5000/a/b:v1'],
    [`nginx@${DIGEST}`, `docker.io/library/nginx@${DIGEST}`],
    [`nginx:1.27@${DIGEST}`, `docker.io/library/nginx:1.27@${DIGEST}`],
  ])('%s is %s', (text, name) => {
    expect(canonicalImageName(text)).toBe(name);
  });

  it.each([
    ['NGINX', 'couldn\'t parse image name "NGINX": invalid reference format: repository name (library/NGINX) must be lowercase'],
    ['nginx:', 'invalid reference format'],
    ['ng inx', 'invalid reference format'],
    ['', 'invalid reference format'],
    [`nginx@sha256:abc`, 'invalid reference format'],
    ['eu.gcr.io/container-solutions-workshops//backend:3.14159', 'invalid reference format'],
  ])('%j is no name', (text, message) => {
    const found = lookupImage(text);
    expect(found).toMatchObject({ ok: false, reason: 'InvalidImageName', message: expect.stringContaining(message) });
  });

  it('knows when the default policy is Always', () => {
    expect(['nginx', 'nginx:latest', 'nginx:1.27', `nginx@${DIGEST}`].map(isLatest)).toEqual([true, true, false, false]);
  });
});

describe('the catalogue', () => {
  it('gives one image for one name, with layers that add up', () => {
    const a = lookupImage('nginx:1.27');
    const b = lookupImage('docker.io/library/nginx:1.27');
    if (!a.ok || !b.ok) throw new Error('nginx is missing');
    expect(a.image).toEqual(b.image);
    expect(a.image.layers.reduce((sum, layer) => sum + layer.sizeBytes, 0)).toBe(a.image.sizeBytes);
    expect(a.image).toMatchObject({ program: 'nginx', ports: [80], version: '1.27' });
  });

  it('shares the layers of a base', () => {
    const [a, b] = ['nginx:1.27', 'redis:7'].map(lookupImage);
    if (!a?.ok || !b?.ok) throw new Error('an image is missing');
    expect(a.image.layers[0]).toEqual(b.image.layers[0]);
  });

  it.each([
    [
      'nginx:1.161',
      'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:1.161": failed to resolve reference "docker.io/library/nginx:1.161": docker.io/library/nginx:1.161: not found',
    ],
    [
      'does-not-exist',
      'failed to pull and unpack image "docker.io/library/does-not-exist:latest": failed to resolve reference "docker.io/library/does-not-exist:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    ],
    ['registry.k8s.io/does-not-exist:v1', 'registry.k8s.io/does-not-exist:v1: not found'],
    ['redis:doesnotexist', 'not found'],
  ])('%s cannot be pulled', (name, message) => {
    expect(lookupImage(name)).toMatchObject({ ok: false, reason: 'ErrImagePull', message: expect.stringContaining(message) });
  });

  it.each([
    ['registry.k8s.io/redis:e2e', 'redis'],
    ['gcr.io/google_samples/gb-redisslave:v1', 'redis-follower'],
    ['gcr.io/google-samples/gb-frontend:v5', 'guestbook-frontend'],
    ['us-docker.pkg.dev/google-samples/containers/gke/gb-frontend:v5', 'guestbook-frontend'],
    ['registry.k8s.io/e2e-test-images/agnhost:2.40', 'agnhost'],
    ['k8s.gcr.io/pause:3.1', 'pause'],
    ['registry.k8s.io/nginx-slim:0.8', 'nginx'],
    ['k8s.gcr.io/liveness', 'agnhost'],
    ['somebody/nginx', 'generic'],
    ['example.com/shop/cart:v3', 'generic'],
    ['busybox:1.28', 'shell'],
  ])('%s runs %s', (name, program) => {
    const found = lookupImage(name);
    expect(found.ok && found.image.program).toBe(program);
    if (program !== 'shell') expect(hasSpec(program)).toBe(true);
  });
});
