// What is done in the tabs until the kill comes: everything by numbers drawn from the seed.
import { stages } from './file_history.mjs';
import { Tab, dealsIn, isWorking } from './tab.mjs';

/** @typedef {(limit: number) => number} Below */
/** @typedef {import('./tab.mjs').Shown} Shown */

const letters = 'bcdfghjklmnpqrstvwxz';
let titlesMade = 0;

/** A title that no other deal has and no language takes for an amount, a date or a name. */
function newTitle(/** @type {Below} */ below) {
  titlesMade += 1;
  let code = '';
  for (let rest = titlesMade; rest > 0; rest = Math.floor(rest / letters.length)) {
    code = (letters[rest % letters.length] ?? '') + code;
  }
  const rest = below(8) === 0 ? ' made long'.repeat(1 + below(20)) : '';
  return `Deal q${code}q${rest}`;
}

/** @param {Below} below @param {number} count */
const newTitles = (below, count) => Array.from({ length: count }, () => newTitle(below));

/**
 * A table for the import, without stages: so its deals come to the first column of this board.
 * @param {Below} below @param {number} deals
 */
function newTable(below, deals) {
  const tag = newTitle(below).split(' ')[1] ?? '';
  const lines = ['deal name,account,value,currency'];
  for (let index = 0; index < deals; index += 1) {
    const firm = `Firm ${below(1 + deals / 10)}`;
    lines.push(`Row ${tag} ${index},${firm},${100 + below(50_000)},EUR`);
  }
  return { name: `${tag}.csv`, buffer: Buffer.from(`${lines.join('\n')}\n`), deals };
}

/** One of a list. @template T @param {Below} below @param {T[]} list */
export const drawn = (below, list) => /** @type {T} */ (list[below(list.length)]);

/** A card near the top of a column, and which column. @param {Below} below @param {Shown} shown */
function someCard(below, shown) {
  const places = shown.columns
    .slice(0, stages.length)
    .flatMap(({ cards }, stage) => cards.slice(0, 3).map((title) => ({ title, stage })));
  return places.length ? drawn(below, places) : null;
}

/** @param {Tab} tab @param {Below} below */
async function someEdit(tab, below) {
  const card = someCard(below, tab.shown);
  const what = card ? below(10) : 0;
  if (!card || what < 3) return addTo(tab, below, 1 + below(3));
  if (what < 5) return tab.rename(card.title, newTitle(below));
  if (what < 7) {
    return tab.move(card.title, (card.stage + 1 + below(stages.length - 1)) % stages.length);
  }
  if (what === 7) return tab.remove(card.title);
  if (what === 8 && tab.canUndo) return tab.undo();
  if (what === 9 && tab.canRedo) return tab.redo();
  return undefined;
}

/** @param {Tab} tab @param {Below} below @param {number} count */
const addTo = (tab, below, count) => tab.add(drawn(below, stages).name, newTitles(below, count));

/**
 * Imports a table. On an empty board it would make a pipeline of its own.
 * @param {Tab} tab @param {Below} below @param {number} deals
 */
export async function importInto(tab, below, deals) {
  if (dealsIn(tab.shown) === 0) await addTo(tab, below, 1);
  await tab.importFile(newTable(below, deals));
}

/**
 * The tabs of one browser, one of which is in use.
 * @typedef {object} Tabs
 * @property {Tab[]} all
 * @property {Tab} used
 * @property {() => Promise<Tab>} another  opens the app in a further tab
 */

/** Turns to another tab while this one is still at work, or does not answer any more. */
async function switchTabs(/** @type {Tabs} */ tabs, /** @type {Below} */ below) {
  const from = tabs.used;
  const others = tabs.all.filter((tab) => tab !== from);
  const burst = below(3) > 0 ? addTo(from, below, 3 + below(8)).catch(() => {}) : undefined;
  await new Promise((done) => setTimeout(done, below(300)));
  const frozen = below(4) === 0 ? from.freeze().catch(() => {}) : undefined;
  try {
    if (below(5) === 0) {
      tabs.all = others;
      tabs.used = drawn(below, others);
      await from.page.close();
      tabs.used = await tabs.another();
    } else {
      tabs.used = drawn(below, others);
      // Without the role its edits go to the tab that has it.
      if (below(2) === 0) await tabs.used.takeOver();
      else await tabs.used.comeToFront();
    }
  } finally {
    // Else its last edits would come between another one and the undo of that.
    await Promise.all([burst, frozen]);
  }
}

/**
 * What a person does from here on, again and again until the browser is gone.
 * @type {Record<string, (tabs: Tabs, below: Below) => Promise<unknown>>}
 */
export const habits = {
  /** Deals typed without a pause. */
  burst: ({ used }, below) => addTo(used, below, 5 + below(20)),
  /** This and that, and another tab now and then. */
  edits: (tabs, below) =>
    tabs.all.length > 1 && below(4) === 0 ? switchTabs(tabs, below) : someEdit(tabs.used, below),
  /** From tab to tab. */
  tabs: (tabs, below) =>
    tabs.all.length > 1 ? switchTabs(tabs, below) : someEdit(tabs.used, below),
  /** What is stored often, and now and then tidied up. */
  commits: ({ used }, below) => (below(3) ? addTo(used, below, 5 + below(20)) : used.hide()),
  /** An import, edits, and the storage tidied up. */
  upkeep: async ({ used }, below) => {
    if (below(2) === 0) await importInto(used, below, 50 + below(1500));
    await addTo(used, below, 1 + below(10));
    await used.hide();
  },
};

/**
 * Works until `over` says that the browser was killed. A step that fails is told and another taken.
 * @param {Tabs} tabs @param {string} habit @param {Below} below
 * @param {() => boolean} over @param {(error: unknown) => void} tell
 */
export async function workUntil(tabs, habit, below, over, tell) {
  while (!over()) {
    try {
      if (!isWorking(tabs.used.shown)) await tabs.used.takeOver();
      await habits[habit]?.(tabs, below);
    } catch (error) {
      if (over()) return;
      tell(error);
      tabs.used.beginStay();
      await tabs.used.page.keyboard.press('Escape').catch(() => {});
      // The app may be slow, or another tab's.
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}
