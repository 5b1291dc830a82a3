// The wasm module and the fonts, all at once, with progress in bytes.

import { counts } from './probe.js';

export class DownloadFailure extends Error {}

/** @param {string} name of a hashed file beside the page */
async function request(name) {
  try {
    const response = await fetch(new URL(name, document.baseURI), { credentials: 'same-origin' });
    if (response.ok) return response;
    throw new DownloadFailure(`${name}: HTTP ${response.status}`);
  } catch (error) {
    throw error instanceof DownloadFailure ? error : new DownloadFailure(`${name}: ${error}`);
  }
}

/**
 * While `work` runs it counts as a pending download.
 * @template T
 * @param {Promise<T>} work
 */
async function counted(work) {
  counts.downloadsPending += 1;
  try {
    return await work;
  } finally {
    counts.downloadsPending -= 1;
  }
}

/** @param {string} name @returns {Promise<ArrayBuffer>} */
export function downloadBytes(name) {
  return counted(wholeBytes(name).catch(() => wholeBytes(name)));
}

/** @param {string} name @returns {Promise<ArrayBuffer>} */
async function wholeBytes(name) {
  const response = await request(name);
  return response.arrayBuffer().catch((reason) => {
    throw new DownloadFailure(`${name}: ${reason}`);
  });
}

/**
 * Compiles while the bytes arrive.
 * @param {string} name
 * @param {number} sizeBytes of the uncompressed file
 * @param {(share: number) => void} progress
 * @returns {Promise<WebAssembly.Module>}
 */
export function downloadModule(name, sizeBytes, progress) {
  return counted(compile(name, sizeBytes, progress));
}

/** @param {string} name @param {number} sizeBytes @param {(share: number) => void} progress */
async function compile(name, sizeBytes, progress) {
  const response = await request(name);
  const typed = response.headers.get('content-type')?.startsWith('application/wasm') ?? false;
  try {
    // Served by our service worker it is quick, and only the untouched response takes part in the
    // browser's cache of compiled code.
    if (typed && navigator.serviceWorker?.controller)
      return await WebAssembly.compileStreaming(response);
    return await WebAssembly.compileStreaming(retyped(response, sizeBytes, progress));
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) throw error;
    // No streams, or the connection broke: once more in one piece.
    return WebAssembly.compile(await wholeBytes(name));
  }
}

/**
 * The same bytes under the MIME type that streaming compilation wants, counted as they pass.
 * @param {Response} response
 * @param {number} sizeBytes
 * @param {(share: number) => void} progress
 */
function retyped(response, sizeBytes, progress) {
  let seen = 0;
  const counter = new TransformStream({
    transform(/** @type {Uint8Array} */ piece, controller) {
      seen += piece.length;
      progress(Math.min(1, seen / sizeBytes));
      controller.enqueue(piece);
    },
  });
  return new Response(response.body?.pipeThrough(counter) ?? null, {
    headers: { 'content-type': 'application/wasm' },
  });
}
