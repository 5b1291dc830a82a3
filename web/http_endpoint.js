// A server as a place for files: GET and PUT below an address, and MKCOL where a server wants its
// folders made (WebDAV, RFC 4918).

import { EndpointFailure, joined, randomName } from './endpoint.js';

/** @typedef {import('./endpoint.js').Endpoint} Endpoint */
/** @typedef {import('./endpoint.js').EndpointFailureKind} EndpointFailureKind */

/** So long a server may be silent. */
const silenceMs = 30_000;
/**
 * A browser does not tell how much of a body has left, so that the silence before the answer to a
 * put is as long as the slowest connection worth waiting for takes for its bytes.
 */
const slowestBytesPerMs = 20;

/** A folder above the file is missing: 409 by RFC 4918, 9.7.1; rclone says 404, nginx 500. */
const missingFolder = [404, 409, 500];

/**
 * What a server means by statuses that are neither success nor 404 and 410.
 *
 * 403 is always 'refused', although S3 answers so for what is absent where listing is not allowed:
 * its answer to a wrong key is the same, and a place that seems empty would make every device put
 * all again. docs/hosting.md says that a bucket must allow listing.
 * @type {Record<number, EndpointFailureKind>}
 */
const kinds = {
  401: 'refused',
  403: 'refused',
  405: 'notWritable',
  408: 'offline',
  413: 'full',
  423: 'busy', // locked (WebDAV): somebody else writes
  429: 'busy',
  501: 'notWritable',
  502: 'offline', // gateways that do not reach the server behind them
  503: 'busy',
  504: 'offline',
  507: 'full',
};

/** @implements {Endpoint} */
export class HttpEndpoint {
  /** @type {URL | null} */
  #base;
  /** @type {Record<string, string>} */
  #headers = {};
  #silenceMs;

  /**
   * @param {{address: string, user: string, password: string}} server
   * @param {number} [silentMs] for tests
   */
  constructor({ address, user, password }, silentMs = silenceMs) {
    this.#silenceMs = silentMs;
    this.#base = baseOf(address);
    if (user) this.#headers = { Authorization: `Basic ${base64(`${user}:${password}`)}` };
  }

  /**
   * @param {string} path @param {number} bytesMax @param {boolean} fresh
   * @param {AbortSignal} signal
   * @returns {Promise<ArrayBuffer | null>}
   */
  async get(path, bytesMax, fresh, signal) {
    const url = this.#address(path);
    // no-store goes past the browser's cache; a query of its own past those on the way.
    if (fresh) url.searchParams.set('fresh', randomName(8));
    const watch = new Watch(this.#silenceMs, signal);
    try {
      const response = await this.#ask(url, { cache: fresh ? 'no-store' : 'default' }, watch);
      if (response.status === 404 || response.status === 410) {
        withoutBody(response);
        return null;
      }
      if (!response.ok) throw failureOf(response);
      if (isElsewhere(response, url) && isHtml(response)) throw redirected(response);
      return await readBody(response, bytesMax, watch);
    } finally {
      watch.end();
    }
  }

  /**
   * @param {string} path @param {ArrayBuffer} bytes @param {AbortSignal} signal
   * @returns {Promise<void>}
   */
  async put(path, bytes, signal) {
    let response = await this.#put(path, bytes, signal);
    if (missingFolder.includes(response.status)) {
      await this.#makeFolders(path, signal);
      response = await this.#put(path, bytes, signal);
    }
    // The folders are there: nginx answers so when its disk is full.
    if (response.status === 500) throw failureOf(response, 'notStored');
    if (!response.ok) throw failureOf(response);
    if (isElsewhere(response, this.#address(path))) throw redirected(response);
  }

  /** @param {string} path @param {ArrayBuffer} bytes @param {AbortSignal} signal */
  async #put(path, bytes, signal) {
    const watch = new Watch(this.#silenceMs + bytes.byteLength / slowestBytesPerMs, signal);
    /** @type {RequestInit} */
    const request = {
      method: 'PUT',
      body: bytes,
      cache: 'no-store',
      headers: { ...this.#headers, 'Content-Type': 'application/octet-stream' },
    };
    try {
      return withoutBody(await this.#ask(this.#address(path), request, watch));
    } finally {
      watch.end();
    }
  }

  /**
   * Makes the folders above a file, from the top; 405 says that there is one already. A server that
   * does not know MKCOL, or does not allow this page to use it, is judged by the put that follows.
   * @param {string} path @param {AbortSignal} signal
   */
  async #makeFolders(path, signal) {
    const names = path.split('/').slice(0, -1);
    for (let count = 1; count <= names.length; count += 1) {
      const watch = new Watch(this.#silenceMs, signal);
      const url = this.#address(`${names.slice(0, count).join('/')}/`);
      try {
        const made = withoutBody(await this.#ask(url, { method: 'MKCOL' }, watch));
        const kind = kinds[made.status];
        if (kind && kind !== 'notWritable') throw failureOf(made);
      } catch (error) {
        const answered = error instanceof EndpointFailure && error.status !== 0;
        if (answered || watch.expired || signal.aborted) throw error;
      } finally {
        watch.end();
      }
    }
  }

  /** @param {string} path */
  #address(path) {
    if (!this.#base) throw new EndpointFailure('failed', 'not an https address');
    const url = new URL(this.#base);
    url.pathname += path;
    return url;
  }

  /** @param {URL} url @param {RequestInit} request @param {Watch} watch */
  async #ask(url, request, watch) {
    try {
      const response = await fetch(url, {
        headers: this.#headers,
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        mode: 'cors',
        signal: watch.signal,
        ...request,
      });
      watch.heard();
      return response;
    } catch (error) {
      // A browser does not tell pages why: that would reveal what is in the person's network.
      const why = watch.expired
        ? 'no answer in time'
        : 'not reached, or it does not allow this page to ask (CORS)';
      throw new EndpointFailure('offline', `${url.origin}: ${why}: ${error}`);
    }
  }
}

/** Ends a request that has been silent for too long, or that nobody waits for any more. */
class Watch {
  #controller = new AbortController();
  #timeoutMs;
  #outer;
  #timer = 0;
  #stop = () => this.#controller.abort();
  expired = false;

  /** @param {number} timeoutMs @param {AbortSignal} outer */
  constructor(timeoutMs, outer) {
    this.#timeoutMs = timeoutMs;
    this.#outer = outer;
    outer.addEventListener('abort', this.#stop);
    if (outer.aborted) this.#stop();
    this.heard();
  }

  get signal() {
    return this.#controller.signal;
  }

  /** Bytes have come: the time begins anew. */
  heard() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.expired = true;
      this.#stop();
    }, this.#timeoutMs);
  }

  end() {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener('abort', this.#stop);
  }
}

/**
 * The address with a slash at its end; a query in it (a token) stays. Null if this page cannot ask
 * there: browsers and the page's own policy allow http only on this computer and where the page
 * itself comes from.
 * @param {string} address
 */
function baseOf(address) {
  try {
    const url = new URL(address.trim());
    const local = ['localhost', '127.0.0.1'].includes(url.hostname);
    const plain = url.protocol === 'http:' && (local || url.origin === location.origin);
    if (url.protocol !== 'https:' && !plain) return null;
    // fetch() takes no address with an account in it.
    url.username = '';
    url.password = '';
    url.hash = '';
    if (!url.pathname.endsWith('/')) url.pathname += '/';
    return url;
  } catch {
    return null;
  }
}

/** Of the text's UTF-8 (RFC 7617). @param {string} text */
function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/**
 * The body, counted as it comes: its length may be announced wrongly or not at all.
 * @param {Response} response @param {number} bytesMax @param {Watch} watch
 */
async function readBody(response, bytesMax, watch) {
  /** @type {Uint8Array[]} */
  const pieces = [];
  let size = 0;
  const reader = response.body?.getReader();
  if (!reader) return new ArrayBuffer(0);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return joined(pieces);
      watch.heard();
      size += value.length;
      if (size > bytesMax) break;
      pieces.push(value);
    }
  } catch (error) {
    if (error instanceof RangeError) throw new EndpointFailure('failed', 'no memory for the file');
    const why = watch.expired ? 'the server fell silent' : 'the answer broke off';
    throw new EndpointFailure('offline', `${why}: ${error}`);
  }
  reader.cancel().catch(() => {});
  throw new EndpointFailure('tooLong', `more than ${bytesMax} bytes`, response.status);
}

/**
 * What the server says besides does not matter; unread it would hold the connection.
 * @param {Response} response
 */
function withoutBody(response) {
  response.body?.cancel().catch(() => {});
  return response;
}

/**
 * @param {Response} response @param {EndpointFailureKind} [kind] if the status does not tell it
 */
function failureOf(response, kind = kinds[response.status] ?? 'failed') {
  withoutBody(response);
  const { status, statusText, url } = response;
  const detail = `HTTP ${status} ${statusText} ${new URL(url).origin}`;
  return new EndpointFailure(kind, detail, status, retryAfterMs(response));
}

/**
 * Seconds or a date (RFC 9110, 10.2.3), which counts from the server's own clock. From another
 * origin both headers can be read only if the server exposes them.
 * @param {Response} response
 */
function retryAfterMs({ headers }) {
  const text = headers.get('Retry-After')?.trim();
  if (!text) return null;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const serverNow = Date.parse(headers.get('Date') ?? '');
  const wait = Date.parse(text) - (Number.isNaN(serverNow) ? Date.now() : serverNow);
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}

/**
 * Whether a redirect has led to something of another name.
 * @param {Response} response @param {URL} asked
 */
function isElsewhere(response, asked) {
  const name = asked.pathname.slice(asked.pathname.lastIndexOf('/'));
  return response.redirected && !new URL(response.url).pathname.endsWith(name);
}

/** @param {Response} response */
function isHtml({ headers }) {
  return /^text\/html\b/i.test(headers.get('Content-Type') ?? '');
}

/** @param {Response} response */
function redirected(response) {
  withoutBody(response);
  const { origin, pathname } = new URL(response.url);
  const detail = `led to another address: ${origin}${pathname}`;
  return new EndpointFailure('failed', detail, response.status);
}
