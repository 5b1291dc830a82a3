// The one place that calls into the wasm module and touches its heap. After a trap nothing is
// called any more.

/** @type {HoldallModule | null} */
let module = null;
/** @type {(error: unknown) => void} */
let onTrap = () => {};
/** Calls into the module that have not returned: the page must not always call in again. */
let depth = 0;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @param {HoldallModule} started @param {(error: unknown) => void} trapped */
export function connect(started, trapped) {
  module = started;
  onTrap = trapped;
}

/** No call reaches the module from now on. */
export function disconnect() {
  module = null;
}

/** Whether the module is at work at this moment. */
export function isInside() {
  return depth > 0;
}

/** The size of the module's memory; it never shrinks. */
export function heapBytes() {
  return module?.HEAPU8.length ?? 0;
}

/**
 * Runs `work` with the module, or nothing if there is none (any more).
 * @template T
 * @param {(module: HoldallModule) => T} work
 * @returns {T | undefined}
 */
export function call(work) {
  if (!module) return undefined;
  depth += 1;
  try {
    return work(module);
  } catch (error) {
    disconnect();
    onTrap(error);
    return undefined;
  } finally {
    depth -= 1;
  }
}

/**
 * Like call(), for functions that take a text as (address, size); they free it.
 * @param {string} text
 * @param {(module: HoldallModule, address: number, sizeBytes: number) => void} work
 */
export function callWithText(text, work) {
  call((started) => {
    const bytes = encoder.encode(text);
    const address = allocate(started, bytes.length);
    started.HEAPU8.set(bytes, address);
    work(started, address, bytes.length);
  });
}

/**
 * Memory of the module. There must be some for a text: nothing can go on without.
 * @param {HoldallModule} started
 * @param {number} sizeBytes
 */
function allocate(started, sizeBytes) {
  const address = started._holdall_allocate(Math.max(1, sizeBytes)) >>> 0;
  if (address === 0) throw new Error('out of memory for a text');
  return address;
}

/**
 * Fills a buffer that `reserve` has asked C++ for. False if there is no memory for it.
 * @param {ArrayBuffer} bytes
 * @param {(module: HoldallModule) => number} reserve
 */
export function copyIn(bytes, reserve) {
  return (
    call((started) => {
      const address = reserve(started) >>> 0;
      if (address === 0) return bytes.byteLength === 0;
      started.HEAPU8.set(new Uint8Array(bytes), address);
      return true;
    }) ?? false
  );
}

/**
 * A copy of bytes of the heap. A view would make structured clones of the whole memory.
 * @param {number} address
 * @param {number} sizeBytes
 * @returns {ArrayBuffer}
 */
export function copyOut(address, sizeBytes) {
  if (!module || sizeBytes === 0) return new ArrayBuffer(0);
  const start = address >>> 0;
  return /** @type {ArrayBuffer} */ (module.HEAPU8.slice(start, start + sizeBytes).buffer);
}

/** @param {number} address @param {number} sizeBytes */
export function textAt(address, sizeBytes) {
  if (!module || sizeBytes === 0) return '';
  const start = address >>> 0;
  return decoder.decode(module.HEAPU8.subarray(start, start + sizeBytes));
}

/**
 * Makes a text that C++ reads and frees; the address of its size (4 bytes) and its bytes.
 * @param {string} text
 * @returns {number}
 */
export function giveText(text) {
  if (!module) return 0;
  const bytes = encoder.encode(text);
  const address = allocate(module, bytes.length + 4);
  new DataView(module.HEAPU8.buffer).setUint32(address, bytes.length, true);
  module.HEAPU8.set(bytes, address + 4);
  return address;
}

/**
 * Makes a block of bytes that C++ reads and frees.
 * @param {...(Uint8Array | Uint8ClampedArray)} parts
 * @returns {number} its address, 0 without the module
 */
export function giveBytes(...parts) {
  if (!module) return 0;
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const address = module._holdall_allocate(size) >>> 0;
  let at = address;
  for (const part of parts) {
    module.HEAPU8.set(part, at);
    at += part.length;
  }
  return address;
}

/** @param {number} address @param {number} count */
export function wordsAt(address, count) {
  const buffer = module ? module.HEAPU8.buffer : new ArrayBuffer(0);
  return new Uint32Array(buffer, address >>> 0, module ? count : 0);
}

/** @param {number} address @param {number} count */
export function floatsAt(address, count) {
  const buffer = module ? module.HEAPU8.buffer : new ArrayBuffer(0);
  return new Float32Array(buffer, address >>> 0, module ? count : 0);
}
