// Hands what a profile's IndexedDB holds to node, by a page of the app's origin that has none of
// the app's code: an empty document outside the folder that the app's service worker serves.
import { serve } from '../e2e/lib/server.mjs';

const rawPath = '/raw/';
const appPath = '/app/';
/** As docs/storage-format.md names them. */
const databaseName = `holdall:${appPath}:default`;

/**
 * The app, and beside it the empty page.
 * @param {string} dist
 */
export async function torturedSite(dist) {
  /** @type {Buffer[]} */
  let handed = [];
  const server = await serve({ [appPath]: dist }, {}, (request, response) => {
    if (request.url !== rawPath) return false;
    handed = [];
    if (request.method === 'POST') {
      request.on('data', (part) => handed.push(part));
      request.on('end', () => response.writeHead(204).end());
    } else {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>');
    }
    return true;
  });
  return {
    app: `${server.url}${appPath.slice(1)}`,
    close: server.close,
    /**
     * Everything that is stored, as at one moment.
     * @param {import('playwright-core').Page} page
     * @returns {Promise<import('./stored_image.mjs').Stored>}
     */
    async read(page) {
      await page.goto(`${server.url}${rawPath.slice(1)}`);
      const index = await page.evaluate(handOver, { name: databaseName, to: rawPath });
      const bytes = Buffer.concat(handed);
      handed = [];
      let at = 0;
      const values = index.map(({ store, key, size }) => {
        at += size;
        return { store, key, bytes: new Uint8Array(bytes.subarray(at - size, at)) };
      });
      const valuesOf = (/** @type {string} */ wanted) =>
        values.filter(({ store }) => store === wanted);
      const headers = new Map(valuesOf('header').map(({ key, bytes: value }) => [key, value]));
      return {
        header: headers.get('header') ?? null,
        earlyPages: headers.get('early pages') ?? null,
        log: numbered(valuesOf('log')),
        chunks: numbered(valuesOf('chunks')),
      };
    },
  };
}

/** @param {{key: any, bytes: Uint8Array}[]} values */
const numbered = (values) => values.map(({ key, bytes }) => ({ key: Number(key), bytes }));

/**
 * In the page: posts all values of a database in one body and tells where each one lies.
 * @param {{name: string, to: string}} wanted
 */
async function handOver({ name, to }) {
  /** @param {IDBRequest} request @returns {Promise<any>} */
  const answer = (request) =>
    new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  const all = await indexedDB.databases();
  if (!all.some((database) => database.name === name)) return [];
  const database = await answer(indexedDB.open(name));
  const stores = ['header', 'log', 'chunks'].filter((store) =>
    database.objectStoreNames.contains(store),
  );
  const transaction = stores.length ? database.transaction(stores) : null;
  const read = await Promise.all(
    stores.map(async (store) => {
      const objects = transaction.objectStore(store);
      const [keys, values] = await Promise.all([
        answer(objects.getAllKeys()),
        answer(objects.getAll()),
      ]);
      return keys.map((/** @type {any} */ key, /** @type {number} */ index) => ({
        store,
        key,
        value: values[index],
      }));
    }),
  );
  database.close();
  const found = read.flat();
  await fetch(to, { method: 'POST', body: new Blob(found.map(({ value }) => value)) });
  return found.map(({ store, key, value }) => ({ store, key, size: value.byteLength }));
}
