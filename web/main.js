// The start. What takes long begins at once and side by side: reading the database, the wasm
// module, the fonts.

import * as bridge from './bridge.js';
import { DownloadFailure, downloadBytes, downloadModule } from './download.js';
import { prepareContext } from './graphics.js';
import { Host } from './host.js';
import { markStart } from './probe.js';
import { showFailure, showProgress } from './start_screen.js';
import { IndexedDbStorage } from './storage.js';
import { chosenSpace, pagePath } from './window.js';
import create_holdall from 'holdall-glue';

/** Another copy of Holdall on this origin, under another path, has other databases. */
const database = `holdall:${pagePath}:${chosenSpace()}`;
const storage = new IndexedDbStorage(database);
// ?demo never touches what is stored.
const demo = new URLSearchParams(location.search).has('demo');
if (!demo) storage.readEarly();
const wasm = downloadModule(HOLDALL_FILES.wasm, HOLDALL_FILES.wasmBytes, showProgress);
const assets = Promise.all(
  Object.entries(HOLDALL_FILES.assets).map(
    async ([name, file]) => /** @type {const} */ ([name, await downloadBytes(file)]),
  ),
);
assets.catch(() => {});

start().catch(stop);

async function start() {
  markStart('script');
  prepareContext(/** @type {HTMLCanvasElement} */ (document.getElementById('canvas')));
  markStart('context made');
  const compiled = await wasm;
  markStart('wasm compiled');
  const loaded = new Map(await assets);
  markStart('assets loaded');
  for (const [name, bytes] of loaded) useFont(name, bytes);
  const host = new Host(database, storage, loaded);
  const module = await create_holdall({
    holdall: host,
    instantiateWasm: (imports, done) => {
      WebAssembly.instantiate(compiled, imports).then(
        (instance) => done(instance, compiled),
        (error) => showFailure('too_old', error),
      );
      return {};
    },
    onAbort: (what) => stop(new Error(`aborted: ${what}`)),
  });
  markStart('wasm started');
  bridge.connect(module, stop);
  bridge.call((started) => started._main(0, 0));
  markStart('main returned');
  // Only now, so that the precache does not compete with the start.
  host.updates.register();
}

/**
 * The editors draw with the same bytes as the canvas.
 * @param {string} name
 * @param {ArrayBuffer} bytes
 */
function useFont(name, bytes) {
  const weight = { 'inter-regular.otf': '400', 'inter-semibold.otf': '600' }[name];
  if (!weight) return;
  const face = new FontFace('Inter', bytes, { weight });
  document.fonts.add(face);
  face.load().catch(() => {});
}

/** @param {unknown} error */
function stop(error) {
  bridge.disconnect();
  showFailure(failureText(error), error);
}

/** @param {unknown} error @returns {import('./start_texts.js').StartText} */
function failureText(error) {
  if (error instanceof DownloadFailure) return 'no_download';
  if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) {
    return 'too_old';
  }
  return /memory|alloc|\bOOM\b/i.test(String(error)) ? 'no_memory' : 'stopped';
}
