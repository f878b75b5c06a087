import type { Image } from './catalog.ts';
import { HTTPD_WELCOME, NGINX_WELCOME } from './servers/web.ts';

/**
 * Files that images bring along, as far as people look at them or write beside them.
 * Simplified: of the thousands of files in a real image these few are there.
 */
export interface ImageFiles {
  readonly directories: readonly string[];
  readonly files: readonly (readonly [path: string, content: string])[];
}

const COMMON = [
  '/bin',
  '/dev',
  '/etc',
  '/home',
  '/mnt',
  '/opt',
  '/proc',
  '/root',
  '/run',
  '/srv',
  '/sys',
  '/tmp',
  '/usr/bin',
  '/usr/local/bin',
  '/usr/share',
  '/var/cache',
  '/var/lib',
  '/var/log',
  '/var/run',
  '/var/tmp',
];

const PASSWD = 'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n';

const NGINX_CONF = `server {
    listen       80;
    listen  [::]:80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`;

const OF_PROGRAM: Readonly<Record<string, ImageFiles>> = {
  nginx: {
    directories: ['/var/log/nginx', '/var/cache/nginx', '/docker-entrypoint.d'],
    files: [
      ['/usr/share/nginx/html/index.html', NGINX_WELCOME],
      [
        '/usr/share/nginx/html/50x.html',
        '<!DOCTYPE html>\n<html>\n<head>\n<title>Error</title>\n</head>\n<body>\n<h1>An error occurred.</h1>\n</body>\n</html>\n',
      ],
      ['/etc/nginx/conf.d/default.conf', NGINX_CONF],
      [
        '/etc/nginx/nginx.conf',
        'user  nginx;\nworker_processes  auto;\n\nevents {\n    worker_connections  1024;\n}\n\nhttp {\n    include       /etc/nginx/conf.d/*.conf;\n}\n',
      ],
    ],
  },
  httpd: { directories: ['/usr/local/apache2/logs'], files: [['/usr/local/apache2/htdocs/index.html', HTTPD_WELCOME]] },
  php: { directories: ['/var/www/html'], files: [] },
  wordpress: { directories: ['/var/www/html'], files: [] },
  redis: { directories: ['/data'], files: [] },
  'redis-follower': { directories: ['/data'], files: [] },
  mysql: { directories: ['/var/lib/mysql', '/docker-entrypoint-initdb.d'], files: [['/etc/my.cnf', '[mysqld]\ndatadir=/var/lib/mysql\n']] },
  mariadb: { directories: ['/var/lib/mysql', '/docker-entrypoint-initdb.d'], files: [] },
  postgres: { directories: ['/var/lib/postgresql', '/docker-entrypoint-initdb.d'], files: [] },
  mongo: { directories: ['/data/db', '/data/configdb'], files: [] },
  jenkins: { directories: ['/var/jenkins_home'], files: [] },
};

/** What the root of a container of this image holds when it starts. Images from scratch hold nothing but their program. */
export function imageFiles(image: Image): ImageFiles {
  const own = OF_PROGRAM[image.program];
  const unprivileged = image.program === 'nginx' && image.name.includes('unprivileged');
  const files = own?.files ?? [];
  return {
    directories: [...(image.shell === undefined ? ['/etc', '/dev', '/proc', '/tmp'] : COMMON), image.workingDir, ...(own?.directories ?? [])],
    files: [
      ...(image.shell === undefined ? [] : [['/etc/passwd', PASSWD] as const, ['/etc/os-release', osRelease(image)] as const]),
      ...(unprivileged ? files.map(([path, content]) => [path, content.replaceAll('80;', '8080;')] as const) : files),
    ],
  };
}

function osRelease({ name, shell }: Image): string {
  const [id, pretty] = name.includes('ubuntu')
    ? ['ubuntu', 'Ubuntu 24.04.3 LTS']
    : name.includes('alpine')
      ? ['alpine', 'Alpine Linux v3.22']
      : shell === 'busybox'
        ? ['busybox', 'BusyBox']
        : ['debian', 'Debian GNU/Linux 13 (trixie)'];
  return `PRETTY_NAME="${pretty}"\nNAME="${pretty.split(' ')[0]}"\nID=${id}\n`;
}
