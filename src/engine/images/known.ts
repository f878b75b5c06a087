/** The images Cutaway knows by name: what they hold and how they start. Sizes are those of linux/amd64 as a registry serves them (compressed). */
export interface KnownImage {
  /** Repository names without registry and `library/`; matched against the end of the repository. */
  readonly names: readonly string[];
  readonly program: string;
  readonly sizeBytes: number;
  readonly alpineSizeBytes?: number;
  readonly base: 'debian' | 'alpine' | 'ubuntu' | 'busybox' | 'distroless' | 'oracle' | 'scratch';
  readonly layers?: number;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly env?: readonly (readonly [string, string])[];
  readonly workingDir?: string;
  readonly user?: string;
  readonly ports?: readonly number[];
  readonly binaries?: readonly string[];
  readonly shell: 'busybox' | 'bash' | 'dash' | undefined;
  readonly version?: string;
  /** Tags known not to exist. */
  readonly hasNoTag?: RegExp;
}

const MB = 1_000_000;

const WEB: readonly KnownImage[] = [
  {
    names: ['nginx', 'nginx-slim', 'nginxinc/nginx-unprivileged', 'nginx-unprivileged', 'e2e-test-images/nginx', 'hello-nginx'],
    program: 'nginx', sizeBytes: 72.3 * MB, alpineSizeBytes: 20.5 * MB, base: 'debian', layers: 6,
    entrypoint: ['/docker-entrypoint.sh'], cmd: ['nginx', '-g', 'daemon off;'], env: [['NGINX_VERSION', '1.29.4']],
    ports: [80], binaries: ['nginx', 'docker-entrypoint.sh'], shell: 'dash', version: '1.29.4',
    // nginx 1.0 to 1.8 and everything beyond 1.29 are not on Docker Hub (7.x is the one people mistype).
    hasNoTag: /^(?:1\.(?:[3-9]\d|\d{3,})|[2-9]\.|[2-9]$|1\.161)/,
  },
  {
    names: ['httpd', 'e2e-test-images/httpd', 'test-webserver'], program: 'httpd', sizeBytes: 58.9 * MB, alpineSizeBytes: 19.9 * MB, base: 'debian', layers: 5,
    cmd: ['httpd-foreground'], env: [['HTTPD_VERSION', '2.4.66']], workingDir: '/usr/local/apache2', ports: [80], binaries: ['httpd-foreground', 'httpd', 'test-webserver'], shell: 'dash', version: '2.4.66',
  },
  { names: ['hpa-example'], program: 'hpa-example', sizeBytes: 180 * MB, base: 'debian', layers: 14, cmd: ['apache2-foreground'], ports: [80], binaries: ['apache2-foreground'], shell: 'dash', version: '1' },
  { names: ['traefik/whoami', 'containous/whoami', 'whoami'], program: 'whoami', sizeBytes: 3.1 * MB, base: 'scratch', layers: 3, entrypoint: ['/whoami'], ports: [80], binaries: ['whoami'], shell: undefined, version: '1.11' },
  { names: ['hashicorp/http-echo', 'http-echo'], program: 'http-echo', sizeBytes: 3.2 * MB, base: 'distroless', layers: 2, entrypoint: ['/http-echo'], ports: [5678], binaries: ['http-echo'], shell: undefined, version: '1.0.0' },
  { names: ['hello-app', 'google-samples/hello-app', 'node-hello'], program: 'hello-app', sizeBytes: 12.7 * MB, base: 'scratch', layers: 2, cmd: ['./hello-app'], ports: [8080], binaries: ['hello-app'], env: [['PORT', '8080']], shell: undefined, version: '1.0.0' },
  { names: ['echoserver', 'google_containers/echoserver', 'ealen/echo-server', 'echo-server', 'inanimate/echo-server'], program: 'echoserver', sizeBytes: 44.3 * MB, base: 'alpine', layers: 5, cmd: ['/usr/local/bin/run.sh'], ports: [8080], binaries: ['run.sh'], shell: 'busybox', version: '1.10' },
  { names: ['nginxdemos/hello', 'nginxdemos/nginx-hello'], program: 'nginx', sizeBytes: 17.8 * MB, base: 'alpine', layers: 6, cmd: ['nginx', '-g', 'daemon off;'], ports: [80], binaries: ['nginx'], shell: 'busybox', version: '1.29.4' },
  { names: ['kubernetes-bootcamp', 'google-samples/kubernetes-bootcamp', 'jocatalin/kubernetes-bootcamp'], program: 'bootcamp', sizeBytes: 82.6 * MB, base: 'debian', layers: 10, cmd: ['/bin/sh', '-c', 'node server.js'], ports: [8080], binaries: ['sh', 'node'], shell: 'dash', version: '1' },
  { names: ['caddy'], program: 'caddy', sizeBytes: 23 * MB, base: 'alpine', layers: 4, cmd: ['caddy', 'run', '--config', '/etc/caddy/Caddyfile', '--adapter', 'caddyfile'], ports: [80], binaries: ['caddy'], shell: 'busybox', version: '2.10' },
  { names: ['haproxy'], program: 'proxy', sizeBytes: 41 * MB, alpineSizeBytes: 12 * MB, base: 'debian', cmd: ['haproxy', '-W', '-db', '-f', '/usr/local/etc/haproxy/haproxy.cfg'], ports: [80], binaries: ['haproxy'], shell: 'dash', version: '3.2' },
  { names: ['traefik'], program: 'proxy', sizeBytes: 46 * MB, base: 'alpine', entrypoint: ['/entrypoint.sh'], cmd: ['traefik'], ports: [80], binaries: ['entrypoint.sh', 'traefik'], shell: 'busybox', version: '3.5' },
  { names: ['envoyproxy/envoy'], program: 'proxy', sizeBytes: 66 * MB, base: 'ubuntu', cmd: ['envoy', '-c', '/etc/envoy/envoy.yaml'], ports: [10000], binaries: ['envoy'], shell: 'dash', version: '1.35' },
  { names: ['tomcat', 'resouer/mytomcat', 'bitnami/tomcat'], program: 'tomcat', sizeBytes: 205 * MB, base: 'ubuntu', cmd: ['catalina.sh', 'run'], ports: [8080], binaries: ['catalina.sh'], shell: 'bash', version: '11.0' },
  { names: ['php'], program: 'php', sizeBytes: 178 * MB, alpineSizeBytes: 33 * MB, base: 'debian', entrypoint: ['docker-php-entrypoint'], cmd: ['apache2-foreground'], ports: [80], binaries: ['docker-php-entrypoint', 'apache2-foreground'], shell: 'dash', version: '8.4' },
  { names: ['wordpress'], program: 'wordpress', sizeBytes: 245 * MB, base: 'debian', layers: 21, entrypoint: ['docker-entrypoint.sh'], cmd: ['apache2-foreground'], ports: [80], binaries: ['docker-entrypoint.sh', 'apache2-foreground'], workingDir: '/var/www/html', shell: 'dash', version: '6.8' },
  { names: ['ghost'], program: 'ghost', sizeBytes: 190 * MB, base: 'debian', entrypoint: ['docker-entrypoint.sh'], cmd: ['node', 'current/index.js'], ports: [2368], binaries: ['docker-entrypoint.sh', 'node'], shell: 'dash', version: '5.130' },
  { names: ['jenkins/jenkins', 'jenkins'], program: 'jenkins', sizeBytes: 262 * MB, base: 'debian', entrypoint: ['/usr/bin/tini', '--', '/usr/local/bin/jenkins.sh'], user: 'jenkins', ports: [8080, 50_000], binaries: ['tini', 'jenkins.sh'], shell: 'bash', version: '2.528' },
  { names: ['registry'], program: 'registry', sizeBytes: 10.3 * MB, base: 'alpine', entrypoint: ['/entrypoint.sh'], cmd: ['/etc/docker/registry/config.yml'], ports: [5000], binaries: ['entrypoint.sh', 'registry'], shell: 'busybox', version: '3.0' },
  { names: ['minio/minio'], program: 'minio', sizeBytes: 59 * MB, base: 'debian', entrypoint: ['/usr/bin/docker-entrypoint.sh'], cmd: ['minio'], ports: [9000], binaries: ['docker-entrypoint.sh', 'minio'], shell: 'bash', version: 'RELEASE.2025' },
  { names: ['grafana/grafana'], program: 'grafana', sizeBytes: 190 * MB, base: 'alpine', entrypoint: ['/run.sh'], ports: [3000], binaries: ['run.sh'], user: '472', shell: 'busybox', version: '12.2' },
  { names: ['prom/prometheus'], program: 'prometheus', sizeBytes: 118 * MB, base: 'busybox', entrypoint: ['/bin/prometheus'], cmd: ['--config.file=/etc/prometheus/prometheus.yml', '--storage.tsdb.path=/prometheus'], user: 'nobody', ports: [9090], binaries: ['prometheus'], shell: 'busybox', version: '3.7' },
];

const GUESTBOOK: readonly KnownImage[] = [
  { names: ['gb-frontend', 'google-samples/gb-frontend', 'google_samples/gb-frontend'], program: 'guestbook-frontend', sizeBytes: 158 * MB, base: 'debian', layers: 18, cmd: ['apache2-foreground'], ports: [80], binaries: ['apache2-foreground'], shell: 'dash', version: '5' },
  { names: ['guestbook', 'guestbook-go', 'google-samples/guestbook'], program: 'guestbook-go', sizeBytes: 8 * MB, base: 'scratch', layers: 4, cmd: ['./guestbook'], ports: [3000], binaries: ['guestbook'], shell: undefined, version: '3' },
  {
    names: ['gb-redisslave', 'gb-redis-follower', 'redis-slave', 'google_samples/gb-redisslave', 'google-samples/gb-redis-follower'],
    program: 'redis-follower', sizeBytes: 43 * MB, base: 'debian', layers: 8, entrypoint: ['/entrypoint.sh'], cmd: ['/bin/sh', '-c', '/run.sh'], ports: [6379], binaries: ['entrypoint.sh', 'run.sh'], shell: 'bash', version: '6.0.5',
  },
];

const DATA: readonly KnownImage[] = [
  { names: ['redis', 'redis-leader', 'gb-redis-leader', 'bitnami/redis', 'valkey/valkey', 'valkey'], program: 'redis', sizeBytes: 45.6 * MB, alpineSizeBytes: 17 * MB, base: 'debian', layers: 7, entrypoint: ['docker-entrypoint.sh'], cmd: ['redis-server'], workingDir: '/data', ports: [6379], binaries: ['docker-entrypoint.sh', 'redis-server'], shell: 'dash', version: '8.2.2' },
  { names: ['mysql', 'mysql/mysql-server'], program: 'mysql', sizeBytes: 234 * MB, base: 'oracle', layers: 9, entrypoint: ['docker-entrypoint.sh'], cmd: ['mysqld'], ports: [3306, 33_060], binaries: ['docker-entrypoint.sh', 'mysqld'], shell: 'bash', version: '9.4.0' },
  { names: ['mariadb', 'bitnami/mariadb'], program: 'mariadb', sizeBytes: 104 * MB, base: 'ubuntu', layers: 7, entrypoint: ['docker-entrypoint.sh'], cmd: ['mariadbd'], ports: [3306], binaries: ['docker-entrypoint.sh', 'mariadbd', 'mysqld'], shell: 'bash', version: '12.0.2' },
  { names: ['postgres', 'bitnami/postgresql', 'postgis/postgis'], program: 'postgres', sizeBytes: 161 * MB, alpineSizeBytes: 111 * MB, base: 'debian', layers: 13, entrypoint: ['docker-entrypoint.sh'], cmd: ['postgres'], env: [['PGDATA', '/var/lib/postgresql/data']], ports: [5432], binaries: ['docker-entrypoint.sh', 'postgres'], shell: 'bash', version: '18.0' },
  { names: ['mongo', 'mongodb/mongodb-community-server', 'bitnami/mongodb'], program: 'mongo', sizeBytes: 286 * MB, base: 'ubuntu', layers: 7, entrypoint: ['docker-entrypoint.sh'], cmd: ['mongod'], ports: [27_017], binaries: ['docker-entrypoint.sh', 'mongod'], shell: 'bash', version: '8.2.1' },
  { names: ['mongo-express'], program: 'mongo-express', sizeBytes: 62 * MB, base: 'alpine', layers: 7, entrypoint: ['/sbin/tini', '--', '/docker-entrypoint.sh'], cmd: ['mongo-express'], ports: [8081], binaries: ['tini', 'docker-entrypoint.sh', 'mongo-express'], shell: 'bash', version: '1.0.2' },
  { names: ['memcached'], program: 'memcached', sizeBytes: 31.5 * MB, alpineSizeBytes: 5 * MB, base: 'debian', layers: 5, entrypoint: ['docker-entrypoint.sh'], cmd: ['memcached'], user: 'memcache', ports: [11_211], binaries: ['docker-entrypoint.sh', 'memcached'], shell: 'dash', version: '1.6' },
  { names: ['rabbitmq'], program: 'rabbitmq', sizeBytes: 108 * MB, alpineSizeBytes: 74 * MB, base: 'ubuntu', layers: 9, entrypoint: ['docker-entrypoint.sh'], cmd: ['rabbitmq-server'], ports: [5672, 15_672], binaries: ['docker-entrypoint.sh', 'rabbitmq-server'], shell: 'bash', version: '4.1.4' },
  { names: ['cassandra', 'google-samples/cassandra'], program: 'cassandra', sizeBytes: 140 * MB, base: 'ubuntu', entrypoint: ['docker-entrypoint.sh'], cmd: ['cassandra', '-f'], ports: [9042, 7000], binaries: ['docker-entrypoint.sh', 'cassandra', 'run.sh'], shell: 'bash', version: '5.0' },
  { names: ['elasticsearch', 'pires/docker-elasticsearch-kubernetes', 'elasticsearch/elasticsearch'], program: 'elasticsearch', sizeBytes: 430 * MB, base: 'ubuntu', entrypoint: ['/bin/tini', '--', '/usr/local/bin/docker-entrypoint.sh'], cmd: ['eswrapper'], ports: [9200, 9300], binaries: ['tini', 'docker-entrypoint.sh', 'eswrapper'], shell: 'bash', version: '9.1' },
  { names: ['etcd', 'coreos/etcd'], program: 'etcd', sizeBytes: 58 * MB, base: 'distroless', cmd: ['etcd'], ports: [2379], binaries: ['etcd'], shell: undefined, version: '3.6.5' },
  { names: ['cockroachdb/cockroach'], program: 'generic', sizeBytes: 190 * MB, base: 'debian', entrypoint: ['/cockroach/cockroach.sh'], ports: [8080, 26_257], binaries: ['cockroach.sh', 'cockroach'], shell: 'bash', version: '25' },
  { names: ['nats'], program: 'generic', sizeBytes: 7 * MB, base: 'scratch', entrypoint: ['/nats-server'], cmd: ['--config', 'nats-server.conf'], ports: [4222], binaries: ['nats-server'], shell: undefined, version: '2.12' },
];

const PLAIN: readonly KnownImage[] = [
  { names: ['busybox', 'e2e-test-images/busybox', 'radial/busyboxplus', 'yauritux/busybox-curl'], program: 'shell', sizeBytes: 2.21 * MB, base: 'busybox', layers: 1, cmd: ['sh'], shell: 'busybox', version: '1.37.0' },
  { names: ['alpine', 'alpine/curl', 'alpine/socat', 'bash'], program: 'shell', sizeBytes: 3.64 * MB, base: 'alpine', layers: 1, cmd: ['/bin/sh'], shell: 'busybox', version: '3.22.2' },
  { names: ['curlimages/curl', 'appropriate/curl'], program: 'shell', sizeBytes: 9.7 * MB, base: 'alpine', layers: 5, entrypoint: ['/entrypoint.sh'], cmd: ['curl'], user: 'curl_user', shell: 'busybox', version: '8.16.0' },
  { names: ['ubuntu'], program: 'shell', sizeBytes: 29.72 * MB, base: 'ubuntu', layers: 1, cmd: ['/bin/bash'], shell: 'bash', version: '24.04' },
  { names: ['debian', 'mstormo/suse', 'fedora', 'rockylinux', 'almalinux', 'centos', 'amazonlinux', 'oraclelinux', 'opensuse/leap'], program: 'shell', sizeBytes: 49.3 * MB, base: 'debian', layers: 1, cmd: ['bash'], shell: 'bash', version: '13' },
  { names: ['dnsutils', 'jessie-dnsutils', 'kubernetes-e2e-test-images/dnsutils', 'praqma/network-multitool', 'wbitt/network-multitool', 'nicolaka/netshoot', 'network-multitool', 'netshoot'], program: 'shell', sizeBytes: 59 * MB, base: 'alpine', layers: 4, cmd: ['sh', '-c', 'while true; do sleep 3600; done'], shell: 'busybox', version: '1.7' },
  { names: ['polinux/stress', 'progrium/stress', 'vish/stress', 'polinux/stress-ng', 'alexeiled/stress-ng'], program: 'shell', sizeBytes: 4 * MB, base: 'alpine', layers: 2, entrypoint: [], cmd: ['stress'], shell: 'busybox', version: '1.0.4' },
  { names: ['perl'], program: 'shell', sizeBytes: 360 * MB, base: 'debian', layers: 6, cmd: ['perl', '-de0'], shell: 'bash', version: '5.42' },
  { names: ['python', 'bitnami/python'], program: 'shell', sizeBytes: 372 * MB, alpineSizeBytes: 18 * MB, base: 'debian', layers: 6, cmd: ['python3'], shell: 'bash', version: '3.14' },
  { names: ['node', 'bitnami/node'], program: 'shell', sizeBytes: 392 * MB, alpineSizeBytes: 52 * MB, base: 'debian', layers: 7, entrypoint: ['docker-entrypoint.sh'], cmd: ['node'], shell: 'bash', version: '24.9' },
  { names: ['golang', 'ruby', 'rust', 'maven', 'gradle'], program: 'shell', sizeBytes: 320 * MB, alpineSizeBytes: 75 * MB, base: 'debian', layers: 6, cmd: ['bash'], shell: 'bash', version: '1' },
  { names: ['openjdk', 'eclipse-temurin', 'amazoncorretto'], program: 'shell', sizeBytes: 190 * MB, alpineSizeBytes: 110 * MB, base: 'ubuntu', layers: 4, cmd: ['jshell'], shell: 'bash', version: '21' },
  { names: ['bitnami/kubectl', 'rancher/kubectl', 'kubectl'], program: 'shell', sizeBytes: 70 * MB, base: 'debian', layers: 2, entrypoint: ['kubectl'], cmd: ['--help'], user: '1001', shell: 'bash', version: '1.36' },
  { names: ['hello-world'], program: 'hello-world', sizeBytes: 2_400, base: 'scratch', layers: 1, cmd: ['/hello'], binaries: ['hello'], shell: undefined, version: '1' },
];

const KUBERNETES: readonly KnownImage[] = [
  { names: ['pause', 'kubernetes/pause', 'google_containers/pause', 'pause-amd64'], program: 'pause', sizeBytes: 318_000, base: 'scratch', layers: 1, entrypoint: ['/pause'], user: '65535', binaries: ['pause'], shell: undefined, version: '3.10.1' },
  { names: ['agnhost', 'e2e-test-images/agnhost'], program: 'agnhost', sizeBytes: 52.3 * MB, base: 'alpine', layers: 11, entrypoint: ['/agnhost'], cmd: ['pause'], ports: [], binaries: ['agnhost'], shell: 'busybox', version: '2.59' },
  { names: ['serve-hostname', 'serve_hostname'], program: 'agnhost', sizeBytes: 5 * MB, base: 'scratch', layers: 2, entrypoint: ['/agnhost'], cmd: ['serve-hostname'], ports: [9376], binaries: ['agnhost', 'serve-hostname', 'serve_hostname'], shell: undefined, version: '1.1' },
  { names: ['liveness', 'e2e-test-images/liveness'], program: 'agnhost', sizeBytes: 2.2 * MB, base: 'busybox', layers: 3, entrypoint: ['/agnhost'], cmd: ['liveness'], ports: [8080], binaries: ['agnhost', 'server'], shell: 'busybox', version: '1' },
  { names: ['coredns', 'coredns/coredns'], program: 'coredns', sizeBytes: 22.4 * MB, base: 'distroless', layers: 2, entrypoint: ['/coredns'], cmd: ['-conf', '/etc/coredns/Corefile'], user: 'nonroot:nonroot', ports: [53], binaries: ['coredns'], shell: undefined, version: '1.13.1' },
  { names: ['kube-proxy', 'kube-apiserver', 'kube-scheduler', 'kube-controller-manager', 'metrics-server', 'metrics-server/metrics-server'], program: 'generic', sizeBytes: 26 * MB, base: 'distroless', layers: 3, cmd: ['/usr/local/bin/server'], binaries: ['kube-proxy', 'kube-apiserver', 'kube-scheduler', 'kube-controller-manager', 'metrics-server', 'server'], shell: undefined, version: '1.36.0' },
];

const TABLE: ReadonlyMap<string, KnownImage> = new Map([...WEB, ...GUESTBOOK, ...DATA, ...PLAIN, ...KUBERNETES].flatMap((image) => image.names.map((name) => [name, image] as const)));

/** Registries whose copies of well-known images are the same images. */
const MIRRORED = /^(?:docker\.io|registry\.k8s\.io|k8s\.gcr\.io|gcr\.io|quay\.io|mcr\.microsoft\.com|public\.ecr\.aws|ghcr\.io|docker\.elastic\.co|[a-z-]+\.pkg\.dev|mirror\.gcr\.io)\//;
/** Users of Docker Hub whose images bear a known name but are their own are unknown: only these groups are looked through. */
const GROUPS = new Set(['library', 'google_containers', 'google-containers', 'google_samples', 'google-samples', 'e2e-test-images', 'kubernetes-e2e-test-images', 'docker', 'k8s-minikube', 'gke']);

/** The entry of a canonical repository name (`docker.io/library/nginx`), or undefined for images nobody described. */
export function findKnown(repository: string): KnownImage | undefined {
  if (!MIRRORED.test(repository)) return undefined;
  const path = repository.slice(repository.indexOf('/') + 1);
  const whole = TABLE.get(path);
  if (whole) return whole;
  const parts = path.split('/');
  const last = parts.pop() ?? '';
  const owned = repository.startsWith('docker.io/') ? parts.every((part) => GROUPS.has(part)) : parts.length === 0 || parts.some((part) => GROUPS.has(part));
  return TABLE.get(parts.slice(-1).concat(last).join('/')) ?? (owned ? TABLE.get(last) : undefined);
}
