// Counters that tests and benches read as window.holdall. Cheap, always there, read-only from
// outside.

import { heapBytes } from './bridge.js';

export const counts = {
  framesAsked: 0,
  framesDrawn: 0,
  frameTimeMs: 0,
  /** Of that, the time in which the mirror's elements were brought up to date. */
  mirrorTimeMs: 0,
  framePending: false,
  timerPending: false,
  /** The app's own timer: while something is unsaved. */
  taskTimerPending: false,
  downloadsPending: 0,
  storagePending: 0,
  commits: 0,
  saveState: '',
  contextsLost: 0,
  get heapBytes() {
    return heapBytes();
  },
  /**
   * Milliseconds since navigation at which a step of the start was done.
   * @type {Record<string, number>}
   */
  startMs: {},
};

/** @typedef {Readonly<typeof counts>} Probe */

/** Notes when a step of the start was done. @param {string} step */
export function markStart(step) {
  counts.startMs[step] ??= performance.now();
}

Object.defineProperty(window, 'holdall', {
  value: new Proxy(counts, {
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
  }),
});
