// Start and size: how much a first visit loads, and how long the board takes to be there on later
// visits without a network. The floor is the same page with the same wasm module, doing nothing.
//
// usage: scripts/bench start [--runs 7] [--deals N]      (default: with 10,000 and with 100,000)
import { copyFile, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import zlib from 'node:zlib';
import { dist, openBrowser, root } from '../e2e/lib/browser.mjs';
import { boardOf, madeUpDeals, median, option, processorTimes, report, rounded, site }
  from './lib.mjs';

/** @typedef {Awaited<ReturnType<typeof openBrowser>>} Browser */
/** @typedef {Awaited<ReturnType<typeof site>>} Site */

const runs = option('runs', 7);
const chosen = option('deals', 0);
const counts = chosen > 0 ? [chosen] : [10_000, 100_000];

/** Bytes of all files of dist/, each as brotli makes it, or plain where that is less. */
async function firstLoadBytes() {
  let sum = 0;
  for (const name of await readdir(dist)) {
    const bytes = await readFile(path.join(dist, name));
    sum += Math.min(bytes.length, zlib.brotliCompressSync(bytes).length);
  }
  return sum;
}

/** Notes in the page when the board was in the mirror; its frame is done by then. */
function noteBoard() {
  const observer = new MutationObserver(() => {
    const lists = [...document.querySelectorAll('[role=list]')];
    if (!lists.some((list) => /\d deals?\b/.test(list.getAttribute('aria-label') ?? ''))) return;
    observer.disconnect();
    Object.assign(window, { thereMs: performance.now() });
  });
  observer.observe(document, { childList: true, subtree: true, attributes: true });
}

/**
 * Visits a site until its service worker serves it and the browser has kept the compiled code.
 * @param {Browser} browser @param {Site} server
 */
async function warm({ page }, server) {
  await page.goto(server.url);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller && window.thereMs > 0);
  await page.goto('about:blank');
  server.faults.down = true;
}

/**
 * Opens a site in a fresh tab and reads when it was there, and the steps that the app noted.
 * @param {Browser} browser @param {Site} server
 */
async function startOnce({ context }, server) {
  const tab = await context.newPage();
  await tab.goto(server.url);
  await tab.waitForFunction(() => window.thereMs > 0, null, { timeout: 60_000 });
  const found = await tab.evaluate(() => ({
    thereMs: window.thereMs,
    steps: window.holdall?.startMs,
    heapBytes: window.holdall?.heapBytes,
  }));
  await tab.close();
  return found;
}

/** @param {string} folder */
async function becomeFloor(folder) {
  const script = (await readdir(folder)).find((name) => /^app\..*\.js$/.test(name)) ?? 'app.js';
  await copyFile(path.join(root, 'tests/bench/floor_page.js'), path.join(folder, script));
}

/**
 * Starts the app with so many deals and the floor by turns, without a network.
 * @param {number} count
 */
async function measure(count) {
  const [server, floorServer] = [await site(), await site(becomeFloor)];
  const browser = await openBrowser();
  try {
    await browser.context.addInitScript(noteBoard);
    await boardOf(browser.page, server.url, madeUpDeals(count).table);
    await warm(browser, server);
    await warm(browser, floorServer);
    await browser.context.setOffline(true);
    const [starts, floors] = [[], []];
    for (let run = 0; run <= runs; run += 1) {
      starts.push(await startOnce(browser, server));
      floors.push(await startOnce(browser, floorServer));
    }
    const steps = Object.entries(starts.at(-1)?.steps ?? {});
    console.log(`${count} deals, last start: ` +
      steps.map(([step, atMs]) => `${step} ${rounded(atMs, 0)}`).join(', '));
    const { tasks } = await processorTimes(browser.page, async () => {
      await browser.page.goto(server.url);
      await browser.page.waitForFunction(() => window.thereMs > 0);
    });
    const spentMs = tasks.reduce((sum, task) => sum + task, 0);
    console.log(`  processor time of the main thread ${rounded(spentMs, 0)} ms, ` +
      `of that the longest task ${rounded(Math.max(...tasks), 0)}`);
    const middle = (times) => median(times.slice(1).map(({ thereMs }) => thereMs)); // one warms up
    const heapBytes = Math.max(...starts.map((start) => start.heapBytes));
    return { startMs: middle(starts), floorMs: middle(floors), heapBytes };
  } finally {
    await browser.close();
    await server.close();
    await floorServer.close();
  }
}

const loaded = await firstLoadBytes();
/** @type {import('./lib.mjs').Row[]} */
const rows = [{
  what: 'everything on the first load, brotli',
  unit: 'KB',
  holdall: rounded(loaded / 1000, 1),
  goal: '<= 700',
  met: loaded <= 700_000,
}];
for (const count of counts) {
  const { startMs, floorMs, heapBytes } = await measure(count);
  const many = count.toLocaleString('en');
  const small = count <= 10_000;
  const mostMs = small ? 400 : 600;
  rows.push({
    what: `warm offline start to the board, ${many} deals`,
    unit: 'ms',
    holdall: rounded(startMs, 1),
    floor: rounded(floorMs, 1),
    goal: `<= ${mostMs}${small ? '; <= 2 x an empty page of the same wasm' : ''}`,
    met: startMs <= mostMs && (!small || startMs <= 2 * floorMs),
  }, {
    what: `wasm heap after it, ${many} deals`,
    unit: 'MB',
    holdall: rounded(heapBytes / 1e6, 1),
    goal: '<= 400',
    met: heapBytes <= 400e6,
  });
}
report('start', rows);
