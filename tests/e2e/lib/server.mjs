// A static server for tests: folders under paths, and the faults of real hosts on request.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { mediaTypes } from '../../../scripts/lib/media_types.mjs';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */

/**
 * Serves until close() is called.
 *
 * `folders`: one folder for '/', or a folder for each path, such as {'/crm/': 'dist'}.
 * `faults` may be changed while it runs:
 *   wrongMime  .wasm comes as application/octet-stream
 *   down       the connection is cut without an answer
 *   missing    a RegExp: these paths are 404
 *   headers    further headers of every answer
 * `requests` lists the paths asked for. `answers` may answer a request itself and is true then.
 * @param {string | Record<string, string>} folders @param {any} [faults]
 * @param {(request: IncomingMessage, response: ServerResponse) => boolean} [answers]
 */
export async function serve(folders, faults = {}, answers = () => false) {
  const mounts = typeof folders === 'string' ? { '/': folders } : folders;
  const requests = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    requests.push(pathname);
    if (faults.down) return request.socket.destroy();
    if (answers(request, response)) return undefined;
    const file = faults.missing?.test(pathname) ? null : await find(mounts, pathname);
    if (!file) return response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    const extension = path.extname(file);
    const type = faults.wrongMime && extension === '.wasm' ? undefined : mediaTypes[extension];
    response.writeHead(200, {
      'content-type': type ?? 'application/octet-stream',
      'cache-control': 'no-cache',
      ...faults.headers,
    });
    return createReadStream(file).pipe(response);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(null)));
  return {
    // localhost is a secure context: service workers and Web Locks work there.
    url: `http://localhost:${/** @type {any} */ (server.address()).port}/`,
    requests,
    faults,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function find(mounts, pathname) {
  for (const [mount, folder] of Object.entries(mounts)) {
    if (!pathname.startsWith(mount)) continue;
    const file = path.join(
      folder,
      decodeURIComponent(pathname.slice(mount.length)) || 'index.html',
    );
    if (!path.resolve(file).startsWith(path.resolve(folder))) return null;
    const found = await stat(file).catch(() => null);
    if (found?.isFile()) return file;
    if (found?.isDirectory()) return path.join(file, 'index.html');
  }
  return null;
}
