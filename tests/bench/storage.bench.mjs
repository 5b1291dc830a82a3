// The store beside its peers: the same workload on Holdall, on the SQLite packages of npm and on
// bare IndexedDB, in the same run, each with a fresh profile of Chromium. docs/benches.md says what
// the rows mean.
//
// usage: scripts/bench storage [--runs 3] [--deals 100000] [--large] [--only NAME]
//   --large      1,000,000 deals, for the row of the cold open alone
//   --only NAME  subjects whose name contains NAME (rows that compare are left out)
import { median, option, report, rounded } from './lib.mjs';
import { goalRows, largeRows } from './storage/goals.mjs';
import { runFloor, runSubject } from './storage/run.mjs';
import { openSite } from './storage/site.mjs';
import { subjects } from './storage/subjects.mjs';

/** @typedef {import('./storage/run.mjs').Figures} Figures */

const runs = option('runs', 3);
const large = process.argv.includes('--large');
const deals = option('deals', large ? 1_000_000 : 100_000);
const onlyAt = process.argv.indexOf('--only');
const only = onlyAt < 0 ? '' : process.argv[onlyAt + 1] ?? '';

/** @type {Map<string, Figures[]>} */
const figures = new Map();
/** @type {Map<string, string>} */
const unable = new Map();
/** @type {Awaited<ReturnType<typeof runFloor>>[]} */
const floors = [];

/** The middle of some values, and how far they spread. @param {number[]} values */
function spread(values) {
  const digits = Math.max(...values) < 10 ? 2 : 0;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${rounded(median(values), digits)} (${rounded(least, digits)}–${rounded(most, digits)})`;
}

/** A line per subject: medians of the rounds, and in brackets the least and the most. */
function printTable() {
  /** @type {[string, (all: Figures[]) => number[]][]} */
  const columns = [
    ['insert ms', (all) => all.map((one) => one.insertMs)],
    ['update p50 ms', (all) => all.map((one) => one.updates.p50)],
    ['p95 ms', (all) => all.map((one) => one.updates.p95)],
    ['pipelined/s', (all) => all.map((one) => one.perSecond)],
    ['cold ms', (all) => all.flatMap((one) => one.opens.map((open) => open.totalMs))],
    ['written KB/update', (all) => all.map((one) => one.updates.writtenPerUpdate / 1000)],
    ['dirty KB/update', (all) => all.map((one) => one.updates.diskPerUpdate / 1000)],
  ];
  const lines = [['', ...columns.map(([name]) => name), 'import + open + query']];
  for (const [name, all] of figures) {
    const opens = all.flatMap((one) => one.opens);
    const phases = ['importMs', 'openMs', 'queryMs']
      .map((phase) => rounded(median(opens.map((open) => open[phase])), 0)).join(' + ');
    lines.push([name, ...columns.map(([, of]) => spread(of(all))), phases]);
  }
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const line of lines) {
    console.log(line.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
  }
  const p50s = floors.map(({ times }) => median(times));
  console.log(`floor: a strict put of 4 KiB ${spread(p50s)} ms`);
  for (const [name, reason] of unable) console.log(`${name} does not run here: ${reason}`);
}

/** The first board of every subject must say the same; of the app's schema the sum. */
function checkBoards() {
  const boards = [...figures].map(([name, [first]]) => ({ name, board: first?.board }));
  const expected = boards.find(({ name }) => !name.startsWith('Holdall'))?.board;
  for (const { name, board } of boards) {
    const fits = name === 'Holdall command' ? board.sum === expected?.sum :
      JSON.stringify(board) === JSON.stringify(expected);
    if (expected && !fits) {
      throw new Error(`${name}: ${JSON.stringify(board)}, expected ${JSON.stringify(expected)}`);
    }
  }
}

const site = await openSite();
try {
  const wanted = subjects.filter((subject) =>
    (!large || subject.large) && subject.name.includes(only));
  for (let run = 0; run < runs; run += 1) {
    floors.push(await runFloor(site.url));
    for (const subject of wanted) {
      if (unable.has(subject.name)) continue;
      try {
        const found = await runSubject(site.url, subject, deals);
        figures.set(subject.name, [...(figures.get(subject.name) ?? []), found]);
        console.error(`round ${run + 1}, ${subject.name}: update ` +
          `${rounded(found.updates.p50)} ms, cold ${rounded(found.opens[0].totalMs, 0)} ms`);
      } catch (error) {
        if (!subject.peer) throw error;
        unable.set(subject.name, String(error).split('\n')[0] ?? '');
      }
    }
    floors.push(await runFloor(site.url));
  }
} finally {
  await site.close();
}
printTable();
checkBoards();
report('storage', large ? largeRows(figures) : goalRows(figures, floors));
