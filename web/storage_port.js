// What src/browser/storage.cpp calls: commits come in pieces that are copied out of the heap at
// once.

import * as bridge from './bridge.js';
import { counts, markStart } from './probe.js';
import { StorageFailure } from './storage.js';

/** @typedef {import('./storage.js').Storage} Storage */
/** @typedef {import('./storage.js').StorageCommit} StorageCommit */
/** @typedef {import('./storage.js').StoredPart} StoredPart */

const failureNumbers = { full: 1, closed: 2, fenced: 3, failed: 4, memory: 5, gone: 6, refused: 7 };
const stores = { header: 0, log: 1, chunks: 2, earlyPages: 3 };

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
    let first = true;
    const take = (/** @type {StoredPart} */ part) => {
      if (first) markStart('first stored bytes read');
      deliver(request, part, first);
      first = false;
      if (!part.last) bridge.call((module) => module._holdall_storage_part(request));
    };
    this.#storage.load(take).then(
      () => {
        answer(request, 0, '');
        markStart('stored bytes delivered');
      },
      (error) => fail(request, error),
    );
  }

  /**
   * Answers as a load does, of which only the header is there.
   * @param {number} request @param {boolean} confirmed
   */
  readHeader(request, confirmed) {
    counts.storagePending += 1;
    const asked = confirmed ? this.#storage.confirmHeader() : this.#storage.readHeader();
    asked
      .then((header) => {
        const none = new ArrayBuffer(0);
        deliver(request, { header, earlyPages: none, log: [], chunks: [], last: true }, true);
        answer(request, 0, '');
      })
      .catch((error) => fail(request, error));
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
   * What the browser says of the room that there is; zeros if it does not.
   * @param {number} request
   */
  async measure(request) {
    let used = 0;
    let quota = 0;
    let kept = false;
    try {
      const estimate = await navigator.storage.estimate();
      used = estimate.usage ?? 0;
      quota = estimate.quota ?? 0;
      kept = await navigator.storage.persisted();
    } catch {
      // Not offered here (an old browser, a page without https).
    }
    bridge.call((module) => module._holdall_storage_measured(request, used, quota, kept));
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
      earlyPages: null,
      dropLogBelow,
      dropChunksFrom,
    };
  }

  /** @param {number} store @param {number} key @param {number} address @param {number} size */
  put(store, key, address, size) {
    const bytes = bridge.copyOut(address, size);
    if (store === stores.earlyPages) this.#step.earlyPages = bytes;
    else if (store === stores.log) this.#step.logPuts.push({ key, bytes });
    else this.#step.chunkPuts.push({ key, bytes });
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
    earlyPages: null,
    dropLogBelow: 0,
    dropChunksFrom: Infinity,
  };
}

/**
 * Copies into the heap; each value is let go as soon as it is copied.
 * @param {number} request
 * @param {StoredPart} part
 * @param {boolean} first
 */
function deliver(request, part, first) {
  /** @param {number} store @param {number} key @param {ArrayBuffer} bytes */
  const copy = (store, key, bytes) => {
    const copied = bridge.copyIn(bytes, (module) =>
      module._holdall_storage_value(request, store, key, bytes.byteLength),
    );
    if (!copied) throw new StorageFailure('memory', 'copying what is stored into the heap');
  };
  if (first) {
    copy(stores.header, 0, part.header);
    copy(stores.earlyPages, 0, part.earlyPages);
  }
  for (const [store, values] of /** @type {const} */ ([
    [stores.log, part.log],
    [stores.chunks, part.chunks],
  ])) {
    values.reverse();
    for (let value = values.pop(); value; value = values.pop()) copy(store, value.key, value.bytes);
  }
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
