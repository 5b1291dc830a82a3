// The app as a person meets it: everything is found by role and name.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import {
  activate,
  dist,
  openApp,
  openBrowser,
  press,
  root,
  waitForSaveState,
} from '../lib/browser.mjs';
import { serve } from '../lib/server.mjs';

let shared = null;
after(async () => (await shared)?.close());

/**
 * A tab of this test file's browser with the app on a fresh origin, where nothing is stored.
 * @param {any} t @param {any} [wanted]
 */
export async function freshApp(t, { query = '', ...options } = {}) {
  const own = Object.keys(options).length > 0;
  const browser = own ? await openBrowser(options) : await (shared ??= openBrowser());
  const server = await serve(dist);
  const page = await browser.context.newPage();
  page.setDefaultTimeout(15_000);
  t.after(async () => {
    await page.close();
    if (own) await browser.close();
    await server.close();
  });
  await openApp(page, server.url + query);
  return { browser, server, page };
}

/** Fills an empty app with the sample pipeline. */
export async function addSample(page) {
  await press(page.getByRole('button', { name: 'Fill with sample deals' }).first());
  await column(page, 'Lead').waitFor({ state: 'attached' });
  await saved(page);
}

/** A column of the board by the name of its stage. */
export function column(page, stage) {
  return page.getByRole('list', { name: new RegExp(`^${escape(stage)}: `) });
}

/** What a column says of itself, such as 'Lead: 2 deals, €15'. */
export async function columnName(page, stage) {
  return column(page, stage).getAttribute('aria-label');
}

/** Waits until a column says that it holds so many deals. */
export async function waitForCount(page, stage, count) {
  const words = count.toLocaleString('en');
  await page
    .getByRole('list', { name: new RegExp(`^${escape(stage)}: ${words} deals?(,|$)`) })
    .waitFor({ state: 'attached' });
}

/** The card of a deal, by the beginning of its name. */
export function card(within, title) {
  return within.getByRole('button', { name: new RegExp(`^${escape(title)}(,|$)`) });
}

/** Adds a deal by the column's quick add, as a person types it. */
export async function addDeal(page, stage, line) {
  await press(page.getByRole('button', { name: `Add deal to ${stage}` }));
  await typeDeal(page, line);
}

/** Types into the quick add that is being opened. */
export async function typeDeal(page, line) {
  await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
}

/** Waits until nothing moves any more, so that things are where they say. */
export async function atRest(page) {
  for (let drawn = -1, now = 0; drawn !== now;) {
    drawn = now;
    await page.waitForTimeout(200);
    now = await page.evaluate(() => window.holdall.framesDrawn);
  }
}

export async function saved(page) {
  await waitForSaveState(page);
}

/** Chooses a file for the import, by the button that is there. */
export async function chooseFile(page, file) {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    press(page.getByRole('button', { name: /^Import/ }).first()),
  ]);
  await chooser.setFiles(file);
}

/** A file made of text. */
export function textFile(text, name = 'deals.csv') {
  return { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
}

/** The real pipeline of 8,800 opportunities if it lies beside the project, else null. */
export function realPipeline() {
  const folder = process.env.HOLDALL_SHARED ?? path.join(root, '..', 'shared');
  const file = path.join(folder, 'data/crm-sales-opportunities/sales_pipeline.csv');
  return existsSync(file) ? file : null;
}

/** A table with the shape of the real one, with the same counts and the same sum of won deals. */
export function pipelineLikeTheRealOne() {
  const real = realPipeline();
  if (real) return readFileSync(real);
  const rows = [
    'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value',
  ];
  const add = (stage, count, engaged, closed, value) => {
    for (let index = 0; index < count; index += 1) {
      const account = index % 6 ? `Firm ${index % 85}` : 'null';
      const dates = `${engaged},${closed}`;
      rows.push(
        `${stage}${index},Moses Frase,GTX Basic,${account},${stage},${dates},${value(index)}`,
      );
    }
  };
  add('Won', 4238, '25-10-2016', '01-03-2017', (index) =>
    index === 0 ? 10005534 - 4237 * 2361 : 2361,
  );
  add('Lost', 2473, '25-10-2016', '01-03-2017', () => 0);
  add('Engaging', 1589, '03-11-2016', '', () => '');
  add('Prospecting', 500, '', '', () => '');
  return Buffer.from(`${rows.join('\r\n')}\r\n`);
}

/** Imports a table whose amounts name no currency. */
export async function importTable(page, buffer, name = 'sales_pipeline.csv') {
  await chooseFile(page, { name, mimeType: 'text/csv', buffer });
  const dialog = page.getByRole('dialog', { name: 'Import deals' });
  await dialog.waitFor({ state: 'attached' });
  const currency = dialog.getByRole('combobox', { name: /currency/i });
  await currency.waitFor({ state: 'attached' });
  const options = await currency.locator('option').allTextContents();
  await currency.selectOption({ index: options.findIndex((text) => text.includes('USD')) });
  const start = dialog.getByRole('button', { name: /^Import [\d,]+ deals?$/ });
  await enabled(start);
  await activate(start);
  await dialog.waitFor({ state: 'detached' });
}

/**
 * Turns a byte of stored values over, as a failing disk does: of the first log record and the first
 * chunk, or of the last log record alone; or turns all of them into nonsense.
 */
export async function damageStorage(page, { onlyLastRecord = false, wholly = false } = {}) {
  const how = { onlyLast: onlyLastRecord, wholly };
  await page.evaluate(async ({ onlyLast, wholly }) => {
    const name = (await indexedDB.databases()).find((found) =>
      found.name?.startsWith('holdall:'),
    ).name;
    const database = await new Promise((done, failed) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    const transaction = database.transaction(['log', 'chunks'], 'readwrite');
    for (const store of onlyLast ? ['log'] : ['log', 'chunks']) {
      const values = transaction.objectStore(store);
      const request = values.openCursor(null, onlyLast ? 'prev' : 'next');
      request.onsuccess = async () => {
        const cursor = request.result;
        if (!cursor) return;
        const bytes = new Uint8Array(cursor.value.slice(0));
        if (wholly) bytes.fill(0x5a);
        bytes[bytes.length >> 1] ^= 1;
        cursor.update(bytes.buffer);
        if (wholly) cursor.continue();
      };
    }
    await new Promise((done) => {
      transaction.oncomplete = done;
    });
    database.close();
  }, how);
}

/** Waits until a button can be activated. */
export async function enabled(button) {
  await button.waitFor({ state: 'attached' });
  await button
    .page()
    .waitForFunction(
      (element) => !element.disabled && element.getAttribute('aria-disabled') !== 'true',
      await button.elementHandle(),
    );
}

function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
