// Who runs the workload, with what settings. Each peer is set as its makers advise for commits that
// are durable when they return.

const wa = '@journeyapps/wa-sqlite';
const full = 'PRAGMA cache_size=-65536;PRAGMA synchronous=full;';
const wal = `PRAGMA locking_mode=exclusive;PRAGMA journal_mode=wal;${full}`;

/**
 * @typedef {object} Subject
 * @property {string} name
 * @property {string} page  of the site, with its query
 * @property {object} [peer]  for peer_worker.js: adapter and options
 * @property {'indexeddb' | 'opfs'} on
 * @property {number} serial  how many updates are awaited one by one
 * @property {number} pipelined  how many are issued at once
 * @property {boolean} [large]  also runs with 1,000,000 deals
 */

/** @type {Subject[]} */
export const subjects = [
  {
    name: 'Holdall engine',
    page: 'holdall.html?schema=engine',
    on: 'indexeddb',
    serial: 500,
    pipelined: 2000,
    large: true,
  },
  {
    name: 'Holdall command',
    page: 'holdall.html?schema=command',
    on: 'indexeddb',
    serial: 500,
    pipelined: 2000,
    large: true,
  },
  {
    name: 'sql.js, whole file',
    page: 'peer.html',
    peer: { adapter: 'sqljs', options: {} },
    on: 'indexeddb',
    serial: 20,
    pipelined: 500,
    large: true,
  },
  {
    name: 'wa-sqlite IDBBatchAtomic',
    page: 'peer.html',
    peer: {
      adapter: 'wa',
      options: {
        package: wa,
        build: 'wa-sqlite-async',
        vfs: 'IDBBatchAtomicVFS',
        pragmas: `PRAGMA locking_mode=exclusive;${full}`,
      },
    },
    on: 'indexeddb',
    serial: 200,
    pipelined: 500,
  },
  {
    name: 'wa-sqlite IDBMirror',
    page: 'peer.html',
    peer: {
      adapter: 'wa',
      options: {
        package: wa,
        build: 'wa-sqlite-async',
        vfs: 'IDBMirrorVFS',
        pragmas: `PRAGMA locking_mode=exclusive;${full}`,
      },
    },
    on: 'indexeddb',
    serial: 200,
    pipelined: 500,
    large: true,
  },
  {
    name: 'absurd-sql',
    page: 'peer.html',
    peer: {
      adapter: 'absurd',
      options: {
        pragmas: 'PRAGMA journal_mode=MEMORY;PRAGMA page_size=8192;PRAGMA cache_size=-65536;',
      },
    },
    on: 'indexeddb',
    serial: 200,
    pipelined: 500,
  },
  {
    name: 'official OPFS sahpool, WAL',
    page: 'peer.html',
    peer: { adapter: 'official', options: { pragmas: wal } },
    on: 'opfs',
    serial: 500,
    pipelined: 2000,
    large: true,
  },
  {
    name: 'wa-sqlite AccessHandlePool, WAL',
    page: 'peer.html',
    peer: {
      adapter: 'wa',
      options: { package: wa, build: 'wa-sqlite', vfs: 'AccessHandlePoolVFS', pragmas: wal },
    },
    on: 'opfs',
    serial: 500,
    pipelined: 2000,
    large: true,
  },
];
