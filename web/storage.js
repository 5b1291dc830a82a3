// platform::Storage over IndexedDB: the stores `header` (one value), `log` and `chunks` (numbers as
// keys).

/** @typedef {'full' | 'closed' | 'fenced' | 'failed'} FailureKind */

/**
 * A value under a number.
 * @typedef {{key: number, bytes: ArrayBuffer}} StoredValue
 *
 * Everything that a database holds; an empty header means that there is none yet.
 * @typedef {{header: ArrayBuffer, log: StoredValue[], chunks: StoredValue[]}} StoredDatabase
 *
 * One atomic step, as platform/storage.h describes it. Nothing in it may be a view on the wasm
 * heap.
 * @typedef {object} StorageCommit
 * @property {ArrayBuffer} expectedHeader
 * @property {ArrayBuffer} header
 * @property {StoredValue[]} logPuts
 * @property {StoredValue[]} chunkPuts
 * @property {number} dropLogBelow
 * @property {number} dropChunksFrom 2^53 and more: none
 *
 * @typedef {object} Storage
 * @property {() => Promise<StoredDatabase>} load
 * @property {(step: StorageCommit) => Promise<void>} commit
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

/**
 * From this size on, Chromium reads a value back twice as fast from a Blob (34 MB in chunks of
 * 1 MiB in 70 ms, as array buffers in 120). Below it a Blob is slower to read and takes three times
 * as long to write.
 */
const blobBytesMin = 512 * 1024;
const storeNames = ['header', 'log', 'chunks'];

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
  /** @type {Promise<StoredDatabase> | null} */
  #early = null;
  /** @type {Promise<unknown>} */
  #answered = Promise.resolve();
  #blobs = true;

  /** @param {string} name of the IndexedDB database */
  constructor(name) {
    this.#name = name;
  }

  /** Starts reading before anybody has asked; load() takes the result if it is still current. */
  readEarly() {
    this.#early = this.#retried((database) => readAll(database));
    this.#early.catch(() => {});
  }

  /** @returns {Promise<StoredDatabase>} */
  load() {
    return this.#inOrder(this.#load());
  }

  /** Resolves when the step is durable. @param {StorageCommit} step @returns {Promise<void>} */
  commit(step) {
    return this.#inOrder(this.#commit(step));
  }

  async #load() {
    const early = this.#early;
    this.#early = null;
    if (early) {
      const found = await early;
      // Another tab may have written since; every commit changes the header.
      const header = await this.#retried((database) => readHeader(database));
      if (sameBytes(header, found.header)) return found;
    }
    return this.#retried((database) => readAll(database));
  }

  /** @param {StorageCommit} step */
  async #commit(step) {
    try {
      const database = this.#database ?? (await this.#open());
      try {
        await writeStep(database, step, this.#blobs);
      } catch (error) {
        if (!isCloneError(error) || !this.#blobs) throw error;
        this.#blobs = false; // private windows of some browsers refuse Blobs
        await writeStep(database, step, false);
      }
    } catch (error) {
      const failure = asFailure(error);
      if (failure.kind === 'closed') {
        this.#drop();
        if (await this.#wasStored(step)) return;
      }
      throw failure;
    }
  }

  /**
   * A connection that closes under a commit leaves open whether it was stored; the header tells. It
   * is written again, strict, so that the answer also holds after a power cut.
   * @param {StorageCommit} step
   */
  async #wasStored(step) {
    try {
      const database = await this.#open();
      await writeStep(
        database,
        {
          ...step,
          expectedHeader: step.header,
          logPuts: [],
          chunkPuts: [],
          dropLogBelow: 0,
          dropChunksFrom: Infinity,
        },
        false,
      );
      return true;
    } catch {
      return false;
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
    const connection = openDatabase(this.#name, () => this.#drop(connection));
    this.#connection = connection;
    connection.then(
      (database) => {
        if (this.#connection === connection) this.#database = database;
      },
      () => {
        if (this.#connection === connection) this.#connection = null;
      },
    );
    return connection;
  }

  /**
   * Forgets the connection (only this one, if given).
   * @param {Promise<IDBDatabase>} [connection]
   */
  #drop(connection) {
    if (connection && this.#connection !== connection) return;
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

/** @param {unknown} value @returns {ArrayBuffer | Promise<ArrayBuffer>} */
function toBuffer(value) {
  if (value instanceof ArrayBuffer) return value;
  if (value instanceof Blob) return value.arrayBuffer();
  throw new StorageFailure('failed', 'a stored value is neither an ArrayBuffer nor a Blob');
}

/** @param {IDBDatabase} database @returns {Promise<ArrayBuffer>} */
async function readHeader(database) {
  const store = database.transaction('header').objectStore('header');
  return toBuffer((await answer(store.get(headerKey))) ?? empty);
}

/**
 * Many get() requests in flight read faster than getAll().
 * @param {IDBDatabase} database
 * @returns {Promise<StoredDatabase>}
 */
function readAll(database) {
  const transaction = database.transaction(storeNames);
  const aborted = new Promise((_, reject) => {
    transaction.onabort = () => reject(transaction.error ?? new DOMException('', 'AbortError'));
  });
  const read = async () => {
    const log = transaction.objectStore('log');
    const chunks = transaction.objectStore('chunks');
    const logKeys = answer(log.getAllKeys());
    const logValues = answer(log.getAll());
    const header = answer(transaction.objectStore('header').get(headerKey));
    const chunkKeys = await answer(chunks.getAllKeys());
    const chunkValues = chunkKeys.map((key) => answer(chunks.get(key)).then(toBuffer));
    return {
      header: await toBuffer((await header) ?? empty),
      log: await asValues(await logKeys, (await logValues).map(toBuffer)),
      chunks: await asValues(chunkKeys, chunkValues),
    };
  };
  const result = read();
  result.catch(() => {});
  aborted.catch(() => {});
  return Promise.race([result, /** @type {Promise<never>} */ (aborted)]);
}

/**
 * @param {IDBValidKey[]} keys
 * @param {(ArrayBuffer | Promise<ArrayBuffer>)[]} values
 * @returns {Promise<StoredValue[]>}
 */
async function asValues(keys, values) {
  const buffers = await Promise.all(values);
  return keys.map((key, index) => ({
    key: Number(key),
    bytes: /** @type {ArrayBuffer} */ (buffers[index]),
  }));
}

/**
 * The writes are sent along with the read of the header, so that a commit costs one round trip; a
 * header that is not the expected one undoes them all.
 * @param {IDBDatabase} database
 * @param {StorageCommit} step
 * @param {boolean} blobs whether large chunks become Blobs
 * @returns {Promise<void>}
 */
function writeStep(database, step, blobs) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(storeNames, 'readwrite', { durability: 'strict' });
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
        reason = new StorageFailure('fenced', difference);
        transaction.abort();
      } else {
        transaction.commit?.();
      }
    };
    try {
      putStep(transaction, step, blobs);
    } catch (error) {
      reason = error;
      transaction.abort();
    }
  });
}

/**
 * @param {unknown} stored
 * @param {ArrayBuffer} expected
 * @returns {string} empty if they are equal
 */
function headerDifference(stored, expected) {
  if (stored === undefined) return expected.byteLength === 0 ? '' : 'the database is gone';
  if (stored instanceof ArrayBuffer && sameBytes(stored, expected)) return '';
  return 'another tab has written';
}

/** @param {IDBTransaction} transaction @param {StorageCommit} step @param {boolean} blobs */
function putStep(transaction, step, blobs) {
  transaction.objectStore('header').put(step.header, headerKey);
  const log = transaction.objectStore('log');
  const chunks = transaction.objectStore('chunks');
  if (step.dropLogBelow > 0) log.delete(IDBKeyRange.upperBound(step.dropLogBelow, true));
  if (step.dropChunksFrom < Number.MAX_SAFE_INTEGER) {
    chunks.delete(IDBKeyRange.lowerBound(step.dropChunksFrom));
  }
  for (const { key, bytes } of step.logPuts) log.put(bytes, key);
  for (const { key, bytes } of step.chunkPuts) {
    chunks.put(blobs && bytes.byteLength >= blobBytesMin ? new Blob([bytes]) : bytes, key);
  }
}

/** @param {unknown} error */
function isCloneError(error) {
  return error instanceof DOMException && error.name === 'DataCloneError';
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

/** The same in memory: for ?demo, which is never persisted. @implements {Storage} */
export class MemoryStorage {
  #header = empty;
  /** @type {Map<number, ArrayBuffer>} */
  #log = new Map();
  /** @type {Map<number, ArrayBuffer>} */
  #chunks = new Map();

  /** @returns {Promise<StoredDatabase>} */
  async load() {
    return { header: this.#header, log: sorted(this.#log), chunks: sorted(this.#chunks) };
  }

  /** @param {StorageCommit} step */
  async commit(step) {
    if (!sameBytes(this.#header, step.expectedHeader)) throw new StorageFailure('fenced', '');
    this.#header = step.header;
    for (const key of this.#log.keys()) if (key < step.dropLogBelow) this.#log.delete(key);
    for (const key of this.#chunks.keys()) if (key >= step.dropChunksFrom) this.#chunks.delete(key);
    for (const { key, bytes } of step.logPuts) this.#log.set(key, bytes);
    for (const { key, bytes } of step.chunkPuts) this.#chunks.set(key, bytes);
  }
}

/** @param {Map<number, ArrayBuffer>} values @returns {StoredValue[]} */
function sorted(values) {
  return [...values]
    .map(([key, bytes]) => ({ key, bytes }))
    .sort((one, other) => one.key - other.key);
}
