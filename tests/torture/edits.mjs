// What was done in the tabs and what of it had been shown as saved, kept outside the browser; and
// the comparison with what is found in the file.

/**
 * One edit, in words that the file's history gives too (file_history.mjs).
 * @typedef {object} Edit
 * @property {string} words
 * @property {number} stay  edits of one stay of a tab in the writer's role are done in their order
 * @property {number} issued  the moment it was asked for, as the count of all moments so far
 * @property {number | null} acknowledged  the moment 'saved' was seen
 *
 * @typedef {{kind: 'lost' | 'gap' | 'twice' | 'order' | 'unknown', words: string}} Difference
 */

const traceMax = 6000;

export class Journal {
  #moment = 0;
  #stays = 0;
  /** What earlier comparisons have found, in the file's order. @type {string[]} */
  settled = [];
  /** @type {Edit[]} */
  edits = [];
  /**
   * Edits that no tab has shown yet: they may still be done, in any tab that writes.
   * @type {Set<Edit>}
   */
  unseen = new Set();
  /** What has happened last, for whoever looks into a failure. @type {string[]} */
  trace = [];
  /** Called when an edit is asked for. */
  onIssue = () => {};

  /** @param {string} words */
  note(words) {
    this.trace.push(`${performance.now().toFixed(0)} ${words}`);
    if (this.trace.length > traceMax) this.trace.splice(0, traceMax / 2);
  }

  /** A tab takes up work: what it did before and was not stored may be missing without a gap. */
  newStay() {
    this.#stays += 1;
    return this.#stays;
  }

  /** @param {string} words @param {number} stay @returns {Edit} */
  issue(words, stay) {
    this.#moment += 1;
    const edit = { words, stay, issued: this.#moment, acknowledged: null };
    this.edits.push(edit);
    this.unseen.add(edit);
    this.onIssue();
    return edit;
  }

  /** 'Saved' was seen after the edit. @param {Edit} edit */
  acknowledge(edit) {
    this.#moment += 1;
    edit.acknowledged ??= this.#moment;
  }

  get acknowledged() {
    return this.edits.filter((edit) => edit.acknowledged !== null).length;
  }

  /**
   * Compares with the history that a file holds and takes that for what was done so far.
   * @param {string[]} found
   * @returns {Difference[]}
   */
  settle(found) {
    const { settled, edits } = this;
    this.settled = found;
    this.edits = [];
    this.unseen.clear();
    const kept = settled.every((words, index) => found[index] === words);
    if (!kept) return differencesOfSettled(settled, found);
    return differences(found.slice(settled.length), edits, new Set(settled));
  }
}

/** @param {string[]} settled @param {string[]} found @returns {Difference[]} */
function differencesOfSettled(settled, found) {
  const at = settled.findIndex((words, index) => found[index] !== words);
  const words =
    `edit ${at + 1} was found after an earlier kill as ${settled[at]}, ` +
    `now there is ${found[at] ?? 'nothing'}`;
  return [{ kind: 'lost', words }];
}

/**
 * @param {string[]} found @param {Edit[]} edits @param {Set<string>} earlier
 * @returns {Difference[]}
 */
function differences(found, edits, earlier) {
  /** @type {Difference[]} */
  const wrong = [];
  /** @type {Edit[]} */
  const matched = [];
  /** The last edit of each stay that was found. @type {Map<number, number>} */
  const reached = new Map();
  const open = new Set(edits);
  for (const words of found) {
    const same = [...open].filter((edit) => edit.words === words);
    const edit = same.find(({ stay, issued }) => issued > (reached.get(stay) ?? 0));
    if (edit) {
      open.delete(edit);
      reached.set(edit.stay, edit.issued);
      matched.push(edit);
    } else {
      const known = edits.some((other) => other.words === words) || earlier.has(words);
      wrong.push({ kind: same.length ? 'order' : known ? 'twice' : 'unknown', words });
    }
  }
  for (const edit of open) {
    if (edit.acknowledged !== null) wrong.push({ kind: 'lost', words: edit.words });
    else if (edit.issued < (reached.get(edit.stay) ?? 0)) {
      wrong.push({ kind: 'gap', words: edit.words });
    }
  }
  return [...wrong, ...outOfOrder(matched)];
}

/**
 * Edits that stand before one that had been saved when they were asked for.
 * @param {Edit[]} matched in the file's order
 * @returns {Difference[]}
 */
function outOfOrder(matched) {
  /** @type {Difference[]} */
  const wrong = [];
  let saved = Infinity;
  for (const edit of [...matched].reverse()) {
    if (saved < edit.issued) wrong.push({ kind: 'order', words: edit.words });
    saved = Math.min(saved, edit.acknowledged ?? Infinity);
  }
  return wrong;
}
