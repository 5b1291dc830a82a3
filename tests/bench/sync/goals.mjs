// The tables and the rows of the report.
import { median, rounded } from '../lib.mjs';

/** @typedef {import('./run.mjs').Figures} Figures */
/** @typedef {{merge: Figures, fresh: Figures, open: Figures, newcomer?: Figures}} Run */
/** @typedef {Map<string, {gen: Figures, runs: Run[]}>} All */

const mega = 1e6;
const holdall = 'Holdall';
const reference = 'yjs';

/** @param {All} all @param {string} name @param {(run: Run) => number} of */
const middle = (all, name, of) => median((all.get(name)?.runs ?? []).map(of));

const mergeMs = (/** @type {Run} */ run) => run.merge.merge_us / 1000;
const freshMs = (/** @type {Run} */ run) => run.fresh.merge_us / 1000;
const mergeProcessorMs = (/** @type {Run} */ run) => run.merge.processor_us / 1000;
const freshProcessorMs = (/** @type {Run} */ run) => run.fresh.processor_us / 1000;
const openMs = (/** @type {Run} */ run) => run.open.open_us / 1000;
const residentMb = (/** @type {Run} */ run) =>
  (run.merge.resident_peak - run.merge.resident_before) / mega;
const heapMb = (/** @type {Run} */ run) => (run.merge.heap_after - run.merge.heap_before) / mega;

/** @param {number[]} values */
function spread(values) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${rounded(median(values), 0)} (${rounded(least, 0)}–${rounded(most, 0)})`;
}

/** @param {string[][]} lines */
function aligned(lines) {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines.map((line) =>
    line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd());
}

/** A line per subject: medians of the rounds, in brackets least and most. @param {All} all */
export function tableLines(all) {
  const lines = [['', 'merge ms', 'x Holdall', 'processor', 'fresh ms', 'x Holdall', 'processor',
    'wire MB', 'deflated', 'memory MB', 'open ms']];
  for (const [name, { gen, runs }] of all) {
    const ratio = (/** @type {(run: Run) => number} */ of) =>
      String(rounded(middle(all, name, of) / middle(all, holdall, of), 1));
    lines.push([
      name,
      spread(runs.map(mergeMs)),
      ratio(mergeMs),
      spread(runs.map(mergeProcessorMs)),
      spread(runs.map(freshMs)),
      ratio(freshMs),
      spread(runs.map(freshProcessorMs)),
      String(rounded(gen.wire_bytes / mega)),
      gen.wire_deflated ? String(rounded(gen.wire_deflated / mega)) : '',
      spread(runs.map(residentMb)),
      spread(runs.map(openMs)),
    ]);
  }
  const own = (/** @type {(run: Run) => number} */ of) => rounded(middle(all, holdall, of), 0);
  const gen = all.get(holdall)?.gen;
  return [
    ...aligned(lines),
    `Holdall's merge: ${own((run) => run.merge.take_in_us / 1000)} ms until it is committed, ` +
      `then the board and a history; ${own((run) => run.merge.save_us / 1000)} ms more to store it`,
    `Holdall's wasm heap: ${own((run) => run.merge.heap_before / mega)} MB before, ` +
      `${own((run) => run.merge.heap_after / mega)} after; of the bytes on the wire ` +
      `${gen?.batch_bytes} are batches`,
  ];
}

/**
 * A row of which the goal is a limit and a share of what yjs takes in the same run.
 * @param {All} all @param {string} what @param {(run: Run) => number} of @param {number} limitMs
 */
function timeRow(all, what, of, limitMs) {
  const value = middle(all, holdall, of);
  const peer = middle(all, reference, of);
  return {
    what,
    unit: 'ms',
    holdall: rounded(value, 0),
    peers: peersOf(all, of),
    goal: `<= ${limitMs}; <= 1/5 of yjs`,
    met: value <= limitMs && value <= peer / 5,
  };
}

/** @param {All} all @param {(run: Run) => number} of @returns {Record<string, number>} */
function peersOf(all, of) {
  const names = [...all.keys()].filter((name) => name !== holdall);
  return Object.fromEntries(names.map((name) => [name, rounded(middle(all, name, of), 0)]));
}

/** @param {string} what @param {string} unit @param {number} value @param {number} limit */
function limitRow(what, unit, value, limit) {
  return { what, unit, holdall: rounded(value), goal: `<= ${limit}`, met: value <= limit };
}

/** @param {All} all @returns {import('../lib.mjs').Row[]} */
export function goalRows(all) {
  const gen = all.get(holdall)?.gen;
  const own = (/** @type {(run: Run) => number} */ of) => middle(all, holdall, of);
  return [
    timeRow(all, 'merge 80,000 edits into a replica', mergeMs, 150),
    timeRow(all, 'fresh replica from base and five streams', freshMs, 250),
    limitRow('bytes on the wire, 100,000 edits', 'MB', gen.wire_bytes / mega, 0.72),
    limitRow('extra memory while merging, resident', 'MB', own(residentMb), 30),
    limitRow('extra memory while merging, wasm heap', 'MB', own(heapMb), 30),
    { ...limitRow('open the saved result', 'ms', own(openMs), 40), peers: peersOf(all, openMs) },
    limitRow('poll of 5 idle devices', 'requests', gen.poll_requests, 10),
    limitRow('poll of 5 idle devices', 'KB', gen.poll_bytes / 1000, 10),
    limitRow('new device, 10,000 deals', 'MB', own((run) => run.newcomer.bytes / mega), 1.5),
    limitRow('new device, 10,000 deals', 'requests', own((run) => run.newcomer.requests), 12),
  ];
}
