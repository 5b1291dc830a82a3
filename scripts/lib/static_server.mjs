// A small static file server for dist/, as plain as the hosts it stands for: it sets no special
// header.
// usage: node static_server.mjs FOLDER [--port N]
import { createReadStream, promises as fs } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import zlib from 'node:zlib';
import { mediaTypes } from './media_types.mjs';

const compressible = /\.(css|csv|html|js|json|mjs|otf|svg|ttf|txt|wasm|webmanifest)$/;

/**
 * The file below folder that the path of a request names, or null if it names none.
 * @param {string} folder @param {string} url
 */
async function find(folder, url) {
  try {
    const { pathname } = new URL(url, 'http://localhost');
    let file = path.join(folder, path.normalize('/' + decodeURIComponent(pathname)));
    let stat = await fs.stat(file);
    if (stat.isDirectory()) stat = await fs.stat((file = path.join(file, 'index.html')));
    const [size, time] = [stat.size, stat.mtimeMs].map((number) => number.toString(16));
    return { file, size: stat.size, etag: `"${size}-${time}"` };
  } catch {
    return null; // no such file, or no path at all
  }
}

/** Compressed bodies by file and ETag. @type {Map<string, Buffer>} */
const compressed = new Map();

/** @param {string} file @param {string} etag */
async function compress(file, etag) {
  let body = compressed.get(file + etag);
  if (!body) {
    const quality = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 5 } };
    body = zlib.brotliCompressSync(await fs.readFile(file), quality);
    compressed.set(file + etag, body);
  }
  return body;
}

/**
 * Answers a request with a file below folder.
 * @param {string} folder
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
async function answer(folder, request, response) {
  const found = await find(folder, request.url ?? '/');
  if (request.method !== 'GET' && request.method !== 'HEAD') return response.writeHead(405).end();
  if (!found) return response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not found\n');
  const { file, size, etag } = found;
  const headers = {
    'Content-Type': mediaTypes[path.extname(file)] ?? 'application/octet-stream',
    'Cache-Control': 'no-cache',
    ETag: etag,
  };
  if (request.headers['if-none-match'] === etag) return response.writeHead(304, headers).end();
  const bodiless = request.method === 'HEAD';
  if (compressible.test(file) && /\bbr\b/.test(String(request.headers['accept-encoding']))) {
    const body = await compress(file, etag);
    const more = { 'Content-Encoding': 'br', 'Content-Length': body.length };
    response.writeHead(200, { ...headers, ...more });
    return response.end(bodiless ? undefined : body);
  }
  response.writeHead(200, { ...headers, 'Content-Length': size });
  if (bodiless) return response.end();
  return createReadStream(file).on('error', () => response.destroy()).pipe(response);
}

/**
 * Listens on the port, or without one on the first free one from 8080.
 * @param {string} folder @param {number} [port]
 */
function serve(folder, port) {
  const server = createServer((request, response) => void answer(folder, request, response));
  let tried = port ?? 8080;
  server.on('listening', () => console.log(`Holdall is at http://localhost:${tried}/`));
  server.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code !== 'EADDRINUSE' || port !== undefined) {
      console.error(`scripts/serve: ${error.message}`);
      process.exit(1);
    }
    server.listen((tried += 1), '127.0.0.1');
  });
  server.listen(tried, '127.0.0.1');
}

const [folder, option, value] = process.argv.slice(2);
const port = value === undefined ? undefined : Number(value);
if (!folder || (option !== undefined && (option !== '--port' || !Number.isInteger(port)))) {
  console.error('usage: scripts/serve [--port N]');
  process.exit(2);
}
serve(path.resolve(folder), port);
