// platform::Window: size, preferences, frames, timers, the URL, settings.

import * as bridge from './bridge.js';
import { counts } from './probe.js';

/** Copies of Holdall under other paths of the same origin keep other settings. */
export const pagePath = new URL('./', document.baseURI).pathname;
const settingPrefix = `holdall:${pagePath}:`;
/** Where localStorage is refused. @type {Map<string, string>} */
const forgettableSettings = new Map();

/** @param {string} name */
export function readSetting(name) {
  try {
    return localStorage.getItem(settingPrefix + name) ?? '';
  } catch {
    return forgettableSettings.get(name) ?? '';
  }
}

/**
 * Whether it will be there after the page was loaded anew.
 * @param {string} name
 * @param {string} value
 */
export function writeSetting(name, value) {
  try {
    localStorage.setItem(settingPrefix + name, value);
    return true;
  } catch {
    forgettableSettings.set(name, value);
    return false;
  }
}

/** The space to open: that of the address, else the one that was opened last. */
export function chosenSpace() {
  return new URLSearchParams(location.search).get('space') || readSetting('space') || 'default';
}

/**
 * Loads the page anew with another space. Where settings are refused the address keeps its name.
 * @param {string} name
 */
export function openSpace(name) {
  const address = new URL(location.href);
  address.searchParams.delete('space');
  if (!writeSetting('space', name)) address.searchParams.set('space', name);
  address.hash = '';
  if (address.href === location.href.split('#')[0]) location.reload();
  else location.replace(address);
}

export class WindowHost {
  #canvas;
  #dark = matchMedia('(prefers-color-scheme: dark)');
  #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  #coarsePointer = matchMedia('(pointer: coarse)');
  #insets = [0, 0, 0, 0];
  #insetsStale = true;
  #size = { width: 0, height: 0, deviceWidth: 0, deviceHeight: 0 };
  #animationFrame = 0;
  #hiddenTurn = 0;
  #timer = 0;
  /** @type {Map<number, any>} */
  #taskTimers = new Map();
  #warning = false;
  /** Whether something happened that no frame has taken yet. */
  #eventWaits = false;
  #taskAsked = false;
  #fragment = fragmentOfPage();
  #tasks = new MessageChannel();
  #afterFrame;

  /** @param {HTMLCanvasElement} canvas @param {() => void} afterFrame */
  constructor(canvas, afterFrame) {
    this.#canvas = canvas;
    this.#afterFrame = afterFrame;
    this.#tasks.port1.onmessage = () => {
      this.#taskAsked = false;
      bridge.call((module) => module._holdall_task());
    };
    for (const query of [this.#dark, this.#reducedMotion, this.#coarsePointer]) {
      query.addEventListener('change', () => this.wake());
    }
    this.#watchSize();
    this.#watchPixelRatio();
    document.addEventListener('visibilitychange', () => {
      const visible = document.visibilityState !== 'hidden';
      bridge.call((module) => module._holdall_visibility(visible ? 1 : 0));
      if (visible && counts.framePending) this.wake();
    });
    // Of two windows side by side, both visible, the one that a person turns to is the one in use.
    addEventListener('focus', () => bridge.call((module) => module._holdall_visibility(1)));
    addEventListener('online', () => bridge.call((module) => module._holdall_resumed()));
    const navigated = () => this.#navigated();
    addEventListener('popstate', navigated);
    addEventListener('hashchange', navigated);
  }

  /** Writes what platform::WindowState holds: 12 floats. @param {number} address */
  writeState(address) {
    const floats = bridge.floatsAt(address, 12);
    if (this.#insetsStale) this.#measureInsets();
    floats.set([this.#size.width, this.#size.height, devicePixelRatio, ...this.#insets]);
    floats[7] = Number(this.#dark.matches);
    floats[8] = Number(this.#reducedMotion.matches);
    floats[9] = Number(this.#coarsePointer.matches);
    floats[10] = Number(document.visibilityState !== 'hidden');
  }

  /** Gives the canvas as many pixels as it covers on the device. */
  fitCanvas() {
    const { deviceWidth, deviceHeight } = this.#size;
    if (this.#canvas.width !== deviceWidth) this.#canvas.width = deviceWidth;
    if (this.#canvas.height !== deviceHeight) this.#canvas.height = deviceHeight;
  }

  /** At most one frame is pending; a hidden tab asks for none, and for one when it is shown. */
  wake() {
    counts.framePending = true;
    if (this.#animationFrame || document.visibilityState === 'hidden') return;
    counts.framesAsked += 1;
    this.#animationFrame = requestAnimationFrame(() => {
      this.#animationFrame = 0;
      this.#frame();
    });
  }

  /** Like wake(), but in a hidden tab C++ is called as well, to take its events without drawing. */
  wakeForEvent() {
    this.wake();
    this.#eventWaits = true;
    this.#watchLeaving();
    if (document.visibilityState !== 'hidden' || this.#hiddenTurn) return;
    this.#hiddenTurn = setTimeout(() => {
      this.#hiddenTurn = 0;
      if (document.visibilityState === 'hidden') this.#frame();
    }, 0);
  }

  #frame() {
    counts.framePending = false;
    counts.mirrorTimeMs = 0;
    this.#eventWaits = false;
    const start = performance.now();
    const drawn = bridge.call((module) => module._holdall_frame());
    this.#afterFrame();
    this.#watchLeaving();
    counts.frameTimeMs = performance.now() - start;
    if (drawn) counts.framesDrawn += 1;
  }

  /** @param {number} delayMs negative: none */
  wakeAfter(delayMs) {
    clearTimeout(this.#timer);
    counts.timerPending = delayMs >= 0;
    if (delayMs < 0) return;
    // Longer delays overflow setTimeout; the frame that comes early asks again.
    this.#timer = setTimeout(
      () => {
        counts.timerPending = false;
        this.wake();
      },
      Math.min(delayMs, 2 ** 31 - 1),
    );
  }

  /**
   * The app's own timers, in a hidden tab too.
   * @param {number} timer which one
   * @param {number} delayMs negative: none
   */
  setTimer(timer, delayMs) {
    clearTimeout(this.#taskTimers.get(timer));
    this.#taskTimers.delete(timer);
    if (delayMs >= 0) {
      const run = () => {
        this.setTimer(timer, -1);
        bridge.call((module) => module._holdall_timer(timer));
      };
      this.#taskTimers.set(timer, setTimeout(run, delayMs));
    }
    counts.taskTimerPending = this.#taskTimers.size > 0;
  }

  warnBeforeLeaving(/** @type {boolean} */ warns) {
    this.#warning = warns;
    this.#watchLeaving();
  }

  /** Only while it is needed: a page with such a listener may not be kept for going back. */
  #watchLeaving() {
    if (this.#warning || this.#eventWaits) addEventListener('beforeunload', this.#leaving);
    else removeEventListener('beforeunload', this.#leaving);
  }

  /** An Enter that no frame has taken yet becomes an edit now, which is unsaved. */
  #leaving = (/** @type {BeforeUnloadEvent} */ event) => {
    // It is the app itself that leaves if it is at work.
    if (this.#eventWaits && !bridge.isInside()) this.#frame();
    if (!this.#warning) return;
    event.preventDefault();
    event.returnValue = true; // what older browsers look at
  };

  /** What is being typed reaches the app now, as if its editor had been left. */
  finishTyping() {
    const active = document.activeElement;
    if (!(active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement)) return;
    active.blur();
    this.#frame();
  }

  askTask() {
    if (this.#taskAsked) return;
    this.#taskAsked = true;
    this.#tasks.port2.postMessage(0);
  }

  /** @param {string} title */
  setTitle(title) {
    document.title = title;
  }

  /** @param {string} tag */
  setLanguage(tag) {
    document.documentElement.lang = tag;
  }

  preferredLanguages() {
    return navigator.languages.join(',');
  }

  fragment() {
    return this.#fragment;
  }

  /** @param {string} fragment @param {boolean} replaces the one before leaves no trace */
  setFragment(fragment, replaces) {
    if (fragment === this.#fragment) return;
    this.#fragment = fragment;
    const address = fragment ? `#${fragment}` : location.pathname + location.search;
    if (replaces) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
  }

  /** The page without query and fragment. */
  address() {
    return location.origin + location.pathname;
  }

  /** @param {string} text @param {number} request answered when the clipboard has it, or not */
  copy(text, request) {
    const answer = (/** @type {number} */ copied) =>
      bridge.call((module) => module._holdall_copied(request, copied));
    // Absent where the page is not secure.
    Promise.resolve(navigator.clipboard?.writeText(text) ?? Promise.reject(new Error())).then(
      () => answer(1),
      () => answer(0),
    );
  }

  /** @param {string} name */
  hasQuery(name) {
    return new URLSearchParams(location.search).has(name);
  }

  reload() {
    location.reload();
  }

  /** Loads the page with the sample in memory; the way back leads to where it was. */
  openDemo() {
    const address = new URL(location.href);
    address.searchParams.set('demo', '');
    address.hash = '';
    location.assign(address);
  }

  /** @param {string} name */
  setCursor(name) {
    this.#canvas.style.cursor = name;
  }

  #navigated() {
    const fragment = fragmentOfPage();
    if (fragment === this.#fragment) return;
    this.#fragment = fragment;
    bridge.callWithText(fragment, (module, text, size) => module._holdall_navigation(text, size));
  }

  #watchSize() {
    const observer = new ResizeObserver((entries) => {
      const entry = entries[entries.length - 1];
      const exact = entry?.devicePixelContentBoxSize?.[0];
      this.#measureSize(exact);
      this.wake();
    });
    try {
      observer.observe(this.#canvas, { box: 'device-pixel-content-box' });
    } catch {
      observer.observe(this.#canvas); // Safari knows no device pixels here
    }
    this.#measureSize();
  }

  /** @param {ResizeObserverSize} [exact] */
  #measureSize(exact) {
    const { width, height } = this.#canvas.getBoundingClientRect();
    this.#size = {
      width,
      height,
      deviceWidth: devicePixels(exact?.inlineSize, width),
      deviceHeight: devicePixels(exact?.blockSize, height),
    };
    this.#insetsStale = true;
  }

  #watchPixelRatio() {
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      'change',
      () => {
        this.#measureSize();
        this.#watchPixelRatio();
        this.wake();
      },
      { once: true },
    );
  }

  #measureInsets() {
    this.#insetsStale = false;
    const style = getComputedStyle(document.documentElement);
    this.#insets = ['top', 'bottom', 'left', 'right'].map(
      (side) => parseFloat(style.getPropertyValue(`--inset-${side}`)) || 0,
    );
  }
}

function fragmentOfPage() {
  return location.hash.slice(1);
}

/**
 * The observer knows how the browser rounds; an emulated pixel ratio (developer tools, tests) it
 * does not know.
 * @param {number | undefined} exact
 * @param {number} length CSS pixels
 */
function devicePixels(exact, length) {
  const expected = Math.round(length * devicePixelRatio);
  return exact !== undefined && Math.abs(exact - expected) <= 1 ? exact : expected;
}
