// platform::WriterRole: a Web Lock says which tab may write; a holder that stays silent loses it.

const silenceMs = 500; // without any answer to the question
const patienceMs = 5000; // after the holder has said that it is flushing

/** @typedef {{granted: () => void, asked: () => void, lost: () => void}} WriterEvents */

export class WriterRole {
  #lockName;
  #events;
  #channel;
  /** Lets the lock go. @type {(() => void) | null} */
  #letGo = null;
  #wanted = false;
  /** Ends an acquisition that is under way. @type {AbortController | null} */
  #waiting = null;

  /** @param {string} space @param {WriterEvents} events */
  constructor(space, events) {
    this.#lockName = `holdall:${space}:writer`;
    this.#events = events;
    this.#channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(this.#lockName) : null;
    if (this.#channel) this.#channel.onmessage = (event) => this.#hear(event.data);
  }

  get held() {
    return this.#letGo !== null;
  }

  acquire() {
    if (this.#wanted) {
      if (this.held) queueMicrotask(() => this.held && this.#events.granted());
      return;
    }
    this.#wanted = true;
    if (!navigator.locks) {
      this.#acquireWithoutLocks();
      return;
    }
    this.#acquire().catch(() => this.#acquireWithoutLocks());
  }

  release() {
    this.#wanted = false;
    this.#waiting?.abort();
    this.#waiting = null;
    const letGo = this.#letGo;
    this.#letGo = null;
    letGo?.();
  }

  async #acquire() {
    const waiting = new AbortController();
    this.#waiting = waiting;
    if (await this.#request({ ifAvailable: true })) return;
    if (waiting.signal.aborted) return;
    this.#channel?.postMessage('ask');
    let limitMs = silenceMs;
    this.#heardFlushing = () => {
      limitMs = patienceMs;
      clearTimeout(timer);
      timer = setTimeout(steal, limitMs);
    };
    const steal = () => {
      waiting.abort();
      if (this.#wanted && !this.held) this.#request({ steal: true });
    };
    let timer = setTimeout(steal, limitMs);
    try {
      await this.#request({ signal: waiting.signal });
    } finally {
      clearTimeout(timer);
      this.#heardFlushing = null;
    }
  }

  /** @type {(() => void) | null} */
  #heardFlushing = null;

  /**
   * Resolves with whether the lock was granted, as soon as that is known; the lock is held on.
   * @param {LockOptions} options
   * @returns {Promise<boolean>}
   */
  #request(options) {
    return new Promise((known) => {
      const ended = navigator.locks.request(this.#lockName, options, (lock) => {
        known(lock !== null);
        if (!lock || !this.#wanted || this.held) return undefined;
        return new Promise((letGo) => {
          this.#letGo = () => letGo(undefined);
          this.#waiting = null;
          this.#events.granted();
        });
      });
      ended.catch((error) => {
        known(false);
        // A lock that was held ends with an error only when it was stolen.
        if (error?.name === 'AbortError' && this.held && !options.signal?.aborted) this.#lose();
        else if (error?.name !== 'AbortError') this.#acquireWithoutLocks();
      });
    });
  }

  #lose() {
    this.#letGo = null;
    this.#wanted = false;
    this.#events.lost();
  }

  /** Fencing alone protects the data then; the other tabs are told. */
  #acquireWithoutLocks() {
    queueMicrotask(() => {
      if (!this.#wanted || this.held) return;
      this.#channel?.postMessage('taken');
      this.#letGo = () => {};
      this.#events.granted();
    });
  }

  /** @param {unknown} message */
  #hear(message) {
    if (message === 'ask' && this.held) {
      this.#channel?.postMessage('flushing');
      this.#events.asked();
    } else if (message === 'flushing') {
      this.#heardFlushing?.();
    } else if (message === 'taken' && this.held) {
      this.#lose();
    }
  }
}
