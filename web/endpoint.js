// What web/http_endpoint.js and web/folder_endpoint.js have in common: platform/endpoint.h in
// JavaScript.

/**
 * @typedef {'offline' | 'busy' | 'refused' | 'notWritable' | 'full' | 'tooLong' | 'failed' |
 *   'notStored'} EndpointFailureKind
 *
 * A place for files. Paths are relative and made of a-z, 0-9, '.' and '/' alone. Both calls fail
 * with an EndpointFailure and nothing else; a signal that is aborted ends them, with whatever
 * failure.
 * @typedef {object} Endpoint
 * @property {(path: string, bytesMax: number, fresh: boolean, signal: AbortSignal) =>
 *   Promise<ArrayBuffer | null>} get null: there is no such file
 * @property {(path: string, bytes: ArrayBuffer, signal: AbortSignal) => Promise<void>} put
 */

export class EndpointFailure extends Error {
  /**
   * @param {EndpointFailureKind} kind
   * @param {string} detail
   * @param {number} [status] of HTTP
   * @param {number | null} [retryAfterMs]
   */
  constructor(kind, detail, status = 0, retryAfterMs = null) {
    super(detail);
    this.kind = kind;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The pieces of a file as one. @param {Uint8Array[]} pieces @returns {ArrayBuffer} */
export function joined(pieces) {
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole.buffer;
}

/**
 * @param {number} count of bytes, all random
 * @returns {string} hexadecimal
 */
export function randomName(count) {
  const bytes = crypto.getRandomValues(new Uint8Array(count));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
