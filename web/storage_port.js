// What src/browser/storage.cpp calls: commits come in pieces that are copied out of the heap at
// once.

import * as bridge from './bridge.js';
import { counts, markStart } from './probe.js';
import { StorageFailure } from './storage.js';

/** @typedef {import('./storage.js').Storage} Storage */
/** @typedef {import('./storage.js').StorageCommit} StorageCommit */

const failureNumbers = { full: 1, closed: 2, fenced: 3, failed: 4, gone: 6 };
const outOfMemory = 5;
const stores = { header: 0, log: 1, chunks: 2 };

export class StoragePort {
  #storage;
  /** @type {StorageCommit} */
  #step = emptyStep();

  /** @param {Storage} storage */
  constructor(storage) {
    this.#storage = storage;
    storage.onClosed = () => bridge.call((module) => module._holdall_storage_closed());
  }

  /** @param {number} request */
  load(request) {
    counts.storagePending += 1;
    this.#storage.load().then(
      (found) => {
        markStart('stored bytes read');
        answer(request, deliver(request, found) ? 0 : outOfMemory, '');
        markStart('stored bytes delivered');
      },
      (error) => fail(request, error),
    );
  }

  /** Answers as a load does, of which only the header is there. @param {number} request */
  readHeader(request) {
    counts.storagePending += 1;
    this.#storage.readHeader().then(
      (header) => {
        const found = { header, log: [], chunks: [] };
        answer(request, deliver(request, found) ? 0 : outOfMemory, '');
      },
      (error) => fail(request, error),
    );
  }

  /** Asks that what is stored be kept when room gets short; a browser may ask the person. */
  async askToKeep() {
    try {
      if (!(await navigator.storage.persisted())) await navigator.storage.persist();
    } catch {
      // Not offered here (an old browser, a page without https).
    }
  }

  /**
   * Begins a commit.
   * @param {number} expected @param {number} expectedSize
   * @param {number} header @param {number} headerSize
   * @param {number} dropLogBelow @param {number} dropChunksFrom
   */
  begin(expected, expectedSize, header, headerSize, dropLogBelow, dropChunksFrom) {
    this.#step = {
      expectedHeader: bridge.copyOut(expected, expectedSize),
      header: bridge.copyOut(header, headerSize),
      logPuts: [],
      chunkPuts: [],
      dropLogBelow,
      dropChunksFrom,
    };
  }

  /** @param {number} store @param {number} key @param {number} address @param {number} size */
  put(store, key, address, size) {
    const puts = store === stores.log ? this.#step.logPuts : this.#step.chunkPuts;
    puts.push({ key, bytes: bridge.copyOut(address, size) });
  }

  /** @param {number} request */
  commit(request) {
    const step = this.#step;
    this.#step = emptyStep();
    counts.storagePending += 1;
    this.#storage.commit(step).then(
      () => {
        counts.commits += 1;
        answer(request, 0, '');
      },
      (error) => fail(request, error),
    );
  }
}

/** @returns {StorageCommit} */
function emptyStep() {
  const none = new ArrayBuffer(0);
  return {
    expectedHeader: none,
    header: none,
    logPuts: [],
    chunkPuts: [],
    dropLogBelow: 0,
    dropChunksFrom: Infinity,
  };
}

/**
 * Copies into the heap; each value is let go as soon as it is copied.
 * @param {number} request
 * @param {import('./storage.js').StoredDatabase} found
 */
function deliver(request, found) {
  /** @param {number} store @param {number} key @param {ArrayBuffer} bytes */
  const copy = (store, key, bytes) =>
    bridge.copyIn(bytes, (module) =>
      module._holdall_storage_value(request, store, key, bytes.byteLength),
    );
  if (!copy(stores.header, 0, found.header)) return false;
  for (const [store, values] of /** @type {const} */ ([
    [stores.log, found.log],
    [stores.chunks, found.chunks],
  ])) {
    values.reverse();
    for (let value = values.pop(); value; value = values.pop()) {
      if (!copy(store, value.key, value.bytes)) return false;
    }
  }
  return true;
}

/** @param {number} request @param {unknown} error */
function fail(request, error) {
  const failure =
    error instanceof StorageFailure ? error : new StorageFailure('failed', String(error));
  answer(request, failureNumbers[failure.kind], failure.message);
}

/** @param {number} request @param {number} failure 0: none @param {string} detail */
function answer(request, failure, detail) {
  counts.storagePending -= 1;
  bridge.callWithText(detail, (module, text, size) =>
    module._holdall_storage_answer(request, failure, text, size),
  );
}
