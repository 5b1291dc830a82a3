// platform::Files: the file dialog, dropped files, reading them, and downloads.

import * as bridge from './bridge.js';

const notRead = 4;
const outOfMemory = 5;
const dropped = 0; // the request number of files that nobody asked for

export class FilesHost {
  /** @type {Map<number, File>} */
  #files = new Map();
  #lastHandle = 0;
  #dragDepth = 0;
  /** Those on their way to the person. @type {Map<number, Blob[]>} */
  #outgoing = new Map();

  constructor() {
    addEventListener('dragenter', (event) => this.#drag(event, 1));
    addEventListener('dragleave', (event) => this.#drag(event, -1));
    addEventListener('dragover', (event) => {
      if (hasFiles(event)) event.preventDefault();
    });
    addEventListener('drop', (event) => this.#drop(event));
  }

  /** @param {number} request @param {string} accept */
  choose(request, accept) {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.onchange = () => {
      const file = input.files?.[0];
      if (file) this.#announce(request, file);
    };
    input.click();
  }

  /** @param {number} request @param {number} handle */
  read(request, handle) {
    const file = this.#files.get(handle);
    if (!file) {
      answer(request, notRead, 'no such file');
      return;
    }
    file.arrayBuffer().then(
      (bytes) => {
        const copied = bridge.copyIn(bytes, (module) =>
          module._holdall_file_buffer(request, bytes.byteLength),
        );
        answer(request, copied ? 0 : outOfMemory, '');
      },
      (error) => answer(request, notRead, String(error)),
    );
  }

  /** @param {number} handle */
  close(handle) {
    this.#files.delete(handle);
  }

  /**
   * As a blob it is the browser's and takes none of the page's memory.
   * @param {number} file @param {number} address @param {number} size
   */
  addPiece(file, address, size) {
    const pieces = this.#outgoing.get(file) ?? [];
    pieces.push(new Blob([bridge.copyOut(address, size)]));
    this.#outgoing.set(file, pieces);
  }

  /** @param {number} file */
  dropFile(file) {
    this.#outgoing.delete(file);
  }

  /** @param {number} file @param {string} name @param {string} type */
  handOver(file, name, type) {
    const url = URL.createObjectURL(new Blob(this.#outgoing.get(file), { type }));
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    // The download has its own hold on the bytes once it has begun.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  /** @param {number} request @param {File} file */
  #announce(request, file) {
    this.#lastHandle += 1;
    const handle = this.#lastHandle;
    this.#files.set(handle, file);
    bridge.callWithText(file.name, (module, name, nameSize) =>
      module._holdall_file_chosen(request, handle, file.size, name, nameSize),
    );
  }

  /**
   * dragenter and dragleave come for every element under the pointer.
   * @param {DragEvent} event
   * @param {number} step
   */
  #drag(event, step) {
    if (!hasFiles(event)) return;
    event.preventDefault();
    const before = this.#dragDepth > 0;
    this.#dragDepth = Math.max(0, this.#dragDepth + step);
    this.#hover(before);
  }

  /** @param {DragEvent} event */
  #drop(event) {
    if (!hasFiles(event)) return;
    event.preventDefault();
    const before = this.#dragDepth > 0;
    this.#dragDepth = 0;
    this.#hover(before);
    for (const file of event.dataTransfer?.files ?? []) this.#announce(dropped, file);
  }

  /** @param {boolean} before */
  #hover(before) {
    const over = this.#dragDepth > 0;
    if (over !== before) bridge.call((module) => module._holdall_file_hover(over ? 1 : 0));
  }
}

/** @param {DragEvent} event */
function hasFiles(event) {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** @param {number} request @param {number} failure @param {string} detail */
function answer(request, failure, detail) {
  bridge.callWithText(detail, (module, text, size) =>
    module._holdall_file_answer(request, failure, text, size),
  );
}
