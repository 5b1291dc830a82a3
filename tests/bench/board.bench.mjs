// The board under load: the processor time of each frame while a board is scrolled and dragged on,
// what the page does when nobody touches it, the exactness of its sums, and a large import.
//
// usage: scripts/bench board [--deals 100000] [--seconds 5] [--idle 60]
import { openApp, openBrowser } from '../e2e/lib/browser.mjs';
import { columnNames, importTable, madeUpDeals, median, option, processorTimes, quantile, report,
  rounded, site } from './lib.mjs';

/** @typedef {import('playwright-core').Page} Page */

const deals = option('deals', 100_000);
const seconds = option('seconds', 5);
const idleSeconds = option('idle', 60);

/** Notes every timer that fires and how long the mirror took in each frame that changed it. */
function watch() {
  const noted = { timers: 0, mirrorMs: /** @type {number[]} */ ([]) };
  Object.assign(window, { noted });
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (call) => ask((time) => {
    call(time);
    const spent = window.holdall?.mirrorTimeMs ?? 0;
    if (spent > 0) noted.mirrorMs.push(spent);
  });
  const wait = window.setTimeout.bind(window);
  Object.assign(window, {
    setTimeout: (/** @type {Function} */ call, /** @type {number} */ delayMs) => wait(() => {
      noted.timers += 1;
      call();
    }, delayMs),
  });
}

/** The middles of the columns, in points of the page. @param {Page} page */
async function middles(page) {
  return page.evaluate(() => [...document.querySelectorAll('[role=list]')].map((list) => {
    const box = list.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: Math.min(box.y + box.height / 2, innerHeight / 2) };
  }));
}

/** @param {(step: number) => Promise<void>} act a small step, again and again */
async function forSeconds(act) {
  const end = performance.now() + seconds * 1000;
  for (let step = 0; performance.now() < end; step += 1) await act(step);
}

/** @param {Page} page */
async function scroll(page) {
  const [first = { x: 300, y: 400 }] = await middles(page);
  await page.mouse.move(first.x, first.y);
  return processorTimes(page, () => forSeconds((step) =>
    page.mouse.wheel(0, Math.floor(step / 100) % 2 === 0 ? 240 : -240)));
}

/** @param {Page} page */
async function drag(page) {
  const places = await middles(page);
  const [from = { x: 300, y: 400 }] = places;
  const to = places[Math.min(2, places.length - 1)] ?? from;
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  const times = await processorTimes(page, () => forSeconds((step) => {
    const share = (1 - Math.cos(step / 40)) / 2;
    return page.mouse.move(from.x + (to.x - from.x) * share, from.y + 120 * Math.sin(step / 25));
  }));
  await page.keyboard.press('Escape');
  await page.mouse.up();
  return times;
}

/**
 * Frames, timers and requests while nobody touches the page.
 * @param {Page} page @param {any} server
 */
async function idle(page, server) {
  await page.mouse.move(2, 2);
  await page.waitForFunction(() => !window.holdall.framePending && !window.holdall.timerPending);
  const count = async () => (await page.evaluate(() =>
    window.holdall.framesAsked + window.noted.timers)) + server.requests.length;
  const before = await count();
  await page.waitForTimeout(idleSeconds * 1000);
  return (await count()) - before;
}

/**
 * How many deals stand in columns that name the right count and the right sum.
 * @param {Page} page @param {Map<string, {deals: number, sum: number}>} columns
 */
async function exactDeals(page, columns) {
  const names = await columnNames(page);
  let exact = 0;
  for (const [stage, { deals: count, sum }] of columns) {
    const name = names.find((text) => text.startsWith(`${stage}: `)) ?? '';
    const says = [count, sum].every((number) => name.includes(number.toLocaleString('en')));
    if (says) exact += count;
    else console.error(`${stage}: expected ${count} deals of ${sum}, the board says '${name}'`);
  }
  return exact;
}

/** @param {string} what @param {number[]} times */
function spread(what, times) {
  const [half, most, worst] = [0.5, 0.99, 1].map((share) => rounded(quantile(times, share), 2));
  console.log(`${what}: ${times.length} frames, median ${half} ms, p99 ${most}, worst ${worst}`);
}

/** @param {Page} page @param {any} server */
async function measure(page, server) {
  const { table, columns } = madeUpDeals(deals);
  await page.addInitScript(watch);
  await openApp(page, server.url);
  let importMs = 0;
  const imported = await processorTimes(page, async () => {
    importMs = await importTable(page, table);
  });
  const exact = await exactDeals(page, columns);
  await page.evaluate(() => window.noted.mirrorMs.splice(0));
  const scrolled = await scroll(page);
  const dragged = await drag(page);
  spread('scrolling', scrolled.frames);
  spread('dragging', dragged.frames);
  const frames = [...scrolled.frames, ...dragged.frames];
  const mirrorMs = await page.evaluate(() => window.noted.mirrorMs);
  return { importMs, imported, exact, frames, mirrorMs, idle: await idle(page, server) };
}

const server = await site();
const browser = await openBrowser();
try {
  const found = await measure(browser.page, server);
  const many = deals.toLocaleString('en');
  /** @param {string} what @param {string} unit @param {number} value @param {number} most */
  const row = (what, unit, value, most) =>
    ({ what, unit, holdall: rounded(value), goal: `<= ${most}`, met: value <= most });
  const frame = `frame, board of ${many} deals, scrolling and dragging`;
  report('board', [
    row(`${frame}, median`, 'ms', median(found.frames), 1),
    row(`${frame}, p99`, 'ms', quantile(found.frames, 0.99), 2),
    row(`frames, timers, requests in ${idleSeconds} s of idleness`, '', found.idle, 0),
    row('semantic mirror, per changed frame', 'ms', median(found.mirrorMs), 0.3),
    {
      what: 'cards in columns whose count and sum are exact',
      unit: 'deals',
      holdall: found.exact,
      goal: 'all',
      met: found.exact === deals,
    },
    row(`import of a table of ${many} rows`, 's', found.importMs / 1000, 3),
    row('longest task meanwhile', 'ms', Math.max(0, ...found.imported.tasks), 50),
  ]);
} finally {
  await browser.close();
  await server.close();
}
