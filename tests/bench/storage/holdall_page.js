// Holdall's store in a page, without a screen: the same start as web/main.js, with the program
// src/main/web_bench_storage.cpp. `?schema=engine|command`; with `&cold` it goes on to the first
// board at once.
import create_holdall from 'holdall-glue';
import * as bridge from '../../../web/bridge.js';
import { IndexedDbStorage } from '../../../web/storage.js';
import { StoragePort } from '../../../web/storage_port.js';
import { schema } from './workload.js';

const began = performance.now();
const query = new URLSearchParams(location.search);
const throughCommands = query.get('schema') === 'command';

/** What a storage transaction held. @param {ArrayBuffer[]} buffers */
const sizeOf = (buffers) => buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);

/** The app's storage, with a note of each transaction. */
class NotingStorage extends IndexedDbStorage {
  transactions = [];

  commit(step) {
    this.transactions.push({
      header: step.header.byteLength,
      log: sizeOf(step.logPuts.map(({ bytes }) => bytes)),
      chunks: sizeOf(step.chunkPuts.map(({ bytes }) => bytes)),
    });
    return super.commit(step);
  }
}

const storage = new NotingStorage(`holdall:bench-${throughCommands ? 'command' : 'engine'}`);
storage.readEarly();
const compiling = WebAssembly.compileStreaming(fetch('/holdall_bench_storage.wasm'));
let module;
let failure = '';
/** The step that the program has not answered yet. */
let asked = null;
const program = {
  answer(text) {
    const { resolve, reject } = asked;
    asked = null;
    if (text) reject(new Error(text));
    else resolve();
  },
  fail(text) {
    failure = text || 'failed';
  },
};

let backup = new Blob();
/** The pieces are kept as web/files.js keeps them; nothing is downloaded. */
const pieces = [];
const files = {
  addPiece(file, address, size) {
    pieces.push(new Blob([bridge.copyOut(address, size)]));
  },
  handOver() {
    backup = new Blob(pieces.splice(0));
  },
  dropFile() {},
};

/** A step that answers later. @param {() => void} step @returns {Promise<void>} */
function answered(step) {
  return new Promise((resolve, reject) => {
    asked = { resolve, reject };
    step();
  });
}

/** The result of a step, unless it has failed. @template T @param {T} result @returns {T} */
function checked(result) {
  if (failure) throw new Error(failure);
  return result;
}

function withText(text, work) {
  let result;
  bridge.callWithText(text, (_, address, size) => {
    result = work(address, size);
  });
  return checked(result);
}

const flushed = () => answered(() => module._holdall_bench_flush());

async function board() {
  const address = module._holdall_allocate(32);
  await answered(() => module._holdall_bench_board(address));
  const [groups, cards, first, sum] = new Float64Array(module.HEAPU8.buffer, address, 4);
  return { groups, cards, first, sum };
}

/** A turn of the event loop, as long work in slices takes it. */
function turn() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(port1.close());
    port2.postMessage(null);
  });
}

async function start() {
  const compiled = await compiling;
  module = await create_holdall({
    holdall: { bridge, storage: new StoragePort(storage), files },
    bench: program,
    instantiateWasm: (imports, done) => {
      WebAssembly.instantiate(compiled, imports).then((instance) => done(instance, compiled));
      return {};
    },
  });
  bridge.connect(module, (error) => program.fail(String(error)));
  module._main(0, 0);
  const imported = performance.now();
  await answered(() => module._holdall_bench_open(throughCommands ? 1 : 0));
  const opened = performance.now();
  const phases = { importMs: imported - began, openMs: opened - imported };
  if (!query.has('cold')) return phases;
  const found = await board();
  const ended = performance.now();
  return { ...phases, queryMs: ended - opened, totalMs: ended - began, board: found };
}

const started = start();

window.bench = {
  open: () => started,
  cold: () => started,
  board,

  /** The milliseconds until all deals are durable: one transaction, or the app's import. */
  async insert(count) {
    if (throughCommands) {
      const importBegan = performance.now();
      while (checked(module._holdall_bench_import(count))) await turn();
      await flushed();
      return performance.now() - importBegan;
    }
    withText(schema, (address, size) => module._holdall_bench_execute(address, size));
    if (count <= 200_000) module._holdall_bench_make_rows(count);
    await flushed();
    const insertBegan = performance.now();
    checked(module._holdall_bench_insert(count));
    await flushed();
    return performance.now() - insertBegan;
  },

  async serial(count, rows, first) {
    const times = [];
    for (let number = first; number < first + count; number += 1) {
      const updateBegan = performance.now();
      checked(module._holdall_bench_update(number, rows));
      await flushed();
      times.push(performance.now() - updateBegan);
    }
    return times;
  },

  async pipelined(count, rows, first) {
    const updatesBegan = performance.now();
    for (let number = first; number < first + count; number += 1) {
      checked(module._holdall_bench_update(number, rows));
    }
    await flushed();
    return performance.now() - updatesBegan;
  },

  /** What the storage transactions since the last call held. */
  transactions: () => storage.transactions.splice(0),
  sizes: () => ({ heap: module.HEAPU8.length, image: module._holdall_bench_image_bytes() }),
  integer: (sql) =>
    withText(sql, (address, size) => module._holdall_bench_integer(address, size)),

  /** The bytes of a backup, made as the app makes it. */
  async backup() {
    while (checked(module._holdall_bench_backup())) await turn();
    return backup.size;
  },

  /** All of the image is there. */
  rest: () => answered(() => module._holdall_bench_rest()),

  /**
   * What the app does once the first board is shown and all is there, and when its tab is hidden,
   * before it is closed.
   */
  async close() {
    await this.rest();
    module._holdall_bench_shown();
    await flushed();
    module._holdall_bench_checkpoint();
    await flushed();
    while (window.holdall.storagePending > 0) await turn();
  },
};
