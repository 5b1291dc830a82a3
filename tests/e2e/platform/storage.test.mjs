// platform::Storage over IndexedDB, as C++ sees it through web/storage.js.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { openBrowser, root } from '../lib/browser.mjs';
import { serve } from '../lib/server.mjs';
import { openModulePage, openModules } from './lib.mjs';

/**
 * Puts `step(…)`, `whole(storage)` (all parts of a load as one) and `plain(found)` into the page;
 * bytes are given as texts.
 */
async function prepare(page) {
  await page.evaluate(async () => {
    const { IndexedDbStorage } = await import('/web/storage.js');
    const bytes = (text) => new TextEncoder().encode(text).buffer;
    const text = (buffer) => new TextDecoder().decode(buffer);
    window.text = text;
    window.whole = async (storage) => {
      const parts = [];
      await storage.load((part) => parts.push(part));
      const lasts = parts.filter(({ last }) => last).length;
      if (lasts !== 1 || !parts.at(-1).last) throw new Error(`${lasts} last parts`);
      return { ...parts[0], chunks: parts.flatMap(({ chunks }) => chunks), parts: parts.length };
    };
    window.storage = new IndexedDbStorage('holdall:test');
    window.IndexedDbStorage = IndexedDbStorage;
    window.step = (expected, header, more = {}) => ({
      expectedHeader: bytes(expected),
      header: bytes(header),
      logPuts: Object.entries(more.log ?? {}).map(([key, value]) => ({
        key: Number(key),
        bytes: bytes(value),
      })),
      chunkPuts: Object.entries(more.chunks ?? {}).map(([key, value]) => ({
        key: Number(key),
        bytes: bytes(value),
      })),
      earlyPages: more.earlyPages === undefined ? null : bytes(more.earlyPages),
      dropLogBelow: more.dropLogBelow ?? 0,
      dropChunksFrom: more.dropChunksFrom ?? 2 ** 64,
    });
    const values = (list) =>
      Object.fromEntries(list.map(({ key, bytes: value }) => [key, text(value)]));
    window.plain = (found) => ({
      header: text(found.header),
      log: values(found.log),
      chunks: values(found.chunks),
    });
    window.outcome = (promise) =>
      promise.then(
        () => 'ok',
        (error) => `${error.kind}: ${error.message}`,
      );
  });
}

async function open(t) {
  const opened = await openModules(t);
  await prepare(opened.page);
  return opened;
}

/** Runs `steps` of (expected, header, more) in the page, all at once, and gives the outcomes. */
const commit = (page, ...steps) =>
  page.evaluate(
    (given) => Promise.all(given.map((step) => outcome(storage.commit(window.step(...step))))),
    steps,
  );

const load = (page) => page.evaluate(async () => plain(await whole(storage)));

test('what was committed is loaded, by ascending key', async (t) => {
  const { page } = await open(t);
  assert.deepEqual(await load(page), { header: '', log: {}, chunks: {} });
  assert.deepEqual(
    await commit(page, [
      '',
      'h1',
      { log: { 1: 'one', 2: 'two', 10: 'ten' }, chunks: { 0: 'a', 1: 'b' } },
    ]),
    ['ok'],
  );
  const found = await load(page);
  assert.deepEqual(found, {
    header: 'h1',
    log: { 1: 'one', 2: 'two', 10: 'ten' },
    chunks: { 0: 'a', 1: 'b' },
  });
  const keys = await page.evaluate(async () => (await whole(storage)).log.map(({ key }) => key));
  assert.deepEqual(keys, [1, 2, 10]);
});

test('old records and chunks beyond the end are dropped in the same step', async (t) => {
  const { page } = await open(t);
  await commit(page, [
    '',
    'h1',
    { log: { 1: 'one', 2: 'two', 3: 'three' }, chunks: { 0: 'a', 1: 'b', 2: 'c' } },
  ]);
  await commit(page, ['h1', 'h2', { log: { 4: 'four' }, dropLogBelow: 3, dropChunksFrom: 1 }]);
  assert.deepEqual(await load(page), {
    header: 'h2',
    log: { 3: 'three', 4: 'four' },
    chunks: { 0: 'a' },
  });
});

test('a step that expects another header changes nothing', async (t) => {
  const { page, browser, url } = await open(t);
  await commit(page, ['', 'h1', { log: { 1: 'one' } }]);
  const other = await browser.context.newPage();
  await openModulePage(other, url);
  await prepare(other);
  assert.deepEqual(await commit(other, ['h1', 'h2', { log: { 2: 'other' } }]), ['ok']);
  const [outcome] = await commit(page, [
    'h1',
    'x',
    { log: { 1: 'torn', 2: 'torn' }, chunks: { 0: 'torn' }, dropLogBelow: 2 },
  ]);
  assert.match(outcome, /^fenced/);
  assert.deepEqual(await load(page), { header: 'h2', log: { 1: 'one', 2: 'other' }, chunks: {} });
  assert.match((await commit(page, ['', 'x']))[0], /^fenced/);
});

test('steps in flight build on one another; after a failed one the next fails', async (t) => {
  const { page } = await open(t);
  assert.deepEqual(
    await commit(page, ['', 'h1'], ['h1', 'h2'], ['h2', 'h3', { log: { 3: 'c' } }]),
    ['ok', 'ok', 'ok'],
  );
  const outcomes = await commit(page, ['wrong', 'h4'], ['h4', 'h5']);
  assert.ok(
    outcomes.every((outcome) => outcome.startsWith('fenced')),
    outcomes.join(),
  );
  assert.deepEqual(await load(page), { header: 'h3', log: { 3: 'c' }, chunks: {} });
});

test('answers come in the order of the calls', async (t) => {
  const { page } = await open(t);
  const chunks = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [index, 'x'.repeat(20_000)]),
  );
  await commit(page, ['', 'h1', { chunks }]);
  const order = await page.evaluate(async () => {
    const answers = [];
    await Promise.all([
      storage.readHeader().then((found) => answers.push(`header ${text(found)}`)),
      storage.commit(step('h1', 'h2')).then(() => answers.push('commit')),
      outcome(storage.commit(step('h1', 'x'))).then(() => answers.push('fenced')),
      whole(storage).then((found) => answers.push(`load ${plain(found).header}`)),
    ]);
    return answers;
  });
  assert.deepEqual(order, ['header h1', 'commit', 'fenced', 'load h2']);
});

test('what was read before another tab wrote is read again', async (t) => {
  const { page } = await open(t);
  await commit(page, ['', 'h1', { log: { 1: 'one' } }]);
  const found = await page.evaluate(async () => {
    const early = new IndexedDbStorage('holdall:test');
    early.readEarly();
    await new Promise((done) => setTimeout(done, 100));
    await storage.commit(step('h1', 'h2', { log: { 2: 'two' } }));
    return plain(await whole(early));
  });
  assert.deepEqual(found, { header: 'h2', log: { 1: 'one', 2: 'two' }, chunks: {} });
});

test('early pages come with the first part and stay until put again or deleted', async (t) => {
  const { page } = await open(t);
  const early = () => page.evaluate(async () => text((await whole(storage)).earlyPages));
  assert.equal(await early(), '');
  await commit(page, ['', 'h1', { earlyPages: 'first screen' }], ['h1', 'h2', { log: { 2: 'x' } }]);
  assert.equal(await early(), 'first screen');
  await commit(page, ['h2', 'h3', { earlyPages: 'another' }]);
  assert.equal(await early(), 'another');
  await commit(page, ['h3', 'h4', { earlyPages: '' }]);
  assert.equal(await early(), '');
});

test('many chunks come in batches, all of them, in order', async (t) => {
  const { page } = await open(t);
  const chunks = Object.fromEntries(Array.from({ length: 700 }, (_, index) => [index, `${index}`]));
  await commit(page, ['', 'h1', { chunks }]);
  const found = await page.evaluate(async () => {
    const { chunks: all, parts } = await whole(storage);
    return { keys: all.map(({ key, bytes }) => `${key}` === text(bytes) && key), parts };
  });
  assert.ok(found.parts > 5);
  assert.deepEqual(
    found.keys,
    Array.from({ length: 700 }, (_, index) => index),
  );
});

test('a reading that another tab writes into is void', async (t) => {
  const { page } = await open(t);
  const chunks = Object.fromEntries(Array.from({ length: 700 }, (_, index) => [index, 'x']));
  await commit(page, ['', 'h1', { chunks }]);
  const outcome = await page.evaluate(async () => {
    const other = new IndexedDbStorage('holdall:test');
    let written = null;
    const taken = storage.load(() => {
      written ??= other.commit(step('h1', 'h2', { chunks: { 699: 'torn' } }));
    });
    return window.outcome(taken);
  });
  assert.match(outcome, /^fenced/);
});

test('a full quota is said, stores nothing, and room makes the next step succeed', async (t) => {
  const { page, browser, server } = await open(t);
  const devtools = await browser.context.newCDPSession(page);
  const origin = server.url.slice(0, -1);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 });
  assert.deepEqual(await commit(page, ['', 'h1', { log: { 1: 'one' } }]), ['ok']);
  const big = randomBytes(1_500_000).toString('hex'); // Chromium compresses what it stores
  for (const more of [{ log: { 2: big } }, { chunks: { 0: big } }]) {
    const [outcome] = await commit(page, ['h1', 'h2', more]);
    assert.match(outcome, /^full/);
  }
  assert.deepEqual(await load(page), { header: 'h1', log: { 1: 'one' }, chunks: {} });
  await devtools.send('Storage.overrideQuotaForOrigin', { origin });
  assert.deepEqual(await commit(page, ['h1', 'h2', { chunks: { 0: big } }]), ['ok']);
});

test('data cleared under the app: the step fails, and a new start works', async (t) => {
  const { page, browser, server } = await open(t);
  await commit(page, ['', 'h1', { log: { 1: 'one' } }]);
  const devtools = await browser.context.newCDPSession(page);
  await devtools.send('Storage.clearDataForOrigin', {
    origin: server.url.slice(0, -1),
    storageTypes: 'indexeddb',
  });
  const outcomes = [];
  for (let attempt = 0; attempt < 2; attempt += 1)
    outcomes.push(...(await commit(page, ['h1', 'h2'])));
  assert.match(outcomes.at(-1), /^gone/, outcomes.join());
  assert.deepEqual(await load(page), { header: '', log: {}, chunks: {} });
  assert.deepEqual(await commit(page, ['', 'n1', { log: { 1: 'new' } }]), ['ok']);
});

test('another tab that deletes or upgrades the database is not blocked', async (t) => {
  const { page } = await open(t);
  await commit(page, ['', 'h1']);
  const outcomes = await page.evaluate(async () => {
    const request = indexedDB.deleteDatabase('holdall:test');
    const deleted = await new Promise((done) => {
      request.onsuccess = () => done('deleted');
      request.onblocked = () => done('blocked');
    });
    return [deleted, await outcome(storage.commit(step('', 'n1')))];
  });
  assert.deepEqual(outcomes, ['deleted', 'ok']);
});

test('a step that was stored although the connection closed is told by the header', async (t) => {
  const { page } = await open(t);
  await commit(page, ['', 'h1']);
  const outcomes = await page.evaluate(async () => {
    // The browser's answer is lost: the transaction completes, the page hears of an abort.
    const { transaction } = IDBDatabase.prototype;
    let lost = false;
    IDBDatabase.prototype.transaction = function (...given) {
      const made = transaction.apply(this, given);
      if (given[1] !== 'readwrite' || lost) return made;
      lost = true;
      let abort;
      Object.defineProperty(made, 'oncomplete', { set() {} });
      Object.defineProperty(made, 'onabort', {
        set(call) {
          abort = call;
        },
      });
      made.addEventListener('complete', () => abort());
      return made;
    };
    return [
      (await outcome(storage.commit(step('h1', 'h2', { log: { 2: 'two' } })))).split(':')[0],
      new TextDecoder().decode(await storage.readHeader()),
      await outcome(storage.commit(step('h2', 'h3'))),
    ];
  });
  assert.deepEqual(outcomes, ['closed', 'h2', 'ok']);
  assert.deepEqual(await load(page), { header: 'h3', log: { 2: 'two' }, chunks: {} });
});

test('who closes the connection from outside is heard of, once', async (t) => {
  const { page } = await open(t);
  await commit(page, ['', 'h1']);
  const heard = await page.evaluate(async () => {
    let count = 0;
    storage.onClosed = () => (count += 1);
    const request = indexedDB.deleteDatabase('holdall:test');
    await new Promise((done) => (request.onsuccess = done));
    const header = await storage.readHeader();
    return [count, header.byteLength];
  });
  assert.deepEqual(heard, [1, 0]);
});

test('no acknowledged step is lost by SIGKILL, and none is torn', async (t) => {
  const server = await serve(root);
  t.after(() => server.close());
  const url = `${server.url}tests/e2e/platform/page.html`;
  let browser = await openBrowser();
  t.after(() => browser.close());
  let header = '';
  for (let round = 0; round < 3; round += 1) {
    let acknowledged = 0;
    await browser.page.exposeFunction('acknowledge', (number) => {
      acknowledged = number;
    });
    await openModulePage(browser.page, url);
    await prepare(browser.page);
    browser.page
      .evaluate(async (start) => {
        let last = start;
        for (let number = Number(start) + 1; ; number += 1) {
          const next = String(number);
          await storage.commit(
            step(last, next, { log: { [number]: next }, chunks: { [number % 7]: next } }),
          );
          last = next;
          acknowledge(number);
        }
      }, header)
      .catch(() => {});
    await new Promise((done) => setTimeout(done, 1500 + 300 * round));
    const { profile } = browser;
    await browser.kill();
    browser = await openBrowser({ profile });
    await openModulePage(browser.page, url);
    await prepare(browser.page);
    const found = await load(browser.page);
    const before = Number(header);
    header = found.header;
    assert.ok(acknowledged > before, `acknowledged ${acknowledged}, ${before} before`);
    assert.ok(Number(header) >= acknowledged, `${header} stored, ${acknowledged} acknowledged`);
    const keys = Object.keys(found.log).map(Number);
    assert.deepEqual(
      keys,
      Array.from({ length: Number(header) }, (_, index) => index + 1),
    );
    assert.equal(Math.max(...Object.values(found.chunks).map(Number)), Number(header));
  }
});
