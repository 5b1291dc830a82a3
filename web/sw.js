// Keeps every file of one version in a cache and serves from there. A new version installs beside
// the old one and waits. build.mjs puts in the version and the list.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

const version = '__VERSION__';
/**
 * All but the page. Names with a hash in them: whatever a cache on the way holds is right.
 * @type {string[]}
 */
const hashedFiles = ['__HASHED__'];
const cachePrefix = 'holdall:';
const cacheName = cachePrefix + version;
const page = new URL('./', worker.registration.scope).href;
const ours = new Set(hashedFiles.map((name) => page + name));

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('message', (event) => {
  if (event.data === 'activate') worker.skipWaiting();
  if (event.data === 'version') event.ports[0]?.postMessage(version);
});
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(page)) return;
  // What else lies below the page, a place for a shared space perhaps, is none of our business.
  if (request.mode === 'navigate') event.respondWith(servePage(request));
  else if (ours.has(request.url)) event.respondWith(serve(request));
});

async function install() {
  const cache = await caches.open(cacheName);
  const fetched = await fetch(page, { cache: 'reload' });
  // A host's cache may still give the page of the version before, whose files we do not have.
  if (!fetched.ok || !(await fetched.clone().text()).includes(version)) {
    throw new Error(`the page is not that of version ${version} yet`);
  }
  await cache.put(page, fetched);
  // What the page has just loaded is not loaded again, whatever the host says about caching.
  await cache.addAll(hashedFiles.map((name) => new Request(name, { cache: 'force-cache' })));
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith(cachePrefix) && name !== cacheName && (await isOurs(name))) {
      await caches.delete(name);
    }
  }
  await worker.clients.claim();
}

/** Whether the cache is of this path: one origin may hold several Holdalls. @param {string} name */
async function isOurs(name) {
  return (await (await caches.open(name)).match(page)) !== undefined;
}

/** @param {Request} request */
async function serve(request) {
  const cache = await caches.open(cacheName);
  return (await cache.match(request)) ?? fetch(request);
}

/**
 * The one page; whatever other address below ours is opened leads to it.
 * @param {Request} request
 */
async function servePage(request) {
  const { pathname, search } = new URL(request.url);
  if (pathname !== new URL(page).pathname) return Response.redirect(page + search);
  const cache = await caches.open(cacheName);
  return (await cache.match(page)) ?? fetch(request);
}
