// What the benches share: a site, a table of made-up deals whose sums are known, the way of a
// person through the import, statistics and the report.
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { activate, dist, openApp, press } from '../e2e/lib/browser.mjs';
import { serve } from '../e2e/lib/server.mjs';

/**
 * @typedef {object} Row
 * @property {string} what
 * @property {string} unit
 * @property {number} holdall
 * @property {number} [floor]  what the machine itself takes, measured in the same run
 * @property {string} goal
 * @property {boolean} met
 */

/**
 * Prints a table, and as the last line the same as JSON.
 * @param {string} bench @param {Row[]} rows
 */
export function report(bench, rows) {
  const widest = Math.max(...rows.map((row) => row.what.length));
  for (const row of rows) {
    const floor = row.floor === undefined ? '' :
      `  floor ${row.floor}, ratio ${(row.holdall / row.floor).toFixed(2)}`;
    const value = `${row.holdall} ${row.unit}`.padStart(14);
    const met = row.met ? 'met   ' : 'missed';
    console.log(`${row.what.padEnd(widest)} ${value}  ${met} ${row.goal}${floor}`);
  }
  console.log(JSON.stringify({ bench, rows }));
}

/** @param {number} value @param {number} digits */
export const rounded = (value, digits = 2) => Number(value.toFixed(digits));

/**
 * The value below which a share of all values lies.
 * @param {number[]} values @param {number} share
 */
export function quantile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** @param {number[]} values */
export const median = (values) => quantile(values, 0.5);

/**
 * dist/ at an address of its own.
 * @param {(folder: string) => Promise<void>} [change] its files, before they are served
 */
export async function site(change) {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdall-bench-'));
  await cp(dist, folder, { recursive: true });
  await change?.(folder);
  const server = await serve(folder);
  return {
    ...server,
    async close() {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * Whole numbers below a limit, the same ones for the same seed (mulberry32).
 * @param {number} seed
 */
export function numbersFrom(seed) {
  let state = seed;
  return (/** @type {number} */ limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const stages = ['Prospecting', 'Engaging', 'Won', 'Lost'];
const things = ['renewal', 'licence', 'rollout', 'pilot', 'support', 'migration', 'training'];

/**
 * A table of deals for the import, and what each column of the board must then say.
 * @param {number} count
 * @returns {{table: Buffer, columns: Map<string, {deals: number, sum: number}>}}
 */
export function madeUpDeals(count) {
  const below = numbersFrom(20261121);
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  const columns = new Map(stages.map((stage) => [stage, { deals: 0, sum: 0 }]));
  const lines = ['deal name,account,owner,deal stage,engage date,close date,value,currency'];
  for (let index = 0; index < count; index += 1) {
    const stage = stages[below(stages.length)] ?? '';
    const value = 100 + below(50_000);
    const column = columns.get(stage);
    if (column) {
      column.deals += 1;
      column.sum += value;
    }
    const day = () => `${two(1 + below(28))}-${two(1 + below(12))}-2026`;
    const firm = `Firm ${below(Math.ceil(count / 10))}`;
    lines.push(`Deal ${index} ${things[below(things.length)]},${firm},Person ${below(30)},` +
      `${stage},${day()},${day()},${value},EUR`);
  }
  return { table: Buffer.from(`${lines.join('\r\n')}\r\n`), columns };
}

/**
 * Imports a table as a person does; gives the milliseconds from the last click to the board.
 * @param {import('playwright-core').Page} page @param {Buffer} table
 */
export async function importTable(page, table) {
  // Chosen by its path: a buffer would be decoded on the page's main thread, in one long task.
  const folder = await mkdtemp(path.join(tmpdir(), 'holdall-table-'));
  const file = path.join(folder, 'deals.csv');
  await writeFile(file, table);
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    press(page.getByRole('button', { name: /^Import/ }).first(), {}),
  ]);
  await chooser.setFiles(file);
  const dialog = page.getByRole('dialog', { name: 'Import deals' });
  const start = dialog.getByRole('button', { name: /^Import [\d,]+ deals?$/ });
  await start.waitFor({ state: 'attached', timeout: 120_000 });
  const began = performance.now();
  await activate(start);
  await dialog.waitFor({ state: 'detached', timeout: 300_000 });
  const tookMs = performance.now() - began;
  await rm(folder, { recursive: true });
  return tookMs;
}

/** What each column of the board says of itself. @param {import('playwright-core').Page} page */
export async function columnNames(page) {
  return page.evaluate(() => [...document.querySelectorAll('[role=list]')]
    .map((list) => list.getAttribute('aria-label') ?? ''));
}

/**
 * The app on a fresh origin with the deals of a table, all saved.
 * @param {import('playwright-core').Page} page @param {string} url @param {Buffer} table
 */
export async function boardOf(page, url, table) {
  await openApp(page, url);
  await importTable(page, table);
  await page.waitForFunction(() => window.holdall.saveState === 'saved' &&
    window.holdall.storagePending === 0, null, { timeout: 120_000 });
}

/**
 * Does something and gives the processor time of the page's main thread in each animation frame
 * and in each task meanwhile, in milliseconds. Unlike a clock it does not count the time in which
 * the machine does something else.
 * @param {import('playwright-core').Page} page @param {() => Promise<void>} work
 * @returns {Promise<{frames: number[], tasks: number[]}>}
 */
export async function processorTimes(page, work) {
  const session = await page.context().newCDPSession(page);
  /** @type {{name: string, pid: number, tid: number, tdur?: number}[]} */
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(.../** @type {any} */ (value)));
  const complete = new Promise((done) => session.once('Tracing.tracingComplete', done));
  const includedCategories = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories, excludedCategories: ['*'] },
  });
  await work();
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  const page_ = events.find(({ name }) => name === 'FireAnimationFrame');
  const times = (/** @type {string} */ wanted) => events.filter(({ name, pid, tid }) =>
    name === wanted && pid === page_?.pid && tid === page_?.tid)
    .map(({ tdur = 0 }) => tdur / 1000);
  return { frames: times('FireAnimationFrame'), tasks: times('RunTask') };
}

/** An option such as --runs 5. @param {string} name @param {number} otherwise */
export function option(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}
