// platform::Storage over IndexedDB: the stores `header` (the header and the early pages), `log` and
// `chunks` (numbers as keys).

/**
 * @typedef {'full' | 'closed' | 'fenced' | 'gone' | 'memory' | 'refused' | 'failed'} FailureKind
 */

/**
 * A value under a number.
 * @typedef {{key: number, bytes: ArrayBuffer}} StoredValue
 *
 * A part of what a database holds. The first one has the header (empty: there is none yet), the
 * early pages (empty: none) and all of the log; every part has chunks. Whoever takes a part owns
 * it.
 * @typedef {object} StoredPart
 * @property {ArrayBuffer} header
 * @property {ArrayBuffer} earlyPages
 * @property {StoredValue[]} log
 * @property {StoredValue[]} chunks
 * @property {boolean} last
 *
 * One atomic step, as platform/storage.h describes it. Nothing in it may be a view on the wasm
 * heap.
 * @typedef {object} StorageCommit
 * @property {ArrayBuffer} expectedHeader
 * @property {ArrayBuffer} header
 * @property {StoredValue[]} logPuts
 * @property {StoredValue[]} chunkPuts
 * @property {ArrayBuffer | null} earlyPages null: those that are stored stay; empty: they go
 * @property {number} dropLogBelow
 * @property {number} dropChunksFrom 2^53 and more: none
 *
 * @typedef {object} Storage
 * @property {(take: (part: StoredPart) => void) => Promise<void>} load
 * @property {(step: StorageCommit) => Promise<void>} commit
 * @property {() => Promise<ArrayBuffer>} readHeader
 * @property {() => Promise<ArrayBuffer>} confirmHeader makes it durable before it answers
 * @property {() => void} onClosed called when someone else has closed the connection
 */

export class StorageFailure extends Error {
  /**
   * @param {FailureKind} kind
   * @param {string} detail
   */
  constructor(kind, detail) {
    super(detail);
    this.kind = kind;
  }
}

const empty = new ArrayBuffer(0);
const headerKey = 'header';
const storeNames = ['header', 'log', 'chunks'];

const earlyPagesKey = 'early pages';

/** Chunks that are read in one transaction. */
const batchChunks = 32;
/** Batches that are read before anybody has asked for them: 16 MiB. */
const batchesAhead = 2;

/** @param {ArrayBuffer} one @param {ArrayBuffer} other */
export function sameBytes(one, other) {
  if (one.byteLength !== other.byteLength) return false;
  const left = new Uint8Array(one);
  const right = new Uint8Array(other);
  return left.every((byte, index) => byte === right[index]);
}

/** Answers come in the order of the calls. @implements {Storage} */
export class IndexedDbStorage {
  #name;
  /** @type {Promise<IDBDatabase> | null} */
  #connection = null;
  /**
   * The connection when it is open, so that a commit need not wait a turn.
   * @type {IDBDatabase | null}
   */
  #database = null;
  /** Whether there was ever a connection: a browser that lets us keep things does so to the end. */
  #opened = false;
  /** @type {Promise<Reading> | null} */
  #early = null;
  /** @type {Promise<unknown>} */
  #answered = Promise.resolve();

  /** Called when someone else has closed the connection. @type {() => void} */
  onClosed = () => {};

  /** @param {string} name of the IndexedDB database */
  constructor(name) {
    this.#name = name;
  }

  /** Starts reading before anybody has asked; load() takes the result if it is still current. */
  readEarly() {
    this.#early = this.#retried((database) => Reading.begin(database));
    this.#early.catch(() => {});
  }

  /**
   * Resolves when the last part has been taken.
   * @param {(part: StoredPart) => void} take
   * @returns {Promise<void>}
   */
  load(take) {
    return this.#inOrder(this.#load(take));
  }

  /** Resolves when the step is durable. @param {StorageCommit} step @returns {Promise<void>} */
  commit(step) {
    return this.#inOrder(this.#commit(step));
  }

  /** @returns {Promise<ArrayBuffer>} */
  readHeader() {
    return this.#inOrder(this.#retried((database) => readHeader(database)));
  }

  /** @returns {Promise<ArrayBuffer>} */
  confirmHeader() {
    return this.#inOrder(this.#retried((database) => readDurableHeader(database)));
  }

  /** @param {(part: StoredPart) => void} take */
  async #load(take) {
    const early = await this.#takeEarly();
    const reading = early ?? (await this.#retried((database) => Reading.begin(database)));
    try {
      for await (const part of reading.parts()) take(part);
    } catch (error) {
      const failure = asFailure(error);
      if (failure.kind === 'closed') this.#drop();
      throw failure;
    }
  }

  async #takeEarly() {
    const early = this.#early;
    this.#early = null;
    if (!early) return null;
    const reading = await early;
    // Another tab may have written since; every commit changes the header.
    const header = await this.#retried((database) => readHeader(database));
    return sameBytes(header, reading.header) ? reading : null;
  }

  /** @param {StorageCommit} step */
  async #commit(step) {
    try {
      await writeStep(this.#database ?? (await this.#open()), step);
    } catch (error) {
      // Whether it was stored is open then; confirmHeader() tells.
      const failure = asFailure(error);
      if (failure.kind === 'closed') this.#drop();
      throw failure;
    }
  }

  /**
   * Reads; once more over a fresh connection if the first was closed.
   * @template T
   * @param {(database: IDBDatabase) => Promise<T>} read
   * @returns {Promise<T>}
   */
  async #retried(read) {
    try {
      return await read(this.#database ?? (await this.#open()));
    } catch (error) {
      if (asFailure(error).kind !== 'closed') throw asFailure(error);
    }
    this.#drop();
    try {
      return await read(await this.#open());
    } catch (error) {
      throw asFailure(error);
    }
  }

  #open() {
    if (this.#connection) return this.#connection;
    const opening = openDatabase(this.#name, () => {
      if (this.#connection !== connection) return;
      this.#drop();
      this.onClosed();
    });
    const connection = opening.catch((error) => {
      throw this.#opened ? error : asFirstFailure(error);
    });
    this.#connection = connection;
    connection.then(
      (database) => {
        this.#opened = true;
        if (this.#connection === connection) this.#database = database;
      },
      () => {
        if (this.#connection === connection) this.#connection = null;
      },
    );
    return connection;
  }

  /** Forgets the connection; the next call opens another. */
  #drop() {
    this.#connection?.then(
      (database) => database.close(),
      () => {},
    );
    this.#connection = null;
    this.#database = null;
  }

  /**
   * @template T
   * @param {Promise<T>} work
   * @returns {Promise<T>}
   */
  #inOrder(work) {
    work.catch(() => {}); // it may fail while it waits for its turn
    const answer = this.#answered.then(() => work);
    this.#answered = answer.catch(() => {});
    return answer;
  }
}

/**
 * @param {string} name
 * @param {() => void} closed called when the connection is no longer of use
 * @returns {Promise<IDBDatabase>}
 */
function openDatabase(name, closed) {
  return new Promise((resolve, reject) => {
    // Private windows of some browsers have none.
    if (!globalThis.indexedDB) throw new StorageFailure('refused', 'there is no IndexedDB');
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      for (const store of storeNames) request.result.createObjectStore(store);
    };
    request.onsuccess = () => {
      request.result.onclose = closed;
      request.result.onversionchange = closed;
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBDatabase} database @returns {Promise<ArrayBuffer>} */
async function readHeader(database) {
  const store = database.transaction('header').objectStore('header');
  return (await answer(store.get(headerKey))) ?? empty;
}

/**
 * Put back in a strict transaction: what was stored along with it is on the disk then.
 * @param {IDBDatabase} database
 * @returns {Promise<ArrayBuffer>}
 */
function readDurableHeader(database) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('header', 'readwrite', { durability: 'strict' });
    const store = transaction.objectStore('header');
    const stored = store.get(headerKey);
    stored.onsuccess = () => {
      if (stored.result !== undefined) store.put(stored.result, headerKey);
    };
    transaction.oncomplete = () => resolve(stored.result ?? empty);
    transaction.onabort = () => reject(transaction.error ?? new DOMException('', 'AbortError'));
  });
}

/**
 * One reading of everything: first what says how the chunks lie, then the chunks in batches. Each
 * batch is a transaction of its own, so that what is read need not all be kept; it reads the header
 * too, and if that has changed, another tab has written and the reading is void.
 */
class Reading {
  #database;
  #first;
  #chunkKeys;
  /** @type {Promise<StoredValue[]>[]} */
  #batches = [];

  /** @param {IDBDatabase} database @param {StoredPart} first @param {IDBValidKey[]} chunkKeys */
  constructor(database, first, chunkKeys) {
    this.#database = database;
    this.#first = first;
    this.#chunkKeys = chunkKeys;
    // What a person sees first is in the early pages: the rest must not hold them up.
    if (first.earlyPages.byteLength === 0) this.#readAhead();
  }

  /** @param {IDBDatabase} database */
  static begin(database) {
    return inTransaction(database, async (transaction) => {
      const header = transaction.objectStore('header');
      const log = transaction.objectStore('log');
      const [stored, earlyPages, logKeys, logValues, chunkKeys] = await Promise.all([
        answer(header.get(headerKey)),
        answer(header.get(earlyPagesKey)),
        answer(log.getAllKeys()),
        answer(log.getAll()),
        answer(transaction.objectStore('chunks').getAllKeys()),
      ]);
      const first = {
        header: stored ?? empty,
        earlyPages: earlyPages ?? empty,
        log: asValues(logKeys, logValues),
        chunks: [],
        last: chunkKeys.length === 0,
      };
      return new Reading(database, first, chunkKeys);
    });
  }

  get header() {
    return this.#first.header;
  }

  async *parts() {
    const { header } = this.#first;
    yield this.#first;
    if (this.#batches.length === 0 && this.#chunkKeys.length > 0) {
      await firstFrame();
      this.#readAhead();
    }
    for (let batch = this.#batches.shift(); batch; batch = this.#batches.shift()) {
      const chunks = await batch;
      this.#readAhead();
      const last = this.#batches.length === 0;
      yield /** @type {StoredPart} */ ({ header, earlyPages: empty, log: [], chunks, last });
    }
  }

  #readAhead() {
    while (this.#batches.length < batchesAhead && this.#chunkKeys.length > 0) {
      const batch = this.#readBatch(this.#chunkKeys.splice(0, batchChunks));
      batch.catch(() => {}); // it may fail before it is waited for
      this.#batches.push(batch);
    }
  }

  /**
   * Many get() requests in flight read faster than getAll().
   * @param {IDBValidKey[]} keys
   */
  #readBatch(keys) {
    return inTransaction(this.#database, async (transaction) => {
      const chunks = transaction.objectStore('chunks');
      const [stored, ...values] = await Promise.all([
        answer(transaction.objectStore('header').get(headerKey)),
        ...keys.map((key) => answer(chunks.get(key))),
      ]);
      if (!sameBytes(stored ?? empty, this.header)) {
        throw new StorageFailure('fenced', 'another tab has written during the reading');
      }
      return asValues(keys, values);
    });
  }
}

/** What was taken has been drawn, or the page is not shown. @returns {Promise<void>} */
function firstFrame() {
  return new Promise((resolve) => {
    const longest = setTimeout(resolve, 100);
    requestAnimationFrame(() => {
      clearTimeout(longest);
      setTimeout(resolve, 0);
    });
  });
}

/**
 * Reads in one transaction.
 * @template T
 * @param {IDBDatabase} database
 * @param {(transaction: IDBTransaction) => Promise<T>} read
 * @returns {Promise<T>}
 */
async function inTransaction(database, read) {
  const transaction = database.transaction(storeNames);
  const aborted = new Promise((_, reject) => {
    transaction.onabort = () => reject(transaction.error ?? new DOMException('', 'AbortError'));
  });
  aborted.catch(() => {});
  const result = read(transaction);
  result.catch(() => {});
  return Promise.race([result, /** @type {Promise<never>} */ (aborted)]);
}

/**
 * @param {IDBValidKey[]} keys
 * @param {ArrayBuffer[]} values
 * @returns {StoredValue[]}
 */
function asValues(keys, values) {
  return keys.map((key, index) => ({
    key: Number(key),
    bytes: /** @type {ArrayBuffer} */ (values[index]),
  }));
}

/**
 * The writes are sent along with the read of the header, so that a commit costs one round trip; a
 * header that is not the expected one undoes them all.
 * @param {IDBDatabase} database
 * @param {StorageCommit} step
 * @returns {Promise<void>}
 */
function writeStep(database, step) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(storesOf(step), 'readwrite', {
      durability: 'strict',
    });
    /** @type {unknown} */
    let reason = null;
    transaction.oncomplete = () => resolve();
    transaction.onabort = () =>
      reject(reason ?? transaction.error ?? new DOMException('', 'AbortError'));
    const header = transaction.objectStore('header');
    const stored = header.get(headerKey);
    stored.onsuccess = () => {
      const difference = headerDifference(stored.result, step.expectedHeader);
      if (difference) {
        reason = difference;
        transaction.abort();
      } else {
        transaction.commit?.();
      }
    };
    try {
      putStep(transaction, step);
    } catch (error) {
      reason = error;
      transaction.abort();
    }
  });
}

/**
 * @param {unknown} stored
 * @param {ArrayBuffer} expected
 * @returns {StorageFailure | null} null if they are equal
 */
function headerDifference(stored, expected) {
  if (stored === undefined) {
    return expected.byteLength ? new StorageFailure('gone', 'no header is stored') : null;
  }
  if (stored instanceof ArrayBuffer && sameBytes(stored, expected)) return null;
  return new StorageFailure('fenced', 'another tab has written');
}

/**
 * The header's store, which keeps two writers apart, the log's, and that of the chunks only if it
 * is written: each costs its share of a commit.
 * @param {StorageCommit} step
 */
function storesOf({ chunkPuts, dropChunksFrom }) {
  const writesChunks = chunkPuts.length > 0 || dropChunksFrom < Number.MAX_SAFE_INTEGER;
  return writesChunks ? storeNames : storeNames.filter((name) => name !== 'chunks');
}

/** @param {IDBTransaction} transaction @param {StorageCommit} step */
function putStep(transaction, step) {
  const header = transaction.objectStore('header');
  header.put(step.header, headerKey);
  if (step.earlyPages?.byteLength === 0) header.delete(earlyPagesKey);
  else if (step.earlyPages) header.put(step.earlyPages, earlyPagesKey);
  const log = transaction.objectStore('log');
  if (step.dropLogBelow > 0) log.delete(IDBKeyRange.upperBound(step.dropLogBelow, true));
  for (const { key, bytes } of step.logPuts) log.put(bytes, key);
  if (!storesOf(step).includes('chunks')) return;
  const chunks = transaction.objectStore('chunks');
  if (step.dropChunksFrom < Number.MAX_SAFE_INTEGER) {
    chunks.delete(IDBKeyRange.lowerBound(step.dropChunksFrom));
  }
  for (const { key, bytes } of step.chunkPuts) chunks.put(bytes, key);
}

/** @param {unknown} error @returns {StorageFailure} */
function asFailure(error) {
  if (error instanceof StorageFailure) return error;
  const { name, message } =
    error instanceof DOMException || error instanceof Error
      ? error
      : { name: '', message: String(error) };
  const detail = `${name}: ${message}`;
  if (name === 'QuotaExceededError') return new StorageFailure('full', detail);
  // AbortError: the browser closed the connection under the transaction (we abort with reasons
  // only). Safari says UnknownError when its database process is gone.
  if (name === 'InvalidStateError' || name === 'AbortError' || name === 'UnknownError') {
    return new StorageFailure('closed', detail);
  }
  return new StorageFailure('failed', detail);
}

/**
 * Of the first opening of all: browsers do not agree on how to say that a page may keep nothing.
 * Chromium's UnknownError can mean a broken disk too, so that its words must tell.
 * @param {unknown} error
 * @returns {StorageFailure}
 */
function asFirstFailure(error) {
  const failure = asFailure(error);
  const refused =
    error instanceof DOMException &&
    (error.name === 'SecurityError' ||
      error.name === 'InvalidStateError' ||
      /denied permission/i.test(error.message));
  return refused ? new StorageFailure('refused', failure.message) : failure;
}
