// The workload that every subject of the bench runs: deals of about 300 bytes with three indexes,
// the first board's queries, the single-row update. src/main/bench_rows.cpp makes the same rows.

const stages = ['new', 'qualified', 'meeting', 'proposal', 'negotiation', 'won', 'lost'];
const currencies = ['EUR', 'USD', 'GBP', 'CHF'];
const words = (
  'alpha beta gamma delta omega north south east west river stone cloud light power metal paper ' +
  'green silver rapid global prime union vector matrix solar lunar polar delta crest harbor ' +
  'summit valley bridge canyon meadow forest desert island ocean'
).split(' ');
const latestMs = 1760000000000;

export const schema = `
CREATE TABLE deal(id INTEGER PRIMARY KEY,title TEXT,stage TEXT,amount INTEGER,currency TEXT,
owner INTEGER,org TEXT,contact TEXT,email TEXT,phone TEXT,created INTEGER,updated INTEGER,
note TEXT);
CREATE INDEX deal_stage_amount ON deal(stage,amount);
CREATE INDEX deal_updated ON deal(updated);
CREATE INDEX deal_owner ON deal(owner);`;
export const insert = 'INSERT INTO deal VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)';
export const update = 'UPDATE deal SET stage=?,amount=?,updated=? WHERE id=?';
export const board = [
  'SELECT stage,count(*),sum(amount) FROM deal GROUP BY stage',
  'SELECT id,title,stage,amount,currency,owner,org,contact,updated FROM deal ' +
    'ORDER BY updated DESC LIMIT 50',
];

/** mulberry32. @param {number} seed */
function numbersFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The row of a number from 1 on. @param {number} id */
export function row(id) {
  const next = numbersFrom(id * 2654435761);
  const below = (/** @type {number} */ limit) => (next() * limit) | 0;
  const word = () => words[below(words.length)];
  let note = '';
  while (note.length < 118) note += `${word()} `;
  note = note.slice(0, 120);
  if (id % 1000 === 7) note = `zephyr ${note.slice(7)}`;
  const organisation = `${word()} ${word()} ${word()} GmbH`;
  const contact = `${word()} ${word()}`;
  return [
    id,
    `${word()} ${word()} deal ${word()} #${id}`,
    stages[below(stages.length)],
    below(1e7),
    currencies[below(currencies.length)],
    below(50),
    organisation,
    contact,
    `${contact.replace(' ', '.')}@${organisation.split(' ')[0]}.example`,
    `+49${below(1e10)}`,
    latestMs - below(3e10),
    latestMs - below(3e9),
    note,
  ];
}

/** All rows; so many that they would not fit are made on the way. @param {number} count */
export function rows(count) {
  function* made() {
    for (let id = 1; id <= count; id += 1) yield row(id);
  }
  return count > 200_000 ? made() : [...made()];
}

/** The parameters of an update. @param {number} number @param {number} count of rows */
export function updateOf(number, count) {
  const next = numbersFrom(number * 40503 + 12345);
  const below = (/** @type {number} */ limit) => (next() * limit) | 0;
  const stage = stages[below(stages.length)];
  return [stage, below(1e7), latestMs + number * 1000, 1 + below(count)];
}

/** The result of an IndexedDB request. @template T @param {IDBRequest<T>} request */
export function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
export function completionOf(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
  });
}
