// One round after the other: open the browser, read and check what the kill before has left, work,
// kill.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { numbersFrom } from '../bench/lib.mjs';
import { dist, openBrowser } from '../e2e/lib/browser.mjs';
import { Journal } from './edits.mjs';
import { readFile } from './file_history.mjs';
import { torturedSite } from './raw_storage.mjs';
import { readStored } from './stored_image.mjs';
import { Tab, reportFrames } from './tab.mjs';
import { drawn, importInto, workUntil } from './workload.mjs';

/** @typedef {Awaited<ReturnType<typeof openBrowser>>} Browser */
/** @typedef {Awaited<ReturnType<typeof readFile>>} FileContents */
/** @typedef {{kind: 'lost' | 'torn', words: string}} Failure */

const wait = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));
const browserTries = 5;
const roundTries = 3;
const killedWithinMs = 10_000;
/** A round that has not come to its kill by then is killed. */
const roundMs = 60_000;
/** 'Saved' should be seen by then. */
const savedWithinMs = 5000;
/** How often, of 25 kills, the moment is this one. */
const moments = Object.entries({
  start: 4,
  burst: 5,
  edits: 4,
  tabs: 2,
  upkeep: 3,
  acknowledged: 2,
  commit: 5,
}).flatMap(([moment, times]) => Array.from({ length: times }, () => moment));

/**
 * What the seed says of a round.
 * @param {number} number @param {{seed: number, kills: number, tabs: string}} wanted
 */
function planOf(number, { seed, kills, tabs }) {
  const below = numbersFrom(Math.imul(seed, 1009) + number);
  const moment = drawn(below, moments);
  const fresh = number === 0 || below(25) === 0;
  const big = fresh && kills > 50 && below(3) === 0;
  const three = tabs === '3' || (tabs === 'both' && number % 2 === 1);
  const killAfterMs = Math.floor((below(1000) / 1000) ** 1.5 * 2000);
  return {
    number,
    below,
    moment,
    fresh,
    big,
    three,
    killAfterMs,
    killAfterSaved: 1 + below(5),
    killAfterCommits: 1 + below(12),
    // A commit takes a few milliseconds, a checkpoint more.
    killAfterCommitMs: below(4) * below(3),
  };
}

/** @typedef {ReturnType<typeof planOf>} Plan */

/** What is done until these moments come; at the others it is what they are called. */
const habitAt = { start: 'edits', acknowledged: 'edits', commit: 'commits' };

export class Torture {
  counts = {
    kills: 0,
    lost: 0,
    torn: 0,
    edits: 0,
    acknowledged: 0,
    found: 0,
    unfinished: 0,
    threeTabs: 0,
    profiles: 0,
    checksInApp: 0,
    failedSteps: 0,
    failedStarts: 0,
    failedRounds: 0,
    crashes: 0,
  };
  /** @type {Record<string, number>} */
  momentsOfKills = {};
  #journal = new Journal();
  #profile = '';
  /** @type {Browser | null} */
  #browser = null;
  /** What the file held when it was last read. @type {FileContents | null} */
  #held = null;
  #tellSteps = 5;
  #roundBegan = 0;

  /** @param {{seed: number, kills: number, tabs: string, verbose?: boolean}} wanted */
  constructor({ seed, kills, tabs, verbose = false }) {
    this.seed = seed;
    this.kills = kills;
    this.tabs = tabs;
    this.verbose = verbose;
  }

  async begin() {
    this.site = await torturedSite(dist);
    this.folder = await mkdtemp(path.join(tmpdir(), 'holdall-torture-'));
  }

  async end() {
    await this.#killBrowser();
    await this.site.close();
    const failed = this.counts.lost + this.counts.torn > 0;
    if (!failed) await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** @param {number} number @returns {Promise<Failure[]>} what is wrong since the kill before */
  round(number) {
    const plan = planOf(number, this);
    return this.#attempted(async () => {
      this.#roundBegan = performance.now();
      const failures = this.#profile ? await this.#check(await this.#open()) : [];
      if (failures.length) return failures;
      if (plan.fresh || !this.#profile) await this.#freshProfile();
      return this.#workAndKill(this.#browser ?? (await this.#open()), plan);
    });
  }

  /** After the last kill. @returns {Promise<Failure[]>} */
  last() {
    return this.#attempted(async () => {
      if (!this.#profile) return [];
      const browser = await this.#open();
      const failures = await this.#check(browser);
      if (failures.length) return failures;
      const [tab] = this.#tabsOf(browser);
      const wrong = await this.#compareWithBoard(tab);
      await this.#killBrowser();
      return wrong;
    });
  }

  /**
   * Tries again what something else than the app has spoiled; a profile that can never be read is
   * torn.
   * @param {() => Promise<Failure[]>} attempt
   */
  async #attempted(attempt) {
    for (let tried = 1; ; tried += 1) {
      try {
        const failures = await attempt();
        if (failures.length) await this.#keep(failures);
        return failures;
      } catch (error) {
        this.counts.failedRounds += 1;
        console.error(`a round is made again: ${firstLine(error)}`);
        await this.#killBrowser();
        if (tried < roundTries) continue;
        if (!this.#profile) throw error;
        /** @type {Failure[]} */
        const failures = [{ kind: 'torn', words: `it cannot be read: ${error}` }];
        await this.#keep(failures);
        return failures;
      }
    }
  }

  async #killBrowser() {
    const browser = this.#browser;
    this.#browser = null;
    await browser?.kill().catch(() => {});
  }

  async #freshProfile() {
    await this.#killBrowser();
    if (this.#profile) await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
    this.counts.profiles += 1;
    this.#profile = path.join(this.folder, `profile-${this.counts.profiles}`);
    this.#journal = new Journal();
    this.#held = null;
  }

  /** A browser that does not start is tried again. @returns {Promise<Browser>} */
  async #open() {
    for (let tried = 1; ; tried += 1) {
      try {
        const viewport = { width: 1440, height: 520 };
        this.#browser = await openBrowser({ profile: this.#profile, viewport, timeout: 30_000 });
        return this.#browser;
      } catch (error) {
        this.counts.failedStarts += 1;
        console.error(`the browser did not start: ${firstLine(error)}`);
        if (tried === browserTries) throw error;
        await wait(1000 * tried);
      }
    }
  }

  /**
   * Reads what is stored and compares it with what had been seen.
   * @param {Browser} browser
   * @returns {Promise<Failure[]>}
   */
  async #check(browser) {
    const { image, problems } = readStored(await this.site.read(browser.page));
    if (problems.length) return problems.map((words) => ({ kind: 'torn', words }));
    const file = path.join(this.folder, 'image.sqlite');
    await writeFile(file, image);
    /** @type {FileContents} */
    const held = image.length ? await readFile(file) : emptyFile;
    if (held.problems.length) {
      return held.problems.map((words) => ({ kind: 'torn', words: `integrity_check: ${words}` }));
    }
    this.#held = held;
    const before = this.#journal.settled.length;
    const edits = this.#journal.edits.length;
    const differences = this.#journal.settle(held.history);
    this.counts.found += held.history.length - before;
    if (held.history.length - before < edits) this.counts.unfinished += 1;
    return differences.map(({ kind, words }) =>
      kind === 'lost'
        ? { kind, words: `'saved' was seen, but it is not there: ${words}` }
        : { kind: 'torn', words: `${kind}: ${words}` },
    );
  }

  /**
   * The tabs of a browser: the first one, and what makes more of them.
   * @param {Browser} browser @param {() => void} [acknowledged] @param {() => void} [committing]
   * @returns {[Tab, () => Promise<Tab>]}
   */
  #tabsOf(browser, acknowledged = () => {}, committing = () => {}) {
    /** @type {Map<any, Tab>} */
    const tabs = new Map();
    const journal = this.#journal;
    const made = (/** @type {import('playwright-core').Page} */ page) => {
      const tab = new Tab(page, journal, acknowledged);
      tabs.set(page, tab);
      return tab;
    };
    this.#listening = browser.context
      .exposeBinding('reportShown', ({ page }, shown) => {
        tabs.get(page)?.take(JSON.parse(shown));
      })
      .then(() => browser.context.exposeBinding('reportCommit', committing))
      .then(() =>
        browser.context.exposeBinding('reportInput', ({ page }, words) => {
          tabs.get(page)?.note(words);
        }),
      )
      .then(() => browser.context.addInitScript(reportFrames));
    return [made(browser.page), async () => made(await browser.context.newPage())];
  }

  /** @type {Promise<unknown>} */
  #listening = Promise.resolve();

  /**
   * @param {Browser} browser @param {Plan} plan
   * @returns {Promise<Failure[]>}
   */
  async #workAndKill(browser, plan) {
    const { moment, number } = plan;
    let over = false;
    let saved = 0;
    let commits = 0;
    /** @type {(value?: unknown) => void} */
    let killed = () => {};
    const gone = new Promise((done) => {
      killed = done;
    });
    // Nothing that comes after this counts as seen.
    const ended = () => {
      over = true;
      this.counts.edits += this.#journal.edits.length;
      this.counts.acknowledged += this.#journal.acknowledged;
    };
    const kill = () => {
      if (over) return;
      ended();
      browser.kill().then(killed, killed);
      setTimeout(killed, killedWithinMs).unref();
    };
    browser.context.once('close', () => {
      if (over) return;
      ended();
      this.counts.crashes += 1;
      killed();
    });
    const acknowledged = () => {
      saved += 1;
      if (moment === 'acknowledged' && saved >= plan.killAfterSaved) kill();
    };
    const committing = () => {
      commits += 1;
      if (moment !== 'commit' || commits !== plan.killAfterCommits) return;
      if (plan.killAfterCommitMs > 0) setTimeout(kill, plan.killAfterCommitMs);
      else kill();
    };
    const [first, another] = this.#tabsOf(browser, acknowledged, committing);
    const limit = setTimeout(kill, roundMs);
    const work = this.#work(plan, first, another, kill, () => over);
    const wrong = await Promise.race([work, gone.then(() => [])]);
    kill();
    await gone;
    clearTimeout(limit);
    this.#browser = null;
    this.counts.kills += 1;
    if (plan.three) this.counts.threeTabs += 1;
    this.momentsOfKills[moment] = (this.momentsOfKills[moment] ?? 0) + 1;
    if (this.verbose) {
      const tookMs = Math.round(performance.now() - this.#roundBegan);
      console.error(
        `${tookMs} ms: kill ${number + 1}: ${moment}, ${this.#journal.edits.length} edits, ` +
          `${this.#journal.acknowledged} saved`,
      );
    }
    return wrong;
  }

  /**
   * Resolves when the board shows what it should not, else when the browser is gone.
   * @param {Plan} plan @param {Tab} first @param {() => Promise<Tab>} another
   * @param {() => void} kill @param {() => boolean} over
   * @returns {Promise<Failure[]>}
   */
  async #work(plan, first, another, kill, over) {
    const { below, moment } = plan;
    const tell = (/** @type {unknown} */ error) => this.#tellStep(error);
    const { app } = this.site;
    try {
      await this.#listening;
      if (moment === 'start') setTimeout(kill, plan.killAfterMs);
      else if (plan.number % 5 === 4) {
        const wrong = await this.#compareWithBoard(first);
        if (wrong.length) return wrong;
      }
      const opened = async (/** @type {Tab} */ tab) => {
        await tab.open(app);
        return tab;
      };
      const more = plan.three ? [another(), another()] : [];
      const rest = await Promise.all(more);
      const all = await Promise.all([first, ...rest].map(opened));
      const tabs = {
        all,
        used: drawn(below, all),
        another: async () => {
          const tab = await opened(await another());
          tabs.all.push(tab);
          return tab;
        },
      };
      await tabs.used.comeToFront();
      if (plan.big) await importInto(tabs.used, below, 9000);
      // From the first edit on, however long the way to it takes.
      this.#journal.onIssue = () => {
        this.#journal.onIssue = () => {};
        setTimeout(kill, /^(acknowledged|commit)$/.test(moment) ? savedWithinMs : plan.killAfterMs);
      };
      const habit = habitAt[moment] ?? moment;
      await workUntil(tabs, habit, below, over, tell);
    } catch (error) {
      if (over()) return [];
      tell(error);
      await wait(plan.killAfterMs);
    }
    return [];
  }

  /** Some are told, so that a workload that does nothing is noticed. @param {unknown} error */
  #tellStep(error) {
    this.counts.failedSteps += 1;
    this.#tellSteps -= 1;
    if (this.#tellSteps >= 0) console.error(`a step failed: ${firstLine(error)}`);
  }

  /**
   * Opens the app and compares its board with the file.
   * @param {Tab} tab
   * @returns {Promise<Failure[]>}
   */
  async #compareWithBoard(tab) {
    await this.#listening;
    this.counts.checksInApp += 1;
    await tab.open(this.site.app);
    const held = this.#held;
    if (!held || ![...held.columns.values()].some((count) => count > 0)) return [];
    let wrong = '';
    await tab.until((shown) => {
      wrong = boardDifference(shown, held);
      return wrong === '';
    }, 15_000);
    return wrong ? [{ kind: 'torn', words: wrong }] : [];
  }

  /** Keeps the profile, with what is wrong beside it. @param {Failure[]} failures */
  async #keep(failures) {
    await this.#killBrowser();
    for (const { kind } of failures) this.counts[kind] += 1;
    const words = failures.map((failure) => `${failure.kind}: ${failure.words}`).join('\n');
    const told = `after kill ${this.counts.kills} of seed ${this.seed}:\n${words}`;
    await writeFile(`${this.#profile}.txt`, `${told}\n`);
    await writeFile(`${this.#profile}.trace`, `${this.#journal.trace.join('\n')}\n`);
    console.error(`${told}\nthe profile is kept: ${this.#profile}`);
    this.#profile = '';
  }
}

/** @type {FileContents} */
const emptyFile = { problems: [], history: [], columns: new Map(), cards: new Map() };

const firstLine = (/** @type {unknown} */ error) =>
  String(error)
    .split('\n')
    .filter((line) => /Error|waiting for/.test(line))
    .join(' ');

/**
 * What the board shows otherwise than the file has it, in words; empty if nothing.
 * @param {import('./tab.mjs').Shown} shown @param {FileContents} held
 */
export function boardDifference(shown, held) {
  for (const [name, count] of held.columns) {
    const column = shown.columns.find(({ name: label }) => label.startsWith(`${name}: `));
    const says = column ? column.name : 'no such column';
    const words = `${count.toLocaleString('en')} ${count === 1 ? 'deal' : 'deals'}`;
    if (!new RegExp(`^${name}: ${words}(,|$)`).test(says)) {
      return `the file has ${words} in ${name}, the board says '${says}'`;
    }
    const expected = held.cards.get(name) ?? [];
    const cards = column?.cards.slice(0, expected.length) ?? [];
    const at = cards.findIndex((title, index) => title !== expected[index]);
    if (at >= 0) return `card ${at + 1} of ${name} is '${expected[at]}', shown is '${cards[at]}'`;
  }
  return '';
}
