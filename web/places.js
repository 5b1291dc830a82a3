// platform::Places: endpoints by numbers that C++ gives them, and the requests to them.

import * as bridge from './bridge.js';
import { ChosenFolders } from './chosen_folders.js';
import { EndpointFailure } from './endpoint.js';
import { FolderEndpoint } from './folder_endpoint.js';
import { HttpEndpoint } from './http_endpoint.js';

/** @typedef {import('./endpoint.js').Endpoint} Endpoint */

/** The numbers of src/browser/places.cpp; failures follow in the order of platform/endpoint.h. */
const outcomes = {
  done: 0,
  absent: 1,
  offline: 2,
  busy: 3,
  refused: 4,
  notWritable: 5,
  full: 6,
  tooLong: 7,
  failed: 8,
  notStored: 9,
};
const noRetry = -1;

export class PlacesHost {
  /** @type {Map<number, {endpoint: Endpoint, ended: AbortController}>} */
  #open = new Map();
  #folders;
  /** Who waits for the dialog that is open; a browser shows one at a time. 0: none is. */
  #choosing = 0;

  /** @param {string} database where folders are kept */
  constructor(database) {
    this.#folders = new ChosenFolders(database);
  }

  /**
   * @param {number} number
   * @param {string} address @param {string} user @param {string} password
   */
  openServer(number, address, user, password) {
    this.#add(number, new HttpEndpoint({ address, user, password }));
  }

  /** @param {number} number @param {string} key */
  openFolder(number, key) {
    this.#add(number, new FolderEndpoint(() => this.#folders.find(key)));
  }

  /** @param {number} number @param {Endpoint} endpoint */
  #add(number, endpoint) {
    this.#open.set(number, { endpoint, ended: new AbortController() });
  }

  /** Ends its requests without an answer. @param {number} number */
  close(number) {
    this.#open.get(number)?.ended.abort();
    this.#open.delete(number);
  }

  /**
   * @param {number} number @param {number} request
   * @param {string} path @param {number} bytesMax @param {boolean} fresh
   */
  get(number, request, path, bytesMax, fresh) {
    this.#run(number, request, (endpoint, signal) => endpoint.get(path, bytesMax, fresh, signal));
  }

  /**
   * @param {number} number @param {number} request
   * @param {string} path @param {number} bytes @param {number} bytesSize
   */
  put(number, request, path, bytes, bytesSize) {
    const copy = bridge.copyOut(bytes, bytesSize);
    this.#run(number, request, async (endpoint, signal) => {
      await endpoint.put(path, copy, signal);
      return new ArrayBuffer(0);
    });
  }

  get hasFolders() {
    return this.#folders.available;
  }

  /** @param {number} request */
  async chooseFolder(request) {
    const open = this.#choosing !== 0;
    this.#choosing = request;
    if (open) return;
    try {
      const folder = await this.#folders.choose();
      if (folder) announce(this.#choosing, folder);
    } catch (error) {
      bridge.callWithText(String(error), (module, text, size) =>
        module._holdall_folder_refused(this.#choosing, text, size),
      );
    } finally {
      this.#choosing = 0;
    }
  }

  /** @param {number} request @param {string} key */
  async askForFolder(request, key) {
    const allowed = await this.#folders.askFor(key).catch(() => false);
    bridge.call((module) => module._holdall_folder_asked(request, allowed ? 1 : 0));
  }

  /** @param {string} key */
  forgetFolder(key) {
    // What cannot be deleted is a handle that nobody asks for any more.
    this.#folders.forget(key).catch(() => {});
  }

  /**
   * @param {number} number @param {number} request
   * @param {(endpoint: Endpoint, signal: AbortSignal) => Promise<ArrayBuffer | null>} work
   */
  async #run(number, request, work) {
    const open = this.#open.get(number);
    if (!open) return;
    const { signal } = open.ended;
    try {
      const bytes = await work(open.endpoint, signal);
      if (!signal.aborted) deliver(request, bytes);
    } catch (error) {
      if (!signal.aborted) fail(request, error);
    }
  }
}

/** @param {number} request @param {{key: string, name: string}} folder */
function announce(request, { key, name }) {
  bridge.callWithText(key, (module, keyAt, keySize) =>
    bridge.callWithText(name, (_, nameAt, nameSize) =>
      module._holdall_folder_chosen(request, keyAt, keySize, nameAt, nameSize),
    ),
  );
}

/** @param {number} request @param {ArrayBuffer | null} bytes null: there is no such file */
function deliver(request, bytes) {
  if (!bytes) {
    answer(request, outcomes.absent, 0, noRetry, '');
    return;
  }
  const copied = bridge.copyIn(bytes, (module) =>
    module._holdall_place_buffer(request, bytes.byteLength),
  );
  if (copied) answer(request, outcomes.done, 0, noRetry, '');
  else answer(request, outcomes.failed, 0, noRetry, 'no memory for the file');
}

/** @param {number} request @param {unknown} error */
function fail(request, error) {
  const failure =
    error instanceof EndpointFailure ? error : new EndpointFailure('failed', String(error));
  const { kind, status, retryAfterMs, message } = failure;
  answer(request, outcomes[kind], status, retryAfterMs ?? noRetry, message);
}

/**
 * @param {number} request @param {number} outcome @param {number} status
 * @param {number} retryAfterMs @param {string} detail
 */
function answer(request, outcome, status, retryAfterMs, detail) {
  bridge.callWithText(detail, (module, text, size) =>
    module._holdall_place_answer(request, outcome, status, retryAfterMs, text, size),
  );
}
