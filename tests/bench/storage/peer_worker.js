// Runs the workload on one peer: the steps that peer_page.js asks for.
import { board, insert, row, rows, schema, update, updateOf } from './workload.js';

const adapters = {
  sqljs: () => import('./peers/sqljs.js'),
  wa: () => import('./peers/wa.js'),
  official: () => import('./peers/official.js'),
  absurd: () => import('./peers/absurd.js'),
};
let database;

async function open({ adapter, options }) {
  const began = performance.now();
  const { load } = await adapters[adapter]();
  const peer = await load(options);
  const imported = performance.now();
  database = await peer.open('bench');
  return { importMs: imported - began, openMs: performance.now() - imported };
}

async function readBoard() {
  const groups = await database.all(board[0]);
  const cards = await database.all(board[1]);
  return {
    groups: groups.length,
    cards: cards.length,
    first: Number(cards[0]?.[0] ?? 0),
    sum: groups.reduce((sum, group) => sum + Number(group[2]), 0),
  };
}

const steps = {
  open,

  /** From the import of the peer's module to the first board. */
  async cold(peer) {
    const began = performance.now();
    const phases = await open(peer);
    const opened = performance.now();
    const found = await readBoard();
    const ended = performance.now();
    return { ...phases, queryMs: ended - opened, totalMs: ended - began, board: found };
  },

  board: readBoard,

  async insert(count) {
    await database.execute(schema);
    const made = rows(count);
    const began = performance.now();
    await database.insert(insert, made);
    return performance.now() - began;
  },

  /** The milliseconds of each update until it is durable. */
  async serial(count, rowCount, first) {
    const statement = await database.prepare(update);
    const times = [];
    for (let number = first; number < first + count; number += 1) {
      const values = updateOf(number, rowCount);
      const began = performance.now();
      const ran = statement.run(values);
      if (ran) await ran;
      const durable = database.durable();
      if (durable) await durable;
      times.push(performance.now() - began);
    }
    await statement.finish();
    return times;
  },

  /** The milliseconds of so many updates, none of which waits for the one before. */
  async pipelined(count, rowCount, first) {
    const statement = await database.prepare(update);
    const began = performance.now();
    for (let number = first; number < first + count; number += 1) {
      const ran = statement.run(updateOf(number, rowCount));
      if (ran) await ran;
      database.issued();
    }
    await database.drain();
    const tookMs = performance.now() - began;
    await statement.finish();
    return tookMs;
  },

  /** @param {number} id */
  async row(id) {
    const found = await database.all(`SELECT * FROM deal WHERE id=${id}`);
    return String(found[0]) === String(row(id));
  },

  async close() {
    await database.close();
  },
};

addEventListener('message', async ({ data }) => {
  if (!data?.step) return;
  const { number, step, values } = data;
  try {
    postMessage({ answerTo: number, result: await steps[step](...values) });
  } catch (error) {
    postMessage({ answerTo: number, error: String(error?.stack ?? error) });
  }
});
postMessage({ ready: true });
