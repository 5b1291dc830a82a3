// Where the browser lets the page keep nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activate, dist, openApp } from '../lib/browser.mjs';
import { serve } from '../lib/server.mjs';
import { addDeal, addSample, card, column, freshApp, saved } from './lib.mjs';

/** How browsers refuse, by the script that makes this one do so. */
const refusals = {
  'there is no IndexedDB': () => {
    Object.defineProperty(window, 'indexedDB', { value: undefined });
  },
  'opening throws a SecurityError': () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
  },
  'opening fails with an InvalidStateError': () => {
    IDBFactory.prototype.open = () => {
      const request = /** @type {any} */ ({});
      request.error = new DOMException('A mutation operation was attempted', 'InvalidStateError');
      setTimeout(() => request.onerror(), 0);
      return request;
    };
  },
  'opening is denied': () => {
    IDBFactory.prototype.open = () => {
      const request = /** @type {any} */ ({});
      const words = 'The user denied permission to access the database.';
      request.error = new DOMException(words, 'UnknownError');
      setTimeout(() => request.onerror(), 0);
      return request;
    };
  },
};

const says = /^The browser does not let this page keep anything/;
const demoButton = (page) => page.getByRole('button', { name: 'Open the demo' });

for (const [how, refuse] of Object.entries(refusals)) {
  test(`${how}: that is said, and one can go on without it, or look at the demo`, async (t) => {
    const { browser } = await freshApp(t);
    const server = await serve(dist);
    const page = await browser.context.newPage();
    page.setDefaultTimeout(10_000);
    t.after(async () => {
      await page.close();
      await server.close();
    });
    await page.addInitScript(refuse);
    await openApp(page, server.url);
    await page.getByText(says).first().waitFor({ state: 'attached' });
    const again = page.getByRole('button', { name: 'Try again' });
    const reloaded = page.waitForEvent('load');
    await activate(again);
    await reloaded;
    await page.getByText(says).first().waitFor({ state: 'attached' });
    await activate(page.getByRole('button', { name: 'Go on without saving' }));
    await activate(page.getByRole('button', { name: 'Fill with sample deals' }));
    await addDeal(page, 'Lead', 'Kept nowhere');
    await card(column(page, 'Lead'), 'Kept nowhere').waitFor({ state: 'attached' });
    await page.getByText('Not saved').first().waitFor({ state: 'attached' });
    const asked = page.waitForEvent('dialog');
    page.reload().catch(() => {});
    await (await asked).accept();
    await page.getByText(says).first().waitFor({ state: 'attached' });
    await activate(demoButton(page));
    await column(page, 'Lead').waitFor({ state: 'attached' });
    await page.getByText('Demo: nothing here is kept').first().waitFor({ state: 'attached' });
    await addDeal(page, 'Lead', 'In memory');
    await card(column(page, 'Lead'), 'In memory').waitFor({ state: 'attached' });
    await page.goBack();
    await page.getByText(says).first().waitFor({ state: 'attached' });
  });
}

test('an opening that fails later is no refusal', async (t) => {
  const { page, server } = await freshApp(t);
  await addSample(page);
  await page.evaluate(async () => {
    const { open } = IDBFactory.prototype;
    window.allow = () => (IDBFactory.prototype.open = open);
    const [{ name }] = await indexedDB.databases();
    IDBFactory.prototype.open = () => {
      throw new DOMException('The database is closing', 'InvalidStateError');
    };
    const request = indexedDB.deleteDatabase(name);
    await new Promise((done) => (request.onsuccess = done));
  });
  await addDeal(page, 'Lead', 'Kept for later');
  await page.getByText('Not saved').first().waitFor({ state: 'attached' });
  assert.equal(await page.getByText(says).count(), 0);
  await page.evaluate(() => window.allow());
  await saved(page);
  await openApp(page, server.url);
  await card(column(page, 'Lead'), 'Kept for later').waitFor({ state: 'attached' });
});
