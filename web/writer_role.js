// platform::WriterRole: a Web Lock says which tab may write. A holder that is asked saves what it
// has and releases; one that stays silent loses the role. Without Web Locks the tabs only talk, and
// the storage's fencing alone keeps two of them from doing harm.
//
// What the tabs say to each other over the channel:
//   ask       who holds the role, please save and release it
//   flushing  the holder has heard it and saves
//   holding   the sender holds the role now: whoever waits asks anew
//   released  without locks: the sender has let the role go to `to`, who asked last
//   taken     without locks: the sender has taken it, whoever held it has lost it

export const silenceMs = 400; // without any answer to the question
export const patienceMs = 5000; // after the holder has said that it is flushing
export const courtesyMs = 50; // in which who stands by may still hear that another tab asks

/** @typedef {{granted: () => void, asked: () => void, lost: () => void}} WriterEvents */
/** @typedef {'silent' | 'holding' | 'released' | 'over'} Outcome of a question */
/** The role as this tab holds it. @typedef {{letGo: () => void}} Hold */
/** @typedef {'ask' | 'flushing' | 'holding' | 'released' | 'taken'} Word */
/** @typedef {{word: Word, from: string, to: string}} Message */

/** @param {number} durationMs */
function pause(durationMs) {
  return new Promise((done) => {
    setTimeout(done, durationMs);
  });
}

/** An acquisition from acquire() until the role is granted or given up. */
class Acquisition {
  /** Takes the request out of the lock's queue. */
  queue = new AbortController();
  #timer = 0;
  /** @type {((outcome: Outcome) => void) | null} */
  #settle = null;

  /** Resolves after a silence, or earlier by end(). @returns {Promise<Outcome>} */
  wait() {
    return new Promise((settle) => {
      this.#settle = settle;
      this.#restart(silenceMs);
    });
  }

  /** The holder is at work: it gets more time. */
  extend() {
    if (this.#settle) this.#restart(patienceMs);
  }

  /** @param {Outcome} outcome */
  end(outcome) {
    clearTimeout(this.#timer);
    this.#settle?.(outcome);
    this.#settle = null;
  }

  /** @param {number} delayMs */
  #restart(delayMs) {
    clearTimeout(this.#timer);
    this.#timer = /** @type {any} */ (setTimeout(() => this.end('silent'), delayMs));
  }
}

export class WriterRole {
  #lockName;
  #events;
  #channel;
  #locks;
  /** Names this tab to the others; a number, because crypto may be missing without https. */
  #name = String(Math.random());
  #askedBy = '';
  /** @type {Hold | null} */
  #hold = null;
  /** @type {Acquisition | null} */
  #acquisition = null;
  /** Waits for the lock without asking anybody. @type {Acquisition | null} */
  #standing = null;
  /** It takes its place in the queue again when the tab that asks has got the role. */
  #standsBy = false;
  #patienceAskedMs = -Infinity;

  /**
   * @param {string} database its name
   * @param {WriterEvents} events
   * @param {LockManager | undefined} [locks] none: the tabs only talk
   */
  constructor(database, events, locks = navigator.locks) {
    this.#lockName = `${database}:writer`;
    this.#events = events;
    this.#locks = locks;
    this.#channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(this.#lockName) : null;
    if (this.#channel) this.#channel.onmessage = (event) => this.#hear(event.data);
  }

  get held() {
    return this.#hold !== null;
  }

  acquire() {
    if (this.#hold) {
      queueMicrotask(() => this.#hold && this.#events.granted());
      return;
    }
    if (this.#acquisition) return;
    this.#standsBy = false;
    this.#leaveQueue();
    const acquisition = new Acquisition();
    this.#acquisition = acquisition;
    const talk = () => this.#acquireByTalking(acquisition);
    if (this.#locks) this.#acquireLock(this.#locks, acquisition).catch(talk);
    else talk();
  }

  /** Takes the role as soon as nobody holds it; whoever acquires it goes first. */
  standBy() {
    if (this.#hold || this.#acquisition || !this.#locks) return;
    this.#standsBy = true;
    this.#enterQueue(this.#locks);
  }

  /** Of a holder that has been asked and is still at work. */
  askForPatience() {
    const nowMs = performance.now();
    if (nowMs - this.#patienceAskedMs < patienceMs / 5) return;
    this.#patienceAskedMs = nowMs;
    this.#say('flushing');
  }

  release() {
    this.#standsBy = false;
    this.#leaveQueue();
    const acquisition = this.#acquisition;
    this.#acquisition = null;
    acquisition?.queue.abort();
    acquisition?.end('over');
    const hold = this.#hold;
    this.#hold = null;
    hold?.letGo();
  }

  /** @param {LockManager} locks @param {Acquisition} acquisition */
  async #acquireLock(locks, acquisition) {
    if (await this.#request(locks, acquisition, { ifAvailable: true })) return;
    if (this.#acquisition !== acquisition) return;
    const queued = this.#request(locks, acquisition, { signal: acquisition.queue.signal });
    await Promise.race([queued, this.#askUntilSilent(locks, acquisition)]);
    // The lock may be granted at this very moment: only a request that is known to have left the
    // queue is followed by a steal, which else would take the lock from this very tab.
    acquisition.queue.abort();
    if ((await queued) || this.#acquisition !== acquisition) return;
    await this.#request(locks, acquisition, { steal: true });
  }

  /** @param {LockManager} locks */
  #enterQueue(locks) {
    if (this.#standing) return;
    const standing = new Acquisition();
    this.#standing = standing;
    this.#request(locks, standing, { signal: standing.queue.signal }).catch(() => {});
  }

  #leaveQueue() {
    const standing = this.#standing;
    this.#standing = null;
    standing?.queue.abort();
  }

  /**
   * Asks each tab that comes to hold the lock; resolves when one of them has stayed silent.
   * @param {LockManager} locks
   * @param {Acquisition} acquisition
   */
  async #askUntilSilent(locks, acquisition) {
    /** @type {string | null} */
    let asked = null;
    let holder = await this.#holder(locks);
    while (asked !== holder && this.#acquisition === acquisition) {
      asked = holder;
      this.#say('ask');
      // Who says that it holds the lock has not heard the question.
      if ((await acquisition.wait()) === 'holding') asked = null;
      holder = await this.#holder(locks);
    }
  }

  /**
   * The id of the tab that holds the lock.
   * @param {LockManager} locks
   * @returns {Promise<string>}
   */
  async #holder(locks) {
    const { held } = await locks.query();
    return held?.find(({ name }) => name === this.#lockName)?.clientId ?? '';
  }

  /**
   * Resolves with whether the lock was granted, as soon as that is known; the lock is held on.
   * @param {LockManager} locks
   * @param {Acquisition} acquisition
   * @param {LockOptions} options
   * @returns {Promise<boolean>}
   */
  #request(locks, acquisition, options) {
    return new Promise((known, failed) => {
      /** @type {Hold | null} */
      let hold = null;
      const ended = locks.request(this.#lockName, options, async (lock) => {
        if (lock && acquisition === this.#standing) await pause(courtesyMs);
        const wanted = acquisition === this.#acquisition || acquisition === this.#standing;
        if (!lock || !wanted) {
          known(false);
          return undefined;
        }
        return new Promise((letGo) => {
          hold = { letGo: () => letGo(undefined) };
          this.#take(hold);
          known(true);
        });
      });
      ended.catch((error) => {
        // A lock that was granted ends with an error only when it is stolen.
        if (hold) this.#lose(hold);
        else if (error?.name === 'AbortError') known(false);
        else failed(error);
      });
    });
  }

  /** @param {Acquisition} acquisition */
  async #acquireByTalking(acquisition) {
    /** @type {Outcome} */
    let outcome = 'silent';
    do {
      this.#say('ask');
      outcome = await (this.#channel ? acquisition.wait() : outcome);
    } while (outcome === 'holding');
    if (this.#acquisition !== acquisition) return;
    this.#say('taken');
    this.#take({ letGo: () => this.#say('released', this.#askedBy) });
  }

  /** @param {Hold} hold */
  #take(hold) {
    this.#hold = hold;
    const acquisition = this.#acquisition;
    this.#acquisition = null;
    acquisition?.end('over');
    this.#standing = null;
    this.#standsBy = false;
    this.#askedBy = '';
    this.#say('holding');
    this.#events.granted();
  }

  /** @param {Hold | null} hold */
  #lose(hold) {
    if (!hold || this.#hold !== hold) return;
    this.#hold = null;
    this.#events.lost();
  }

  /** @param {Word} word @param {string} [to] */
  #say(word, to = '') {
    this.#channel?.postMessage({ word, from: this.#name, to });
  }

  /** @param {Message} message */
  #hear({ word, from, to }) {
    if (word === 'ask' && this.#hold) {
      this.#askedBy = from;
      this.#patienceAskedMs = -Infinity;
      this.askForPatience();
      this.#events.asked();
    } else if (word === 'ask') {
      this.#leaveQueue();
    } else if (word === 'taken') {
      this.#lose(this.#hold);
    } else if (word === 'flushing') {
      this.#acquisition?.extend();
    } else if (word === 'holding' || word === 'released') {
      // Only one of those who wait follows at once; the others ask it.
      this.#acquisition?.end(word === 'released' && to === this.#name ? 'released' : 'holding');
      if (this.#standsBy && this.#locks) this.#enterQueue(this.#locks);
    }
  }
}
