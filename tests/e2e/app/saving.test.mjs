// What happens to edits when the storage fails, is deleted, or goes to another tab.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { activate, dist, openApp, press, waitForSaveState } from '../lib/browser.mjs';
import { stopTab } from '../lib/processes.mjs';
import { serve } from '../lib/server.mjs';
import { addDeal, card, column, freshApp, saved } from './lib.mjs';

async function withDeal(t) {
  const opened = await freshApp(t);
  const { page } = opened;
  await press(page.getByRole('button', { name: 'Fill with sample deals' }).first());
  await addDeal(page, 'Lead', 'Stored before');
  await card(column(page, 'Lead'), 'Stored before').waitFor({ state: 'attached' });
  await saved(page);
  return opened;
}

const devtoolsOf = ({ browser, page }) => browser.context.newCDPSession(page);
const originOf = ({ server }) => server.url.slice(0, -1);

/** Whether this tab finds the disk full; as the browser says it, when a value is put. */
const setFull = (page, full) =>
  page.evaluate((now) => {
    if (window.full === undefined) {
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (value, key) {
        if (window.full) throw new DOMException('no room', 'QuotaExceededError');
        return put.call(this, value, key);
      };
    }
    window.full = now;
  }, full);

async function shows(page, title) {
  await card(column(page, 'Lead'), title).waitFor({ state: 'attached' });
}

/** Whether a header is stored in any of Holdall's databases. */
const isStored = (page) =>
  page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      if (!name.startsWith('holdall:')) continue;
      const request = indexedDB.open(name);
      await new Promise((done) => (request.onsuccess = done));
      const database = request.result;
      const stores = [...database.objectStoreNames];
      const get = stores.includes('header')
        ? database.transaction('header').objectStore('header').count()
        : null;
      if (get) await new Promise((done) => (get.onsuccess = done));
      database.close();
      if (get?.result) return true;
    }
    return false;
  });

test('data that the browser deletes under the app is written anew', async (t) => {
  const opened = await withDeal(t);
  const { page, server } = opened;
  const devtools = await devtoolsOf(opened);
  await devtools.send('Storage.clearDataForOrigin', {
    origin: originOf(opened),
    storageTypes: 'indexeddb',
  });
  await addDeal(page, 'Lead', 'After the clearing');
  await shows(page, 'After the clearing');
  await saved(page);
  await openApp(page, server.url);
  await shows(page, 'Stored before');
  await shows(page, 'After the clearing');
});

test('a database that someone else deletes is noticed without an edit', async (t) => {
  const { page, server } = await withDeal(t);
  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      const request = indexedDB.deleteDatabase(name);
      await new Promise((done) => (request.onsuccess = done));
    }
  });
  while (!(await isStored(page))) await page.waitForTimeout(100);
  await saved(page);
  await openApp(page, server.url);
  await shows(page, 'Stored before');
});

test('a full disk: not saved, a warning, a copy; with room it is saved unasked', async (t) => {
  const { page } = await withDeal(t);
  await setFull(page, true);
  await addDeal(page, 'Lead', 'No room for this');
  await waitForSaveState(page, 'not saved');
  await page.getByText('Not saved').first().waitFor({ state: 'attached' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    press(page.getByRole('button', { name: 'Save a copy' })),
  ]);
  assert.equal(download.suggestedFilename(), 'holdall-copy.sqlite');
  const bytes = await readFile(await download.path());
  assert.ok(bytes.includes('SQLite format 3') && bytes.includes('No room for this'));
  const asked = page.waitForEvent('dialog');
  page.reload().catch(() => {});
  const dialog = await asked;
  assert.equal(dialog.type(), 'beforeunload');
  await dialog.dismiss();
  assert.equal(await page.evaluate(() => window.holdall.taskTimerPending), true);
  await setFull(page, false);
  await waitForSaveState(page, 'saved');
  assert.equal(await page.evaluate(() => window.holdall.taskTimerPending), false);
  await openApp(page, page.url());
  await shows(page, 'No room for this');
});

for (const delayMs of [0, 5, 15, 30]) {
  test(`Enter and a reload ${delayMs} ms later: it asks first, or the deal is there`, async (t) => {
    const { page } = await withDeal(t);
    await press(page.getByRole('button', { name: 'Add deal to Lead' }));
    await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
    await page.keyboard.type('Entered and left');
    const asked = page.waitForEvent('dialog');
    // No frame comes any more, as when the processor has too much to do.
    await page.evaluate((wait) => {
      const { activeElement: field } = document;
      const { requestAnimationFrame: real } = window;
      const held = [];
      window.requestAnimationFrame = (frame) => held.push(frame);
      window.goOn = () => {
        window.requestAnimationFrame = real;
        held.forEach((frame) => frame(performance.now()));
      };
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
      setTimeout(() => location.reload(), wait);
    }, delayMs);
    const dialog = await asked;
    assert.equal(dialog.type(), 'beforeunload');
    await dialog.dismiss();
    await page.evaluate(() => window.goOn());
    await shows(page, 'Entered and left');
    await saved(page);
    await openApp(page, page.url());
    await shows(page, 'Entered and left');
  });
}

test('what cannot be saved keeps the role; every tab says so, and room saves it all', async (t) => {
  const { page, browser, server } = await withDeal(t);
  await setFull(page, true);
  await addDeal(page, 'Lead', 'Has no room');
  await waitForSaveState(page, 'not saved');
  const second = await browser.context.newPage();
  t.after(() => second.close());
  await openApp(second, server.url);
  await shows(second, 'Stored before');
  await waitForSaveState(second, 'not saved');
  await addDeal(second, 'Lead', 'Asked beside it');
  await shows(page, 'Asked beside it');
  // Longer than a tab that says nothing would be waited for.
  await second.waitForTimeout(6000);
  await waitForSaveState(second, 'not saved');
  await setFull(page, false);
  for (const each of [page, second]) {
    await shows(each, 'Has no room');
    await shows(each, 'Asked beside it');
    await waitForSaveState(each, 'saved');
  }
});

test('edits that are unsaved when another tab takes over stay until they are let go', async (t) => {
  const { page, browser, server } = await withDeal(t);
  await setFull(page, true);
  const second = await browser.context.newPage();
  t.after(() => second.close());
  await openApp(second, server.url);
  await shows(second, 'Stored before');
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await addDeal(page, 'Lead', 'Only in this tab');
  await waitForSaveState(page, 'not saved');
  const run = await stopTab(browser, page);
  t.after(run);
  await second.bringToFront();
  await addDeal(second, 'Lead', 'Of the second');
  await waitForSaveState(second, 'saved');
  run();
  const go = page.getByRole('button', { name: 'Go on with what is saved' });
  await go.waitFor({ state: 'attached' });
  await page.bringToFront();
  for (const way of ['Save a copy', 'Save the deals as CSV']) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      activate(page.getByRole('button', { name: way })),
    ]);
    const text = await readFile(await download.path(), 'latin1');
    assert.ok(text.includes('Only in this tab'), way);
  }
  await setFull(page, false);
  await activate(go);
  await shows(page, 'Stored before');
  assert.equal(await card(column(page, 'Lead'), 'Only in this tab').count(), 0);
});

test('what is being typed is saved before the tab hands over', async (t) => {
  const { page, browser, server } = await withDeal(t);
  await activate(card(column(page, 'Lead'), 'Stored before'));
  const title = page.getByRole('textbox', { name: /title/i }).first();
  await title.waitFor({ state: 'attached' });
  await title.focus();
  await title.fill('Typed and not entered');
  const second = await browser.context.newPage();
  t.after(() => second.close());
  await openApp(second, server.url);
  await shows(second, 'Typed and not entered');
});

test('two copies of Holdall on one origin have a database each', async (t) => {
  const { browser } = await freshApp(t);
  const server = await serve({ '/one/': dist, '/two/': dist });
  const page = await browser.context.newPage();
  t.after(async () => {
    await page.close();
    await server.close();
  });
  await openApp(page, `${server.url}one/`);
  await press(page.getByRole('button', { name: 'Fill with sample deals' }).first());
  await column(page, 'Lead').waitFor({ state: 'attached' });
  await saved(page);
  await openApp(page, `${server.url}two/`);
  await page.getByText('Your sales pipeline starts here').first().waitFor({ state: 'attached' });
  await openApp(page, `${server.url}one/`);
  await column(page, 'Lead').waitFor({ state: 'attached' });
});

for (const storageTypes of ['service_workers', 'all']) {
  test(`clearing ${storageTypes} is not taken for a newer version`, async (t) => {
    const opened = await withDeal(t);
    const { page, server } = opened;
    await page.evaluate(() => navigator.serviceWorker.ready);
    await openApp(page, server.url);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.evaluate(() => {
      navigator.serviceWorker.addEventListener('controllerchange', () => (window.changed = true));
    });
    const devtools = await devtoolsOf(opened);
    await devtools.send('Storage.clearDataForOrigin', { origin: originOf(opened), storageTypes });
    await page.waitForFunction(() => window.changed);
    await page.evaluate(async () => {
      window.changed = false;
      await navigator.serviceWorker.register('sw.js');
    });
    await page.waitForFunction(() => window.changed && navigator.serviceWorker.controller);
    await addDeal(page, 'Lead', 'After the clearing');
    await shows(page, 'After the clearing');
    await saved(page);
    assert.equal(await page.getByText(/newer Holdall/).count(), 0);
  });
}

test('a new version let in by one tab is left the database by the other', async (t) => {
  const site = await mkdtemp(path.join(tmpdir(), 'holdall-site-'));
  await cp(dist, site, { recursive: true });
  const { browser } = await freshApp(t);
  const server = await serve(site);
  const [one, two] = [await browser.context.newPage(), await browser.context.newPage()];
  t.after(async () => {
    await one.close();
    await two.close();
    await server.close();
    await rm(site, { recursive: true, force: true });
  });
  await openApp(two, server.url);
  await two.evaluate(() => navigator.serviceWorker.ready);
  await openApp(two, server.url);
  await two.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await openApp(one, server.url);
  const version = /name="version" content="(\w+)"/.exec(
    await readFile(path.join(site, 'index.html'), 'utf8'),
  )[1];
  for (const name of ['index.html', 'sw.js']) {
    const text = await readFile(path.join(site, name), 'utf8');
    await writeFile(
      path.join(site, name),
      text.replaceAll(version, '0123456789abcdef').replace('<title>Holdall', '<title>New'),
    );
  }
  // The second tab works; the new version is let in from the first one.
  await two.bringToFront();
  await openApp(two, server.url);
  await saved(two);
  await one.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update();
    while (!registration.waiting) await new Promise((done) => setTimeout(done, 50));
    registration.waiting.postMessage('activate');
  });
  const use = two.getByRole('button', { name: 'Load the new version' });
  await use.waitFor({ state: 'attached' });
  // An old version does not write any more: to go on here the page is loaded anew.
  const reloaded = two.waitForEvent('load');
  await activate(use);
  await reloaded;
  await two.waitForFunction(() => window.holdall?.framesDrawn > 0);
  assert.equal(
    await two.evaluate(() => document.querySelector('meta[name=version]').getAttribute('content')),
    '0123456789abcdef',
  );
});
