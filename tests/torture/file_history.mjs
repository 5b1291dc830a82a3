// What a SQLite file of Holdall holds, asked of Debian's sqlite3 and read by docs/data-format.md:
// is it sound, which edits were made in which order, what must the board show.
import { execFile } from 'node:child_process';

const names = { addDeal: 1, editDeal: 2, moveDeal: 3, deleteDeal: 7, undo: 11, redo: 12 };
const importNames = '(8, 9)';
const kindDeal = 3;
const fields = { life: 0, title: 1, stage: 3 };
const types = { integer: 1, text: 2, record: 5 };
const visible = `life % 2 = 1 AND (import = 0 OR import IN
  (SELECT number FROM import WHERE state = 1))`;

/** The stages that every database begins with, in the board's order: their ids and names. */
export const stages = [
  'Lead',
  'Qualification',
  'Presentation',
  'Offer',
  'Negotiation',
  'Closing',
].map((name, index) => ({ id: 101 + index, name }));

/** How many cards of each column are compared. */
const cardsCompared = 20;

// Each line says what it is. The history of an import is left out but for the deals that an edit
// touched: they had their title by it.
const questions = `
PRAGMA query_only = 1;
SELECT 'integrity', integrity_check FROM pragma_integrity_check;
SELECT 'command', number, name FROM command WHERE name NOT IN ${importNames} ORDER BY number;
SELECT 'import', step, file_name, number,
  (SELECT count(*) FROM deal WHERE deal.import = import.number) FROM import WHERE state = 1;
SELECT 'change', command, record, hex(cells) FROM change
  WHERE kind = ${kindDeal} AND record IN (SELECT record FROM change JOIN command
    ON change.command = command.number WHERE command.name NOT IN ${importNames})
  ORDER BY number;
SELECT 'column', ifnull(stage, 0), count(*) FROM deal WHERE outcome = 0 AND ${visible}
  GROUP BY stage;
SELECT 'closed', outcome, count(*) FROM deal WHERE outcome <> 0 AND ${visible} GROUP BY outcome;
${stages
  .map(
    ({ id }) => `SELECT * FROM (SELECT 'card', ${id}, title FROM deal
  WHERE stage = ${id} AND outcome = 0 AND ${visible}
  ORDER BY position, id LIMIT ${cardsCompared});`,
  )
  .join('\n')}
`;

/** @param {string} file @returns {Promise<string[][]>} */
function ask(file) {
  return new Promise((done, failed) => {
    const options = { maxBuffer: 1 << 28, timeout: 120_000 };
    const child = execFile(
      'sqlite3',
      ['-batch', '-noheader', '-separator', '\t', file],
      options,
      (error, output, complaints) => {
        if (error && !complaints) failed(error);
        const rows = output
          .split('\n')
          .filter(Boolean)
          .map((line) => line.split('\t'));
        // What sqlite3 cannot read is a finding, not a failure of the torture.
        if (complaints) rows.push(['integrity', complaints.trim()]);
        done(rows);
      },
    );
    child.stdin.end(questions);
  });
}

/**
 * The cells of a change that the comparison needs.
 * @param {Buffer} bytes
 * @returns {Map<number, string | bigint>}
 */
export function decodeCells(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const cells = new Map();
  while (at < bytes.length) {
    const field = Number(varint());
    const type = Number(varint());
    const end = Number(varint()) + at;
    if (type === types.text) cells.set(field, bytes.toString('utf8', at, end));
    else if (type === types.integer || type === types.record) cells.set(field, varint());
    at = end;
  }
  return cells;
}

/** Words for edits, the same ones that the workload notes. */
export const wordsFor = {
  /** @param {string} title */
  add: (title) => `add "${title}"`,
  /** @param {string} title @param {string} now */
  rename: (title, now) => `rename "${title}" to "${now}"`,
  /** @param {string} title @param {number} stage */
  move: (title, stage) => `move "${title}" to stage ${stage}`,
  /** @param {string} title */
  remove: (title) => `delete "${title}"`,
  /** @param {string} title */
  undo: (title) => `undo the last edit of "${title}"`,
  /** @param {string} title */
  redo: (title) => `redo the last edit of "${title}"`,
  /** @param {string} file @param {number} deals */
  importFile: (file, deals) => `import "${file}" with ${deals} deals`,
};

/**
 * @param {number} name of the command @param {string} title before the command
 * @param {Map<number, string | bigint>} cells
 */
function wordsOf(name, title, cells) {
  const now = String(cells.get(fields.title));
  if (name === names.addDeal) return wordsFor.add(now);
  if (name === names.editDeal && cells.has(fields.title)) return wordsFor.rename(title, now);
  if (name === names.moveDeal) return wordsFor.move(title, Number(cells.get(fields.stage)));
  if (name === names.deleteDeal) return wordsFor.remove(title);
  if (name === names.undo) return wordsFor.undo(title);
  if (name === names.redo) return wordsFor.redo(title);
  return `command ${name} on "${title}"`;
}

/**
 * The edits in their order, in words.
 * @param {(what: string) => string[][]} rowsOf
 */
function historyOf(rowsOf) {
  const kinds = new Map(rowsOf('command').map(([number, name]) => [number, Number(name)]));
  /** @type {Map<number, string>} */
  const words = new Map();
  /** @type {Map<string, string>} */
  const titles = new Map();
  for (const [command = '', record = '', hex] of rowsOf('change')) {
    const cells = decodeCells(Buffer.from(hex ?? '', 'hex'));
    const kind = kinds.get(command);
    const told = [fields.life, fields.title, fields.stage].some((field) => cells.has(field));
    // A command has further changes: of stamps that differ, of cards that had to make place.
    if (kind !== undefined && told && !words.has(Number(command))) {
      words.set(Number(command), wordsOf(kind, titles.get(record) ?? '', cells));
    }
    const title = cells.get(fields.title);
    if (title !== undefined) titles.set(record, String(title));
  }
  for (const [number, kind] of kinds) {
    if (!words.has(Number(number))) words.set(Number(number), `command ${kind} without changes`);
  }
  for (const [step, file = '', , deals] of rowsOf('import')) {
    words.set(Number(step), wordsFor.importFile(file, Number(deals)));
  }
  return [...words].sort(([one], [other]) => one - other).map(([, said]) => said);
}

/**
 * @param {string} file
 * @returns {Promise<{problems: string[], history: string[], columns: Map<string, number>,
 *   cards: Map<string, string[]>}>}
 *   `problems`: what integrity_check finds; `columns`: deals by the name of the board's column;
 *   `cards`: the titles at the top of each stage
 */
export async function readFile(file) {
  const rows = await ask(file);
  const rowsOf = (/** @type {string} */ what) =>
    rows.filter(([first]) => first === what).map((row) => row.slice(1));
  const integrity = rowsOf('integrity').map(([words]) => words ?? '');
  const stageName = new Map(stages.map(({ id, name }) => [String(id), name]));
  const columns = new Map(
    [...stages.map(({ name }) => name), 'Won', 'Lost'].map((name) => [name, 0]),
  );
  for (const [id = '', count] of rowsOf('column')) {
    columns.set(stageName.get(id) ?? id, Number(count));
  }
  for (const [outcome, count] of rowsOf('closed')) {
    columns.set(outcome === '1' ? 'Won' : 'Lost', Number(count));
  }
  const cards = new Map(stages.map(({ name }) => [name, /** @type {string[]} */ ([])]));
  for (const [id = '', title] of rowsOf('card'))
    cards.get(stageName.get(id) ?? '')?.push(title ?? '');
  return {
    problems: integrity.filter((words) => words !== 'ok'),
    history: historyOf(rowsOf),
    columns,
    cards,
  };
}
