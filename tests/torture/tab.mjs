// One tab of the tortured app: what it shows, reported frame by frame, and the edits of a person.
import { activate, openApp } from '../e2e/lib/browser.mjs';
import { stages, wordsFor } from './file_history.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('./edits.mjs').Journal} Journal */
/** @typedef {import('./edits.mjs').Edit} Edit */
/**
 * What the semantic mirror says after a frame.
 * @typedef {object} Shown
 * @property {number} frame
 * @property {string} mark  the words that say whether everything is saved
 * @property {string} saveState
 * @property {{name: string, cards: string[]}[]} columns  none while the board is not there
 * @property {string[]} choices  the buttons while the board is not there
 * @property {boolean} asking  a dialog is open
 * @property {string} said  by toasts, banners and fields; for the trace
 *
 * @typedef {(shown: Shown, before: Shown) => boolean} Effect  `before`: when it was asked for
 */

const unseenMs = 4000;
const cardOf = (/** @type {string} */ label) => label.split(',')[0] ?? '';
const stageIndex = (/** @type {Shown} */ shown, /** @type {string} */ title) =>
  shown.columns.findIndex(({ cards }) => cards.includes(title));

/** All deals that the board counts. @param {Shown} shown */
export const dealsIn = (shown) => shown.columns.reduce((sum, { name }) => sum + countOf(name), 0);
const countOf = (/** @type {string} */ name) =>
  Number(/: ([\d,]+) deal/.exec(name)?.[1]?.replaceAll(',', '') ?? 0);

/** Runs in every page before its own scripts: reports what each frame shows, and each commit. */
export function reportFrames() {
  if (!location.pathname.startsWith('/app/')) return;
  const named = (/** @type {string} */ selector, /** @type {ParentNode} */ within = document) =>
    [...within.querySelectorAll(selector)].map(
      (element) => element.getAttribute('aria-label') || element.textContent || '',
    );
  let last = '';
  const report = () => {
    const columns = [...document.querySelectorAll('#mirror [role=list]')].map((list) => ({
      name: list.getAttribute('aria-label') ?? '',
      cards: named('[role=button]', list),
    }));
    const shown = JSON.stringify({
      frame: window.holdall?.framesDrawn ?? 0,
      mark: named('#mirror section[aria-label=Toolbar] [role=status]')[0] ?? '',
      saveState: window.holdall?.saveState ?? '',
      columns,
      choices: columns.length ? [] : named('#mirror button'),
      asking: document.querySelector('#mirror [role=dialog]') !== null,
      said: named('#mirror [role=status], #mirror [role=alert]').join(' | '),
    });
    if (shown === last) return;
    last = shown;
    window.reportShown(shown);
  };
  for (const kind of ['keydown', 'focusin', 'focusout', 'input']) {
    const note = (/** @type {any} */ event) => {
      const { target } = event;
      const what = target.getAttribute?.('aria-label') || target.localName || 'window';
      window.reportInput(`${kind} ${event.key ?? ''} '${what}' ${target.value ?? ''}`);
    };
    addEventListener(kind, note, { capture: true });
  }
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    if (mode === 'readwrite') window.reportCommit();
    return transaction.call(this, stores, mode, options);
  };
  const watch = { subtree: true, childList: true, attributes: true, characterData: true };
  new MutationObserver(report).observe(document, watch);
}

export class Tab {
  /** @type {Shown} */
  shown = { frame: 0, mark: '', saveState: '', columns: [], choices: [], asking: false, said: '' };
  /** Edits of this stay whose 'saved' has not been seen. @type {Pending[]} */
  #pending = [];
  /** @type {Set<() => void>} */
  #waiting = new Set();
  /** What an undo would take back, and what a redo would do again. @type {Step[]} */
  #done = [];
  /** @type {Step[]} */
  #undone = [];
  #stay;

  /**
   * @typedef {{edit: Edit, effect: Effect, before: Shown, seen: number | null}} Pending
   * @typedef {{title: string, undoneTitle: string, forth: Effect, back: Effect}} Step
   */

  /** @param {Page} page @param {Journal} journal @param {() => void} acknowledged */
  constructor(page, journal, acknowledged) {
    this.page = page;
    this.journal = journal;
    this.acknowledged = acknowledged;
    this.#stay = journal.newStay();
    this.number = this.#stay;
    page.setDefaultTimeout(unseenMs);
  }

  /**
   * A frame's report. What stands on the board was done in this frame at the latest, and the mark
   * is drawn before the board: so an edit counts as saved when a later frame says so.
   * @param {Shown} shown
   */
  take(shown) {
    const columns = shown.columns.map(({ name, cards }) => ({ name, cards: cards.map(cardOf) }));
    this.shown = { ...shown, columns };
    const cards = columns.map(({ name, cards: titles }) => `${name}: ${titles.join(', ')}`);
    this.note(
      `frame ${shown.frame}, ${shown.saveState}, ${shown.said} ${shown.choices.join('; ')}` +
        ` [${cards.join('] [')}]`,
    );
    const saved = shown.mark === 'Saved' && shown.saveState === 'saved';
    this.#pending = this.#pending.filter((pending) => {
      if (pending.seen !== null && saved && pending.seen < shown.frame) {
        this.journal.acknowledge(pending.edit);
        this.acknowledged();
        return false;
      }
      if (pending.seen === null && pending.effect(this.shown, pending.before)) {
        pending.seen = shown.frame;
        this.journal.unseen.delete(pending.edit);
      }
      return true;
    });
    for (const look of this.#waiting) look();
  }

  /** For the trace that is kept of a failure. @param {string} words */
  note(words) {
    this.journal.note(`tab ${this.number}: ${words}`);
  }

  /**
   * Waits for what a report shows.
   * @param {(shown: Shown) => boolean} effect
   * @returns {Promise<boolean>} in time
   */
  until(effect, withinMs = unseenMs) {
    if (effect(this.shown)) return Promise.resolve(true);
    return new Promise((done) => {
      const end = (/** @type {boolean} */ seen) => {
        this.#waiting.delete(look);
        clearTimeout(timer);
        done(seen);
      };
      const look = () => {
        if (effect(this.shown)) end(true);
      };
      const timer = setTimeout(end, withinMs, false);
      this.#waiting.add(look);
    });
  }

  /** @param {string} url */
  async open(url) {
    this.beginStay();
    await openApp(this.page, url);
    return this.until(isReady, 10_000);
  }

  /** What this tab does from here on need not follow what it did before. */
  beginStay() {
    this.#stay = this.journal.newStay();
    this.#pending = [];
    this.#done = [];
    this.#undone = [];
  }

  /** @param {string} words @param {Effect} effect */
  #issue(words, effect) {
    const edit = this.journal.issue(words, this.#stay);
    /** @type {Pending} */
    const pending = { edit, effect, before: this.shown, seen: null };
    this.note(`asked to ${words}`);
    this.#pending.push(pending);
    return pending;
  }

  /**
   * Issues an edit, does it and waits until the board shows it. One that is never seen may or may
   * not have been taken, so what follows is another stay.
   * @param {string} words @param {Effect} effect @param {() => Promise<unknown>} act
   */
  async #perform(words, effect, act) {
    const pending = this.#issue(words, effect);
    await act();
    const seen = await this.until(
      (shown) => pending.seen !== null || effect(shown, pending.before),
    );
    if (!seen) this.beginStay();
    return seen;
  }

  /** @param {Step} step @param {string} words @param {() => Promise<unknown>} act */
  async #step(step, words, act) {
    if (!(await this.#perform(words, step.forth, act))) return;
    this.#done.push(step);
    this.#undone = [];
  }

  /**
   * Types deals one after the other without looking.
   * @param {string} stage @param {string[]} titles
   */
  async add(stage, titles) {
    const { page } = this;
    // The empty board has one button for it, the first stage's.
    const name = new RegExp(`^Add deal( to ${stage})?$`);
    await activate(page.getByRole('button', { name }).first());
    await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
    for (const title of titles) {
      const here = has(title);
      this.#issue(wordsFor.add(title), here);
      await page.keyboard.insertText(`${title} 25 EUR`);
      await page.keyboard.press('Enter');
      this.#done.push({ title, undoneTitle: title, forth: here, back: isGone(title) });
      this.#undone = [];
    }
    if (!(await this.until(has(titles[titles.length - 1] ?? '')))) this.beginStay();
    await page.keyboard.press('Escape');
    await page.waitForFunction(
      () => document.activeElement?.tagName !== 'INPUT' && !window.holdall.framePending,
    );
  }

  /** @param {string} title @param {string} now */
  async rename(title, now) {
    const { page } = this;
    await activate(this.#card(title));
    const field = page.getByRole('textbox', { name: 'Title', exact: true });
    await page.waitForFunction(
      (wanted) =>
        /** @type {HTMLInputElement | null} */ (
          document.querySelector('#mirror input[aria-label=Title]')
        )?.value === wanted,
      title,
    );
    const step = { title, undoneTitle: now, forth: has(now), back: has(title) };
    await this.#step(step, wordsFor.rename(title, now), async () => {
      await field.focus();
      await page.keyboard.press('Control+a');
      await page.keyboard.insertText(now);
      await page.keyboard.press('Enter');
    });
    await page.goBack();
    await field.waitFor({ state: 'detached' });
  }

  /** Moves a card by the keyboard. @param {string} title @param {number} to index of the stage */
  async move(title, to) {
    const { keyboard } = this.page;
    const from = stageIndex(this.shown, title);
    const { id = 0 } = stages[to] ?? {};
    const step = { title, undoneTitle: title, forth: isIn(title, to), back: isIn(title, from) };
    await this.#step(step, wordsFor.move(title, id), async () => {
      await this.#card(title).focus();
      await keyboard.press('Space');
      for (let moves = Math.abs(to - from); moves > 0; moves -= 1) {
        await keyboard.press(to > from ? 'ArrowRight' : 'ArrowLeft');
      }
      await keyboard.press('Space');
    });
  }

  /** @param {string} title */
  async remove(title) {
    const step = { title, undoneTitle: title, forth: isGone(title), back: has(title) };
    await this.#step(step, wordsFor.remove(title), async () => {
      await this.#card(title).focus();
      await this.page.keyboard.press('Delete');
    });
  }

  // What is taken back is the last step of all tabs: one that comes late would be in between.
  get canUndo() {
    return this.#done.length > 0 && this.journal.unseen.size === 0;
  }

  get canRedo() {
    return this.#undone.length > 0 && this.journal.unseen.size === 0;
  }

  async undo() {
    const step = this.#done.pop();
    if (!step) return;
    const seen = await this.#perform(wordsFor.undo(step.undoneTitle), step.back, () =>
      this.page.keyboard.press('Control+z'),
    );
    if (seen) this.#undone.push(step);
  }

  async redo() {
    const step = this.#undone.pop();
    if (!step) return;
    const seen = await this.#perform(wordsFor.redo(step.title), step.forth, () =>
      this.page.keyboard.press('Control+Shift+z'),
    );
    if (seen) this.#done.push(step);
  }

  /**
   * Imports a table; resolves when the board counts its deals.
   * @param {{name: string, buffer: Buffer, deals: number}} table
   */
  async importFile({ name, buffer, deals }) {
    const { page } = this;
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      activate(page.getByRole('button', { name: /^Import/ }).first()),
    ]);
    await chooser.setFiles({ name, mimeType: 'text/csv', buffer });
    const dialog = page.getByRole('dialog', { name: 'Import deals' });
    const start = dialog.getByRole('button', { name: /^Import [\d,]+ deals?$/ });
    await start.waitFor({ state: 'attached', timeout: 20_000 });
    const before = dealsIn(this.shown);
    const there = (/** @type {Shown} */ shown) => !shown.asking && dealsIn(shown) >= before + deals;
    const pending = this.#issue(wordsFor.importFile(name, deals), there);
    await activate(start);
    this.#done = [];
    this.#undone = [];
    if (!(await this.until(() => pending.seen !== null, 60_000))) this.beginStay();
  }

  /** To the background and back: in the background the app tidies its storage up. */
  async hide() {
    await this.page.evaluate(async () => {
      for (const state of ['hidden', 'visible']) {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
        await new Promise((done) => setTimeout(done, 300));
      }
    });
  }

  /** A tab that hears nothing: another one steals the writer's role. */
  freeze() {
    return this.page.evaluate((lastsMs) => {
      const end = performance.now() + lastsMs;
      while (performance.now() < end);
    }, 1200);
  }

  /** Chromium lets a tab behind others draw once a second. */
  async comeToFront() {
    this.note('comes to the front');
    this.beginStay();
    await this.page.bringToFront();
  }

  /** Turns to this tab, as a person who clicks on its window or on what it offers. */
  async takeOver() {
    await this.comeToFront();
    await this.page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await this.until(isReady);
    const offer = offered(this.shown);
    // It may be gone again by now.
    if (offer) {
      await this.page.evaluate((choice) => {
        const buttons = /** @type {NodeListOf<HTMLElement>} */ (
          document.querySelectorAll('#mirror button')
        );
        [...buttons]
          .find((button) => (button.getAttribute('aria-label') || button.textContent) === choice)
          ?.click();
      }, offer);
    }
    const works = await this.until(isWorking);
    this.beginStay();
    return works;
  }

  /** @param {string} title */
  #card(title) {
    return this.page.locator(`#mirror [role=button][aria-label^="${title}"]`).first();
  }
}

export const isWorking = (/** @type {Shown} */ { columns, choices }) =>
  columns.length > 0 || choices.includes('Add deal');
const offered = (/** @type {Shown} */ { choices }) =>
  choices.find((choice) => /^Use .*here$|^Go on with/.test(choice)) ?? '';
/** The app is there, or says that another tab is in use. */
const isReady = (/** @type {Shown} */ shown) => isWorking(shown) || offered(shown) !== '';
const has = (/** @type {string} */ title) => (/** @type {Shown} */ shown) =>
  stageIndex(shown, title) >= 0;
/** A card that is only out of sight is counted still. @returns {Effect} */
const isGone = (/** @type {string} */ title) => (shown, before) =>
  stageIndex(shown, title) < 0 && shown.columns.length > 0 && dealsIn(shown) < dealsIn(before);
const isIn =
  (/** @type {string} */ title, /** @type {number} */ index) => (/** @type {Shown} */ shown) =>
    stageIndex(shown, title) === index;
