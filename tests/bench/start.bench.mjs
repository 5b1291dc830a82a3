// Start and size: how much a first visit loads, and how long the board takes to be there on later
// visits without a network.
//
// usage: scripts/bench start [--runs 7] [--deals N]      (default: with 10,000 and with 100,000)
import { mkdtemp, readdir, readFile, rm, writeFile, cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { dist, openBrowser, root } from '../e2e/lib/browser.mjs';
import { boardOf, madeUpDeals, median, option, report, rounded, site } from './lib.mjs';

const runs = option('runs', 7);
const counts = option('deals', 0) > 0 ? [option('deals', 0)] : [10_000, 100_000];
const startGoalsMs = new Map([[10_000, 400], [100_000, 600]]);

/** Bytes of all files of dist/, each as brotli makes it, or plain where that is less. */
async function firstLoadBytes() {
  let sum = 0;
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(path.join(entry.path, entry.name));
    sum += Math.min(bytes.length, zlib.brotliCompressSync(bytes).length);
  }
  return sum;
}

/** Notes in the page when the board was in the mirror and its frame was done. */
function noteBoard() {
  const look = () => {
    if (![...document.querySelectorAll('[role=list]')]
      .some((list) => /\d deals?\b/.test(list.getAttribute('aria-label') ?? ''))) return;
    observer.disconnect();
    Object.assign(window, { boardMs: performance.now() });
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true, attributes: true });
}

/**
 * Opens an address in fresh tabs and reads a time that the page notes.
 * @param {import('playwright-core').BrowserContext} context
 * @param {string} url @param {string} noted
 */
async function startsMs(context, url, noted) {
  const times = [];
  for (let run = 0; run <= runs; run += 1) {
    const page = await context.newPage();
    await page.addInitScript(noteBoard);
    await page.goto(url);
    await page.waitForFunction((name) => window[name] > 0, noted, { timeout: 60_000 });
    if (run > 0) times.push(await page.evaluate((name) => window[name], noted));
    await page.close();
  }
  return times;
}

/** The page of the floor beside the app, told the name of the module. */
async function floorFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdall-floor-'));
  await cp(path.join(root, 'tests/bench/floor'), folder, { recursive: true });
  const wasm = (await readdir(dist)).find((name) => name.endsWith('.wasm'));
  await writeFile(path.join(folder, 'files.json'), JSON.stringify({ wasm }));
  return folder;
}

/** @param {number} count @param {string} floor */
async function measure(count, floor) {
  const server = await site(floor);
  const browser = await openBrowser();
  try {
    const { table } = madeUpDeals(count);
    await boardOf(browser.page, server.url, table);
    await browser.page.evaluate(() => navigator.serviceWorker.ready);
    await browser.page.reload(); // the service worker has the page from now on
    await browser.page.waitForFunction(() => navigator.serviceWorker.controller);
    const heapBytes = await browser.page.evaluate(() => window.holdall.heapBytes ?? 0);
    await browser.page.goto('about:blank');
    const floorMs = median(await startsMs(browser.context, `${server.url}floor.html`, 'floorMs'));
    server.faults.down = true;
    await browser.context.setOffline(true);
    const startMs = median(await startsMs(browser.context, server.url, 'boardMs'));
    return { startMs, floorMs, heapBytes };
  } finally {
    await browser.close();
    await server.close();
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
const floor = await floorFolder();
for (const count of counts) {
  const { startMs, floorMs, heapBytes } = await measure(count, floor);
  const goalMs = startGoalsMs.get(count) ?? 600;
  const bounded = count <= 10_000;
  rows.push({
    what: `warm offline start to the board, ${count.toLocaleString('en')} deals`,
    unit: 'ms',
    holdall: rounded(startMs, 1),
    floor: rounded(floorMs, 1),
    goal: `<= ${goalMs}${bounded ? '; <= 2 x an empty page of the same wasm' : ''}`,
    met: startMs <= goalMs && (!bounded || startMs <= 2 * floorMs),
  });
  if (count >= 100_000) {
    rows.push({
      what: `wasm heap, ${count.toLocaleString('en')} deals`,
      unit: 'MB',
      holdall: rounded(heapBytes / 1e6, 1),
      goal: '<= 400',
      met: heapBytes > 0 && heapBytes <= 400e6,
    });
  }
}
await rm(floor, { recursive: true });
report('start', rows);
