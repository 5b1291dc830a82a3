// The built page in dist/: start, offline, odd hosts, failures, idleness, a lost WebGL context.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { complaintsOf, dist, frames, openApp } from '../lib/browser.mjs';
import { serve } from '../lib/server.mjs';
import { sharedBrowser } from './lib.mjs';

async function open(t, folders = dist, faults = {}, answers = undefined) {
  const { context } = await sharedBrowser();
  const server = await serve(folders, faults, answers);
  const page = await context.newPage();
  t.after(async () => {
    await page.close();
    await server.close();
  });
  return { page, server, context, complaints: complaintsOf(page) };
}

/** Waits until the service worker has everything and controls the page. */
const offlineReady = (page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((done) =>
        navigator.serviceWorker.addEventListener('controllerchange', done),
      );
    }
  });

const alertOf = async (page) => {
  await page.getByRole('alert').waitFor();
  return page.getByRole('alert').textContent();
};

test('it starts, takes the start screen away and complains about nothing', async (t) => {
  const { page, server, complaints } = await open(t);
  await openApp(page, server.url);
  assert.equal(await page.locator('#start').isVisible(), false);
  await page.waitForTimeout(300);
  assert.deepEqual(complaints, []);
  assert.ok(
    server.requests.filter((one) => one.endsWith('.wasm')).length <= 1,
    'the preload is used',
  );
});

test('offline: a reload, another address and a deep sub-path start from the cache', async (t) => {
  const { page, server, complaints } = await open(t, { '/teams/crm/': dist });
  const url = `${server.url}teams/crm/`;
  await openApp(page, url);
  await offlineReady(page);
  server.faults.down = true;
  const seen = server.requests.length;
  await openApp(page, url);
  await openApp(page, `${url}?space=x#/deal/7`);
  await openApp(page, `${url}deal/7?space=x#/today`);
  assert.equal(page.url(), `${url}?space=x#/today`);
  await openApp(page, `${url}index.html`);
  const asked = server.requests.slice(seen).filter((one) => !one.endsWith('/sw.js'));
  assert.deepEqual(asked, [], 'only the look for a new version asks the network');
  assert.deepEqual(
    complaints.filter((one) => !one.includes('sw.js')),
    [],
  );
});

test('a host with the wrong MIME type for wasm', async (t) => {
  const { page, server, complaints } = await open(t, dist, { wrongMime: true });
  await openApp(page, server.url);
  assert.deepEqual(complaints, []);
  await offlineReady(page);
  await openApp(page, server.url);
});

test('a slow host shows progress', async (t) => {
  let sendTheRest = () => {};
  const { page, server } = await open(t, dist, {}, (request, response) => {
    if (!request.url.endsWith('.wasm')) return false;
    const module = readFileSync(path.join(dist, request.url));
    const half = module.length / 2;
    response.writeHead(200, { 'content-type': 'application/wasm' });
    response.write(module.subarray(0, half));
    sendTheRest = () => response.end(module.subarray(half));
    return true;
  });
  await page.goto(server.url, { waitUntil: 'commit' });
  await page.getByRole('progressbar', { name: 'Opening Holdall…' }).waitFor();
  await page.waitForFunction(() => document.querySelector('progress').value >= 0.49);
  assert.ok((await page.locator('progress').evaluate((bar) => bar.value)) <= 0.51);
  sendTheRest();
  await page.waitForFunction(() => window.holdall?.framesDrawn > 0);
});

test('a failed download says what is safe and what to do, in the right language', async (t) => {
  const { page, server } = await open(t, dist, { missing: /\.wasm$/ });
  await page.addInitScript(() =>
    Object.defineProperty(navigator, 'languages', { value: ['uk-UA', 'en'] }),
  );
  await page.goto(server.url);
  assert.match(await alertOf(page), /Ваші дані цілі й не змінені/);
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'uk');
  server.faults.missing = undefined;
  await page.getByRole('button', { name: 'Оновити' }).click();
  await page.waitForFunction(() => window.holdall?.framesDrawn > 0);
});

test('a connection that breaks off in a file is tried again, then reported', async (t) => {
  let breaks = 1;
  const { page, server } = await open(t, dist, {}, (request, response) => {
    if (!/inter-regular/.test(request.url) || breaks <= 0) return false;
    breaks -= 1;
    response.writeHead(200, { 'content-type': 'font/otf', 'content-length': '100000' });
    response.write(Buffer.alloc(1000));
    setTimeout(() => request.socket.destroy(), 50);
    return true;
  });
  await page.goto(server.url);
  await page.waitForFunction(() => window.holdall?.framesDrawn > 0);
  assert.equal(breaks, 0);
  breaks = Number.POSITIVE_INFINITY;
  const other = await page.context().browser().newContext();
  t.after(() => other.close());
  const again = await other.newPage();
  await again.goto(server.url);
  assert.match(await alertOf(again), /could not be downloaded.*safe and unchanged/s);
});

test('no WebGL 2', async (t) => {
  const { page, server } = await open(t);
  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null;
  });
  await page.goto(server.url);
  assert.match(await alertOf(page), /no WebGL 2.*Your data is safe and unchanged/s);
});

test('no IndexedDB', async (t) => {
  const { page, server } = await open(t);
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('not here', 'SecurityError');
    };
  });
  await page.goto(server.url);
  await page.waitForFunction(
    () => document.querySelector('[role=alert]') || window.holdall?.framesDrawn > 0,
  );
  assert.equal(
    await page.evaluate(
      () =>
        document.body.innerText.trim() === '' &&
        document.getElementById('mirror').childElementCount === 0,
    ),
    false,
    'never a blank page',
  );
});

test('idle: no frame is drawn, asked for or planned', async (t) => {
  const { page, server } = await open(t);
  await openApp(page, server.url);
  await offlineReady(page);
  await page.waitForTimeout(1500);
  const before = await frames(page);
  await page.waitForTimeout(5000);
  assert.deepEqual(await frames(page), before);
  const state = await page.evaluate(() => ({ ...window.holdall }));
  assert.equal(state.framePending, false);
  assert.equal(state.storagePending, 0);
  assert.equal(state.downloadsPending, 0);
});

test('a lost WebGL context comes back and is drawn again', async (t) => {
  const { page, server, complaints } = await open(t);
  await openApp(page, server.url);
  const shot = async () => (await page.screenshot()).toString('base64');
  await page.waitForTimeout(500);
  const before = await shot();
  await page.evaluate(() => {
    window.extension = document
      .getElementById('canvas')
      .getContext('webgl2')
      .getExtension('WEBGL_lose_context');
    window.extension.loseContext();
  });
  await page.waitForFunction(() => window.holdall.contextsLost === 1);
  const { drawn } = await frames(page);
  await page.evaluate(() => window.extension.restoreContext());
  await page.waitForFunction((count) => window.holdall.framesDrawn > count, drawn);
  await page.waitForTimeout(500);
  assert.equal(await shot(), before);
  assert.deepEqual(
    complaints.filter((one) => !/CONTEXT_LOST|context lost/i.test(one)),
    [],
  );
});

test('a new version waits until it is let in, and then replaces everything', async (t) => {
  const site = await mkdtemp(path.join(tmpdir(), 'holdall-site-'));
  t.after(() => rm(site, { recursive: true, force: true }));
  await cp(dist, site, { recursive: true });
  const { page, server } = await open(t, site);
  await openApp(page, server.url);
  await offlineReady(page);
  const cacheNames = () => page.evaluate(() => caches.keys());
  const [oldCache] = await cacheNames();
  const oldVersion = oldCache.split(':')[1];
  const newVersion = '0123456789abcdef';
  for (const name of ['index.html', 'sw.js']) {
    const text = await readFile(path.join(site, name), 'utf8');
    await writeFile(
      path.join(site, name),
      text.replaceAll(oldVersion, newVersion).replace('<title>Holdall', '<title>New'),
    );
  }
  await openApp(page, server.url);
  assert.equal((await page.title()) === 'New', false, 'the old version runs on');
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    while (!registration.waiting) await new Promise((done) => setTimeout(done, 50));
  });
  const reloaded = page.waitForEvent('load');
  await page.evaluate(async () => {
    const { waiting } = await navigator.serviceWorker.getRegistration();
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
    waiting.postMessage('activate');
  });
  await reloaded;
  await page.waitForFunction(() => window.holdall?.framesDrawn > 0);
  assert.deepEqual(await cacheNames(), [`holdall:${newVersion}`]);
});

test('an old page from a cache on the way is not taken for the new one', async (t) => {
  const site = await mkdtemp(path.join(tmpdir(), 'holdall-site-'));
  t.after(() => rm(site, { recursive: true, force: true }));
  await cp(dist, site, { recursive: true });
  const page = await readFile(path.join(site, 'index.html'), 'utf8');
  await writeFile(
    path.join(site, 'index.html'),
    page.replace(/<meta name="version" content="\w+">/, ''),
  );
  const opened = await open(t, site);
  await openApp(opened.page, opened.server.url);
  const state = await opened.page.evaluate(
    () =>
      new Promise((done) => {
        navigator.serviceWorker.getRegistration().then((registration) => {
          const { installing } = registration ?? {};
          if (!installing) return done('redundant');
          installing.onstatechange = () => done(installing.state);
        });
      }),
  );
  assert.equal(state, 'redundant');
});

test('dist/ holds no inline code, and every file but two has a hash in its name', async () => {
  const page = await readFile(path.join(dist, 'index.html'), 'utf8');
  assert.doesNotMatch(page, /<style|style=|\son\w+=|<script(?![^>]*\ssrc=)/);
  assert.match(page, /default-src 'none'; script-src 'self' 'wasm-unsafe-eval'/);
  const names = await readdir(dist);
  const plain = names.filter((name) => !/\.[0-9a-f]{10}\.\w+$/.test(name)).sort();
  assert.deepEqual(plain, ['index.html', 'sw.js']);
  const worker = await readFile(path.join(dist, 'sw.js'), 'utf8');
  for (const name of names)
    if (name !== 'sw.js' && name !== 'index.html') assert.ok(worker.includes(name), name);
});
