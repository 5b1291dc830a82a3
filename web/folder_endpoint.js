// A folder of the person's disk as a place for files, by the File System Access API.

import { isAllowed } from './chosen_folders.js';
import { EndpointFailure } from './endpoint.js';

/** @typedef {import('./endpoint.js').Endpoint} Endpoint */
/** @typedef {import('./endpoint.js').EndpointFailureKind} EndpointFailureKind */

/**
 * The names of the exceptions of the API; NotFoundError depends on what is missing.
 * @type {Record<string, EndpointFailureKind>}
 */
const kinds = {
  NotAllowedError: 'refused', // the permission was taken back meanwhile
  SecurityError: 'refused',
  NoModificationAllowedError: 'notWritable',
  QuotaExceededError: 'full',
  NotReadableError: 'offline', // a drive that was pulled out, a file that changed while it was read
};

/** @implements {Endpoint} */
export class FolderEndpoint {
  #folder;

  /** @param {() => Promise<FileSystemDirectoryHandle | null>} folder null: nobody knows it */
  constructor(folder) {
    this.#folder = folder;
  }

  /**
   * A folder has no caches, so that freshness does not matter; nor do signals, as it is quick.
   * @param {string} path @param {number} bytesMax
   * @returns {Promise<ArrayBuffer | null>}
   */
  async get(path, bytesMax) {
    const root = await this.#opened();
    try {
      const { above, name } = await parentOf(root, path, false);
      const file = await (await above.getFileHandle(name)).getFile();
      if (file.size <= bytesMax) return await file.arrayBuffer();
    } catch (error) {
      // The file, or one of the folders above it.
      if (nameOf(error) !== 'NotFoundError') throw failureOf(error);
      await checkThere(root);
      return null;
    }
    throw new EndpointFailure('tooLong', `more than ${bytesMax} bytes`);
  }

  /**
   * The browser writes into a file of its own beside it, which replaces the old one at the end.
   * @param {string} path @param {ArrayBuffer} bytes
   * @returns {Promise<void>}
   */
  async put(path, bytes) {
    const root = await this.#opened();
    try {
      const { above, name } = await parentOf(root, path, true);
      const handle = await above.getFileHandle(name, { create: true });
      const stream = await handle.createWritable();
      try {
        await stream.write(bytes);
      } catch (error) {
        await stream.abort().catch(() => {});
        throw error;
      }
      await stream.close();
    } catch (error) {
      if (nameOf(error) === 'NotFoundError') await checkThere(root);
      throw failureOf(error);
    }
  }

  async #opened() {
    const root = await this.#folder().catch((error) => {
      throw failureOf(error);
    });
    if (!root) throw new EndpointFailure('failed', 'the folder is not known any more');
    if (!(await isAllowed(root))) throw new EndpointFailure('refused', 'not allowed again yet');
    return root;
  }
}

/**
 * The folder of a file, made if `create` says so, and the file's name in it.
 * @param {FileSystemDirectoryHandle} root @param {string} path @param {boolean} create
 */
async function parentOf(root, path, create) {
  const names = path.split('/');
  const name = names.pop() ?? '';
  let above = root;
  for (const each of names) above = await above.getDirectoryHandle(each, { create });
  return { above, name };
}

/**
 * Fails if the folder itself is missing: then the drive is away, and nothing is known of its files.
 * @param {FileSystemDirectoryHandle} root
 */
async function checkThere(root) {
  try {
    await root.keys().next();
  } catch (error) {
    throw new EndpointFailure('offline', `the folder is not there: ${error}`);
  }
}

/** @param {unknown} error */
function nameOf(error) {
  return error instanceof DOMException ? error.name : '';
}

/** @param {unknown} error */
function failureOf(error) {
  if (error instanceof EndpointFailure) return error;
  return new EndpointFailure(kinds[nameOf(error)] ?? 'failed', String(error));
}
