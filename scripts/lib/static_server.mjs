// A small static file server for dist/: as plain as the hosts it stands for, so it sets no special header.
// As a program: node static_server.mjs FOLDER [--port N]; as a module: serve(FOLDER, options).
import { createReadStream, promises as fs } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

/** @type {Record<string, string>} */
const types = {
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.otf': 'font/otf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const compressible = new Set(['.css', '.csv', '.html', '.js', '.json', '.mjs', '.otf', '.svg', '.ttf', '.txt', '.wasm', '.webmanifest']);

/**
 * The file below folder that a request path names, or null if it names none.
 * @param {string} folder @param {string} prefix @param {string} url
 * @returns {Promise<{ file: string, size: number, etag: string } | null>}
 */
async function find(folder, prefix, url) {
  let name;
  try {
    name = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return null;
  }
  if (!name.startsWith(prefix) || name.includes('\0')) return null;
  name = name.slice(prefix.length);
  let file = path.join(folder, path.normalize('/' + name));
  try {
    let stat = await fs.stat(file);
    if (stat.isDirectory()) stat = await fs.stat((file = path.join(file, 'index.html')));
    return { file, size: stat.size, etag: `"${stat.size.toString(16)}-${Math.round(stat.mtimeMs).toString(16)}"` };
  } catch {
    return null;
  }
}

/**
 * Serves folder under http://localhost:port/prefix/. Port 0 takes any free one.
 * @param {string} folder
 * @param {{ port?: number, prefix?: string }} [options] prefix: the sub-path, such as '/crm'
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve(folder, { port = 0, prefix = '' } = {}) {
  /** @type {Map<string, Buffer>} compressed bodies by file and ETag */
  const compressed = new Map();
  const server = createServer(async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    const found = await find(folder, prefix, request.url ?? '/');
    if (!found) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not found\n');
      return;
    }
    const extension = path.extname(found.file);
    /** @type {import('node:http').OutgoingHttpHeaders} */
    const headers = {
      'Content-Type': types[extension] ?? 'application/octet-stream',
      'Cache-Control': 'no-cache',
      ETag: found.etag,
    };
    if (request.headers['if-none-match'] === found.etag) {
      response.writeHead(304, headers).end();
      return;
    }
    if (compressible.has(extension) && /\bbr\b/.test(String(request.headers['accept-encoding']))) {
      const key = found.file + found.etag;
      let body = compressed.get(key);
      if (!body) {
        const quality = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 5 } };
        compressed.set(key, (body = zlib.brotliCompressSync(await fs.readFile(found.file), quality)));
      }
      response.writeHead(200, { ...headers, 'Content-Encoding': 'br', 'Content-Length': body.length });
      response.end(request.method === 'HEAD' ? undefined : body);
      return;
    }
    response.writeHead(200, { ...headers, 'Content-Length': found.size });
    if (request.method === 'HEAD') response.end();
    else createReadStream(found.file).on('error', () => response.destroy()).pipe(response);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, 'localhost', () => resolve(undefined));
  });
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://localhost:${address.port}${prefix}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** @param {string[]} words */
async function main(words) {
  const [folder, option, value] = words;
  const chosen = option === '--port' ? Number(value) : undefined;
  if (!folder || (option && !(Number.isInteger(chosen) && words.length === 3))) {
    console.error('usage: scripts/serve [--port N]');
    process.exit(2);
  }
  for (let port = chosen ?? 8080; ; port++) {
    try {
      const { url } = await serve(path.resolve(folder), { port });
      console.log(`Holdall is at ${url}`);
      return;
    } catch (error) {
      const busy = /** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE';
      if (!busy || chosen !== undefined || port > 8180) throw error;
    }
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
