// The rows of the report: figures, those of the peers, and whether the goal is reached.
import { median, rounded } from '../lib.mjs';
import { subjects } from './subjects.mjs';

/** @typedef {import('./run.mjs').Figures} Figures */
/** @typedef {import('../lib.mjs').Row} Row */
/** @typedef {Map<string, Figures[]>} AllFigures */

const engine = 'Holdall engine';
const command = 'Holdall command';
const mirror = 'wa-sqlite IDBMirror';
const official = 'official OPFS sahpool, WAL';
const exporting = 'sql.js, whole file';

/** The middle over all rounds. @param {(one: Figures) => number[]} of */
const middle = (/** @type {Figures[] | undefined} */ all, of) =>
  all ? median(all.flatMap(of)) : NaN;
const p50 = (/** @type {Figures} */ one) => [one.updates.p50];
const perSecond = (/** @type {Figures} */ one) => [one.perSecond];
const insertMs = (/** @type {Figures} */ one) => [one.insertMs];
const coldMs = (/** @type {Figures} */ one) => one.opens.map((open) => open.totalMs);
const written = (/** @type {Figures} */ one) => [one.updates.writtenPerUpdate];

/**
 * @param {AllFigures} figures @param {(one: Figures) => number[]} of @param {number} [digits]
 * @returns {Record<string, number>}
 */
function peersOf(figures, of, digits = 2) {
  const names = [...figures.keys()].filter((name) => name !== engine && name !== command);
  return Object.fromEntries(names.map((name) =>
    [name, rounded(middle(figures.get(name), of), digits)]));
}

/** The least among the peers on one kind of storage. @param {'indexeddb' | 'opfs'} on */
function best(/** @type {Record<string, number>} */ peers, on) {
  const names = subjects.filter((subject) => subject.on === on).map(({ name }) => name);
  return Math.min(...names.flatMap((name) => peers[name] ?? []));
}

/** @param {AllFigures} figures @param {string} who @param {number} floor */
function updateRow(figures, who, floor) {
  const peers = peersOf(figures, p50);
  const value = middle(figures.get(who), p50);
  return {
    what: `durable single-row update, p50, ${who}`,
    unit: 'ms',
    holdall: rounded(value),
    p95: rounded(middle(figures.get(who), (one) => [one.updates.p95])),
    floor: rounded(floor),
    peers,
    goal: '<= 1.5 x floor; <= 1/4 of IDBMirror',
    met: value <= 1.5 * floor && value <= peers[mirror] / 4,
  };
}

/** @param {AllFigures} figures @param {string} who @param {boolean} large */
function coldRow(figures, who, large) {
  const peers = peersOf(figures, coldMs, 0);
  const value = middle(figures.get(who), coldMs);
  const opfs = best(peers, 'opfs');
  return {
    what: `cold open of ${large ? '1,000,000' : '100,000'} deals to the first board, ${who}`,
    unit: 'ms',
    holdall: rounded(value, 0),
    peers,
    goal: large ? '<= 1/6 of IDBMirror; <= 1.5 x the best on OPFS' :
      '<= the best on OPFS; <= 1/3 of the best on IndexedDB',
    met: large ? value <= peers[mirror] / 6 && value <= 1.5 * opfs :
      value <= opfs && value <= best(peers, 'indexeddb') / 3,
  };
}

/** @param {AllFigures} figures */
function rateRow(figures) {
  const peers = peersOf(figures, perSecond, 0);
  const value = middle(figures.get(engine), perSecond);
  return {
    what: `pipelined commits, ${engine}`,
    unit: '/s',
    holdall: rounded(value, 0),
    command: rounded(middle(figures.get(command), perSecond), 0),
    peers,
    goal: '>= 30 x IDBMirror; >= 3 x official OPFS sahpool',
    met: value >= 30 * peers[mirror] && value >= 3 * peers[official],
  };
}

/** @param {AllFigures} figures */
function insertRow(figures) {
  const peers = peersOf(figures, insertMs, 0);
  const value = middle(figures.get(engine), insertMs);
  return {
    what: `insert of 100,000 deals until durable, ${engine}`,
    unit: 'ms',
    holdall: rounded(value, 0),
    command: rounded(middle(figures.get(command), insertMs), 0),
    peers,
    goal: '<= 0.5 x sql.js with export',
    met: value <= 0.5 * peers[exporting],
  };
}

/** @param {AllFigures} figures @param {string} who */
function byteRows(figures, who) {
  const record = middle(figures.get(who), (one) => [one.updates.recordBytes]);
  const disk = middle(figures.get(who), written);
  return [
    {
      what: `log record of a single-row update, ${who}`,
      unit: 'bytes',
      holdall: rounded(record, 0),
      handed: rounded(middle(figures.get(who), (one) => [one.updates.handedPerUpdate]), 0),
      goal: '<= 1500',
      met: record <= 1500,
    },
    {
      what: `written to disk per update, ${who}`,
      unit: 'bytes',
      holdall: rounded(disk, 0),
      peers: peersOf(figures, written, 0),
      goal: '<= 3000',
      met: disk <= 3000,
    },
  ];
}

/**
 * @param {AllFigures} figures @param {number} emptyPageBytes
 * @returns {Row[]}
 */
function memoryRows(figures, emptyPageBytes) {
  const all = figures.get(command) ?? [];
  const opens = all.flatMap((one) => one.opens);
  const imports = all.map((one) => one.atImport);
  /** @param {string} what @param {any[]} moments @param {(moment: any) => number} bytes */
  const row = (what, moments, bytes) => {
    const ratio = median(moments.map((moment) => bytes(moment) / moment.image));
    const image = median(moments.map((moment) => moment.image));
    return {
      what: `peak memory at ${what}, ${command}`,
      unit: 'x image',
      holdall: rounded(ratio),
      imageMB: rounded(image / 1e6, 1),
      goal: '<= 1.3',
      met: ratio <= 1.3,
    };
  };
  const backups = all.map((one) => one.atBackup);
  const rendererMore = (moment) => moment.rendererBytes - emptyPageBytes;
  return [
    row('open, heap', opens, (open) => open.heap),
    row('open, whole process', opens, rendererMore),
    row('import, heap', imports, (moment) => moment.heap),
    row('import, whole process', imports, rendererMore),
    row('backup, heap', backups, (moment) => moment.heap),
    row('backup, whole process', backups, rendererMore),
  ];
}

/**
 * Leaves out the rows of subjects that did not run.
 * @param {AllFigures} figures @param {Row[]} rows
 */
const complete = (figures, rows) =>
  rows.filter((row) => Number.isFinite(row.holdall) && (figures.size > 2 || !('peers' in row)));

/**
 * The rows with 100,000 deals.
 * @param {AllFigures} figures @param {{times: number[], emptyPageBytes: number}[]} floors
 */
export function goalRows(figures, floors) {
  const floor = median(floors.map(({ times }) => median(times)));
  return complete(figures, [
    updateRow(figures, engine, floor),
    updateRow(figures, command, floor),
    rateRow(figures),
    insertRow(figures),
    coldRow(figures, engine, false),
    coldRow(figures, command, false),
    ...byteRows(figures, engine),
    ...byteRows(figures, command),
    ...memoryRows(figures, median(floors.map(({ emptyPageBytes }) => emptyPageBytes))),
  ]);
}

/** The rows with 1,000,000 deals. @param {AllFigures} figures */
export function largeRows(figures) {
  return complete(figures, [coldRow(figures, engine, true), coldRow(figures, command, true)]);
}
