// The folders that the person has chosen. A browser gives no paths but handles, which only
// IndexedDB can keep, and does not always let a page use them again without asking.

import { randomName } from './endpoint.js';

const storeName = 'folders';
const wanted = /** @type {const} */ ({ mode: 'readwrite' });

export class ChosenFolders {
  #database;
  /** Those that were read or chosen. @type {Map<string, FileSystemDirectoryHandle>} */
  #handles = new Map();

  /** @param {string} database the name of one of its own */
  constructor(database) {
    this.#database = database;
  }

  get available() {
    return 'showDirectoryPicker' in window;
  }

  /** Opens the dialog. Null: the person has closed it. Fails if the browser does not allow it. */
  async choose() {
    const handle = await this.#ask();
    if (!handle) return null;
    const key = randomName(8);
    await this.#run('readwrite', (store) => store.put(handle, key));
    this.#handles.set(key, handle);
    return { key, name: handle.name };
  }

  async #ask() {
    try {
      if (!window.showDirectoryPicker) throw new Error('no folders can be chosen in this browser');
      return await window.showDirectoryPicker({ id: 'holdall', ...wanted });
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return null;
      throw error;
    }
  }

  /**
   * Null: it is not known (any more).
   * @param {string} key
   * @returns {Promise<FileSystemDirectoryHandle | null>}
   */
  async find(key) {
    const known = this.#handles.get(key);
    if (known) return known;
    const handle = await this.#run('readonly', (store) => store.get(key));
    if (!(handle instanceof FileSystemDirectoryHandle)) return null;
    this.#handles.set(key, handle);
    return handle;
  }

  /** Asks the person to allow its use again. @param {string} key */
  async askFor(key) {
    const handle = await this.find(key);
    if (!handle) return false;
    await handle.requestPermission?.(wanted);
    return isAllowed(handle);
  }

  /** @param {string} key */
  async forget(key) {
    this.#handles.delete(key);
    await this.#run('readwrite', (store) => store.delete(key));
  }

  /**
   * Asks for one thing in a transaction of its own, and resolves when it is complete.
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => IDBRequest} work
   * @returns {Promise<unknown>}
   */
  async #run(mode, work) {
    const database = await open(this.#database);
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(storeName, mode);
        const request = work(transaction.objectStore(storeName));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
      });
    } finally {
      database.close();
    }
  }
}

/** @param {FileSystemDirectoryHandle} folder */
export async function isAllowed(folder) {
  const state = await folder.queryPermission?.(wanted);
  return state === undefined || state === 'granted';
}

/** @param {string} name @returns {Promise<IDBDatabase>} */
function open(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
