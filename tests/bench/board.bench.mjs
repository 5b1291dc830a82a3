// The board under load: the time of our code in each frame while a board is scrolled and dragged
// on, what the page does when nobody touches it, the exactness of its sums, and a large import.
//
// usage: scripts/bench board [--deals 100000] [--seconds 5] [--idle 60]
import { openBrowser } from '../e2e/lib/browser.mjs';
import { boardOf, columnNames, madeUpDeals, median, option, quantile, report, rounded, site }
  from './lib.mjs';

const deals = option('deals', 100_000);
const seconds = option('seconds', 5);
const idleSeconds = option('idle', 60);

/** Notes the time of every animation frame's callback, every timer that fires and every long task. */
function watch() {
  const noted = { frames: [], fired: 0, longTasks: [], mirror: [] };
  Object.assign(window, { noted });
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (call) => ask((time) => {
    const start = performance.now();
    call(time);
    noted.frames.push(performance.now() - start);
    const mirrorMs = window.holdall?.mirrorTimeMs ?? 0;
    if (mirrorMs > 0) noted.mirror.push(mirrorMs);
  });
  const wait = window.setTimeout.bind(window);
  Object.assign(window, {
    setTimeout: (call, ...rest) => wait((...values) => {
      noted.fired += 1;
      call(...values);
    }, ...rest),
  });
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) noted.longTasks.push(task.duration);
  }).observe({ type: 'longtask' });
}

/** What was noted since the last call. @param {import('playwright-core').Page} page */
async function takeNoted(page) {
  return page.evaluate(() => {
    const { frames, fired, longTasks, mirror } = window.noted;
    Object.assign(window.noted, { frames: [], fired: 0, longTasks: [], mirror: [] });
    return { frames, fired, longTasks, mirror };
  });
}

/** The middle of a column, in points of the page. */
async function middles(page) {
  return page.evaluate(() => [...document.querySelectorAll('[role=list]')].map((list) => {
    const box = list.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + Math.min(box.height, innerHeight - box.y) / 2 };
  }));
}

/** Does a small step again and again for the time of the bench. @param {(step: number) => Promise<void>} act */
async function forSeconds(act) {
  const end = performance.now() + seconds * 1000;
  for (let step = 0; performance.now() < end; step += 1) await act(step);
}

async function scroll(page) {
  const [first = { x: 300, y: 400 }] = await middles(page);
  await page.mouse.move(first.x, first.y);
  await takeNoted(page);
  await forSeconds((step) => page.mouse.wheel(0, Math.floor(step / 200) % 2 === 0 ? 240 : -240));
  return takeNoted(page);
}

async function drag(page) {
  const places = await middles(page);
  const [from = { x: 300, y: 400 }] = places;
  const to = places[Math.min(2, places.length - 1)] ?? from;
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await takeNoted(page);
  await forSeconds(async (step) => {
    const share = (1 - Math.cos(step / 40)) / 2;
    await page.mouse.move(from.x + (to.x - from.x) * share, from.y + 120 * Math.sin(step / 25));
  });
  const noted = await takeNoted(page);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  return noted;
}

async function idle(page, server) {
  await page.mouse.move(2, 2);
  await page.waitForTimeout(6000); // toasts and motion end
  await takeNoted(page);
  const before = { asked: await page.evaluate(() => window.holdall.framesAsked), requests: server.requests.length };
  await page.waitForTimeout(idleSeconds * 1000);
  const { frames, fired } = await takeNoted(page);
  const asked = (await page.evaluate(() => window.holdall.framesAsked)) - before.asked;
  return Math.max(frames.length, asked) + fired + server.requests.length - before.requests;
}

/** How many deals stand in columns that name the right count and the right sum. */
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

const { table, columns } = madeUpDeals(deals);
const server = await site();
const browser = await openBrowser();
/** @type {import('./lib.mjs').Row[]} */
const rows = [];
try {
  const { page } = browser;
  await page.addInitScript(watch);
  const importMs = await boardOf(page, server.url, table);
  const imported = await takeNoted(page);
  const worstMs = Math.max(0, ...imported.frames, ...imported.longTasks);
  const exact = await exactDeals(page, columns);
  const scrolled = await scroll(page);
  const dragged = await drag(page);
  const frames = [...scrolled.frames, ...dragged.frames];
  const mirror = [...scrolled.mirror, ...dragged.mirror];
  console.log(`${frames.length} frames; scrolling ${rounded(median(scrolled.frames))} ms, ` +
    `p99 ${rounded(quantile(scrolled.frames, 0.99))}; dragging ${rounded(median(dragged.frames))} ms, ` +
    `p99 ${rounded(quantile(dragged.frames, 0.99))}`);
  const many = deals.toLocaleString('en');
  const row = (what, unit, holdall, most, goal = `<= ${most}`) =>
    rows.push({ what, unit, holdall: rounded(holdall), goal, met: holdall <= most });
  row(`frame, board of ${many} deals, median`, 'ms', median(frames), 1);
  row(`frame, board of ${many} deals, p99`, 'ms', quantile(frames, 0.99), 2);
  row(`frames, timers, requests in ${idleSeconds} s of idleness`, '', await idle(page, server), 0, '0');
  if (mirror.length > 0) row('semantic mirror, per changed frame', 'ms', median(mirror), 0.3);
  rows.push({
    what: 'cards in columns whose count and sum are exact',
    unit: 'deals',
    holdall: exact,
    goal: 'all, exact',
    met: exact === deals,
  });
  row(`import of a table of ${many} rows`, 's', importMs / 1000, 3);
  row('longest frame or task meanwhile', 'ms', worstMs, 50);
} finally {
  await browser.close();
  await server.close();
}
report('board', rows);
