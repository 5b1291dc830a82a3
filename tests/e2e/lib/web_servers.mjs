// Real web servers as places for files, each with a folder, a port and a configuration of its own.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const nginxProgram = '/usr/sbin/nginx';
const apacheProgram = '/usr/sbin/apache2';
const apacheModules = '/usr/lib/apache2/modules';
/** Both would give up root's rights, and then not reach the folder. */
const isRoot = process.getuid?.() === 0;

/**
 * nginx with docs/hosting.md's lines for a place, as far as they are not given otherwise.
 * @param {import('node:test').TestContext} t
 * @param {any} options `origin`: whose pages may ask; `accounts`: lines of the password file;
 *   `methods`: of the dav module; `location`: further lines there; `disk_kib`: the files lie on a
 *   disk of their own of that size, which is empty
 */
export async function startNginx(t, options) {
  const { origin, accounts = '', methods = 'PUT MKCOL', location = '', disk_kib = 0 } = options;
  const folder = await makeFolder();
  await writeFile(path.join(folder, 'accounts'), accounts);
  const nginx = await runNginx(t, folder, {
    http: `map $http_origin $app_origin { "${origin}" $http_origin; }`,
    server: `
        add_header Access-Control-Allow-Origin $app_origin always;
        add_header Access-Control-Allow-Methods "GET, PUT, MKCOL" always;
        add_header Access-Control-Allow-Headers "Authorization, Content-Type" always;
        add_header Access-Control-Expose-Headers "Date, Retry-After" always;
        add_header Access-Control-Max-Age 7200 always;
        add_header Vary Origin always;
        location /files/ {
          if ($request_method = OPTIONS) { return 204; }
          ${accounts && 'auth_basic Holdall; auth_basic_user_file accounts;'}
          client_body_temp_path files/.uploads;
          dav_methods ${methods};
          ${location}
        }`,
    disk_kib,
  });
  return { ...nginx, address: `${nginx.address}files/` };
}

/**
 * nginx as a cache in front of another server: for five seconds it answers from what it has seen,
 * whatever the page asks for and whoever asks, as long as the address is the same.
 * @param {import('node:test').TestContext} t @param {string} address of the server behind it
 */
export async function startCachingProxy(t, address) {
  const { origin, pathname } = new URL(address);
  const nginx = await runNginx(t, await makeFolder(), {
    http: 'proxy_cache_path cache keys_zone=seen:1m;',
    server: `
        location / {
          proxy_pass ${origin};
          proxy_cache seen;
          proxy_cache_key $uri$is_args$args;
          proxy_cache_valid any 5s;
          proxy_ignore_headers Cache-Control Expires Vary Set-Cookie;
          add_header X-Cache $upstream_cache_status always;
        }`,
  });
  return { address: new URL(pathname, nginx.address).href };
}

/**
 * nginx on a free port, as the user that runs the tests.
 * @param {import('node:test').TestContext} t @param {string} folder
 * @param {{http: string, server: string, disk_kib?: number}} lines in the two blocks of its
 *   configuration
 */
async function runNginx(t, folder, { http, server, disk_kib = 0 }) {
  const port = await freePort();
  // In a user namespace it is root as well.
  const asRoot = isRoot || disk_kib > 0;
  await writeFile(
    path.join(folder, 'server.conf'),
    `${asRoot ? 'user root;' : ''} daemon off; pid nginx.pid; worker_processes 1;
    events {}
    http {
      access_log off;
      client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi; scgi_temp_path scgi;
      ${http}
      server {
        listen 127.0.0.1:${port};
        root ${folder};
        client_max_body_size 1m;
        ${server}
      }
    }`,
  );
  const nginx = [nginxProgram, '-p', folder, '-c', 'server.conf', '-e', 'errors'];
  const command = disk_kib > 0 ? withDisk(path.join(folder, 'files'), disk_kib, nginx) : nginx;
  const running = await run(t, command, folder, port);
  return { folder, address: `http://127.0.0.1:${port}/`, ...running };
}

/**
 * Apache with mod_dav and docs/hosting.md's lines, which need a folder to be made before a file.
 * @param {import('node:test').TestContext} t @param {{origin: string, accounts: string}} options
 */
export async function startApache(t, { origin, accounts }) {
  const folder = await makeFolder();
  const port = await freePort();
  await writeFile(path.join(folder, 'accounts'), accounts);
  const modules =
    'mpm_event alias authn_core authn_file authz_core authz_user auth_basic dav dav_fs headers ' +
    'rewrite setenvif';
  const load = modules.split(' ').map((name) =>
    `LoadModule ${name}_module ${apacheModules}/mod_${name}.so`);
  await writeFile(
    path.join(folder, 'server.conf'),
    `${load.join('\n')}
    ServerRoot ${folder}
    ServerName localhost
    Listen 127.0.0.1:${port}
    PidFile apache.pid
    Mutex file:${folder} default
    ErrorLog errors
    ${isRoot ? 'User www-data' : ''}
    Alias /files ${folder}/files
    DavLockDB ${folder}/files.lock
    <Directory ${folder}/files>
      Dav On
      AuthType Basic
      AuthName Holdall
      AuthUserFile ${folder}/accounts
      <RequireAny>
        Require method OPTIONS
        Require valid-user
      </RequireAny>
      RewriteEngine On
      RewriteCond %{REQUEST_METHOD} =OPTIONS
      RewriteRule ^ - [R=204,L]
      SetEnvIf Origin "^${origin}$" APP_ORIGIN=$0
      Header always set Access-Control-Allow-Origin %{APP_ORIGIN}e env=APP_ORIGIN
      Header always set Access-Control-Allow-Methods "GET, PUT, MKCOL"
      Header always set Access-Control-Allow-Headers "Authorization, Content-Type"
      Header always set Access-Control-Expose-Headers "Date, Retry-After"
      Header always set Access-Control-Max-Age 7200
      Header always merge Vary Origin
    </Directory>`,
  );
  if (isRoot) spawnSync('chown', ['-R', 'www-data', folder]);
  const command = [apacheProgram, '-f', path.join(folder, 'server.conf'), '-DFOREGROUND'];
  await run(t, command, folder, port);
  return { folder, address: `http://127.0.0.1:${port}/files/` };
}

/** A line of the password file, as both servers read it. */
export function accountLine({ user, password }) {
  return `${user}:{SHA}${createHash('sha1').update(password).digest('base64')}\n`;
}

const ownMounts = ['--mount', ...(isRoot ? [] : ['--user', '--map-root-user'])];

/** Why no server can have a disk of its own here; false: it can. */
export function whyNoDisk() {
  const { status } = spawnSync('unshare', [...ownMounts, 'mount', '-t', 'tmpfs', 'none', '/mnt']);
  return status === 0 ? false : 'neither root nor user namespaces: nothing can be mounted';
}

/**
 * The command with an empty disk of this size mounted on a folder, which the command alone sees.
 * @param {string} folder @param {number} size_kib @param {string[]} command
 */
function withDisk(folder, size_kib, command) {
  const mount = `mount -t tmpfs -o size=${size_kib}k,mode=755 none "$0" && exec "$@"`;
  return ['unshare', ...ownMounts, 'sh', '-c', mount, folder, ...command];
}

async function makeFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdall-place-'));
  await mkdir(path.join(folder, 'files'));
  return folder;
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => done(port));
    });
  });
}

/**
 * Runs until the end of the test, when the folder goes; returns when it answers. What it returns
 * kills the server in the middle of its work, and starts it again.
 */
async function run(t, command, folder, port) {
  let server = await start(command, folder, port);
  const stop = async (/** @type {NodeJS.Signals} */ signal) => {
    // The workers too, which would go on with what they have.
    if (server.started.exitCode === null) process.kill(-server.started.pid, signal);
    await server.ended;
  };
  t.after(async () => {
    await stop('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  });
  return {
    kill: () => stop('SIGKILL'),
    async startAgain() {
      server = await start(command, folder, port);
    },
    /** A folder as the server sees it, which may have a disk that nobody else sees. */
    seen: (/** @type {string} */ seenFolder) => `/proc/${server.started.pid}/root${seenFolder}`,
  };
}

async function start([program, ...args], folder, port) {
  const started = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let complaint = '';
  started.stderr.on('data', (text) => (complaint += text));
  const ended = new Promise((done) => started.on('close', done));
  for (let left = 200; left > 0 && started.exitCode === null; left -= 1) {
    const up = await fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false);
    if (up) return { started, ended };
    await new Promise((done) => setTimeout(done, 25));
  }
  const log = await readFile(path.join(folder, 'errors'), 'utf8').catch(() => '');
  throw new Error(`${program} does not start: ${complaint}${log}`);
}
