// One subject, once: its figures in a browser with a fresh profile.
import { openBrowser } from '../../e2e/lib/browser.mjs';
import { median, quantile } from '../lib.mjs';
import { browserProcess, largestRenderer, writtenBetween, writtenBytes } from './processes.mjs';

/** @typedef {import('./subjects.mjs').Subject} Subject */
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {Awaited<ReturnType<typeof runSubject>>} Figures */

const settleMs = 1500; // until the browser has written what it does beside
const coldOpens = 3;
const firstPipelined = 100_000; // the number of the first of these updates
const manyDeals = 500_000; // from here on few updates: the cold open is what counts
const fewUpdates = 50;

/**
 * Calls a step of the page's window.bench.
 * @param {Page} page @param {string} step @param {any[]} values
 */
const call = (page, step, ...values) => page.evaluate(({ step: name, values: all }) =>
  /** @type {any} */ (window).bench[name](...all), { step, values });

/** @param {Subject} subject */
const isHoldall = (subject) => !subject.peer;

/**
 * Awaited single-row updates, and what the browser wrote for them.
 * @param {Page} page @param {number} browser @param {Subject} subject @param {number} deals
 */
async function serialUpdates(page, browser, subject, deals) {
  if (isHoldall(subject)) await call(page, 'transactions');
  await page.waitForTimeout(settleMs);
  const before = await writtenBytes(browser);
  const count = deals < manyDeals ? subject.serial : Math.min(subject.serial, fewUpdates);
  const times = await call(page, 'serial', count, deals, 1);
  await page.waitForTimeout(settleMs);
  const written = writtenBetween(before, await writtenBytes(browser));
  const transactions = isHoldall(subject) ? await call(page, 'transactions') : [];
  return {
    p50: median(times),
    p95: quantile(times, 0.95),
    writtenPerUpdate: written.calls / count,
    diskPerUpdate: written.disk / count,
    recordBytes: median(transactions.map(({ log }) => log)),
    handedPerUpdate: transactions.reduce((sum, { header, log, chunks }) =>
      sum + header + log + chunks, 0) / count,
  };
}

/**
 * Fills a fresh database and updates it.
 * @param {Page} page @param {number} browser @param {Subject} subject @param {number} deals
 */
async function fill(page, browser, subject, deals) {
  await call(page, 'open', subject.peer);
  const insertMs = await call(page, 'insert', deals);
  const memory = await largestRenderer(browser);
  const sizes = isHoldall(subject) ? await call(page, 'sizes') : undefined;
  const board = await call(page, 'board');
  const updates = await serialUpdates(page, browser, subject, deals);
  const count = deals < manyDeals ? subject.pipelined : fewUpdates;
  const tookMs = await call(page, 'pipelined', count, deals, firstPipelined);
  const history = subject.page.endsWith('command')
    ? await call(page, 'integer', 'SELECT count(*) FROM change') : 0;
  await call(page, 'close');
  return {
    insertMs,
    board,
    updates,
    perSecond: (count / tookMs) * 1000,
    atImport: { ...sizes, rendererBytes: memory.peakBytes },
    history,
  };
}

/**
 * A fresh page in a fresh process, up to the first board.
 * @param {import('playwright-core').BrowserContext} context @param {number} browser
 * @param {string} url @param {Subject} subject @param {number} processBefore
 */
async function coldOpen(context, browser, url, subject, processBefore) {
  const page = await context.newPage();
  await page.goto(`${url}${subject.page}${isHoldall(subject) ? '&cold' : ''}`);
  const phases = await call(page, 'cold', subject.peer);
  if (isHoldall(subject)) await call(page, 'rest');
  const { process, peakBytes } = await largestRenderer(browser);
  if (process === processBefore) throw new Error('the page was opened in an old process');
  const sizes = isHoldall(subject) ? await call(page, 'sizes') : undefined;
  await page.close();
  return { ...phases, ...sizes, process, rendererBytes: peakBytes };
}

/**
 * The first opening after an import, not measured: it learns what the first board reads.
 * @param {import('playwright-core').BrowserContext} context @param {string} url
 * @param {Subject} subject
 */
async function openOnce(context, url, subject) {
  const page = await context.newPage();
  await page.goto(`${url}${subject.page}&cold`);
  await call(page, 'cold');
  await call(page, 'close');
  await page.close();
}

/**
 * A backup in a fresh page.
 * @param {import('playwright-core').BrowserContext} context @param {number} browser
 * @param {string} url @param {Subject} subject
 */
async function backup(context, browser, url, subject) {
  const page = await context.newPage();
  await page.goto(`${url}${subject.page}&cold`);
  await call(page, 'cold');
  await call(page, 'rest');
  const fileBytes = await call(page, 'backup');
  const { peakBytes } = await largestRenderer(browser);
  const sizes = await call(page, 'sizes');
  await page.close();
  return { ...sizes, fileBytes, rendererBytes: peakBytes };
}

/**
 * Everything that is measured of one subject.
 * @param {string} url @param {Subject} subject @param {number} deals
 */
export async function runSubject(url, subject, deals) {
  const browser = await openBrowser();
  try {
    const process = await browserProcess(browser.profile);
    browser.context.on('weberror', (event) => console.error(event.error()));
    const page = await browser.context.newPage();
    await page.goto(url + subject.page);
    const filled = await fill(page, process, subject, deals);
    await page.close();
    if (isHoldall(subject)) await openOnce(browser.context, url, subject);
    const opens = [];
    for (let open = 0; open < coldOpens; open += 1) {
      const before = opens.at(-1)?.process ?? 0;
      opens.push(await coldOpen(browser.context, process, url, subject, before));
    }
    const atBackup = subject.page.endsWith('command')
      ? await backup(browser.context, process, url, subject) : undefined;
    return { ...filled, opens, atBackup };
  } finally {
    await browser.close();
  }
}

/**
 * What the machine itself takes: awaited strict puts of 4 KiB, and the memory of an empty page.
 * @param {string} url
 */
export async function runFloor(url) {
  const browser = await openBrowser();
  try {
    const page = await browser.context.newPage();
    await page.goto(`${url}raw.html`);
    const { peakBytes } = await largestRenderer(await browserProcess(browser.profile));
    await call(page, 'puts', 50, 4096); // the first ones create files
    return { times: await call(page, 'puts', 300, 4096), emptyPageBytes: peakBytes };
  } finally {
    await browser.close();
  }
}
