// What the changes of a space make of its records, by docs/data-format.md 'Merge', and the rows
// that 'holdall list --json' shows of them (docs/command-line.md 'list').
import { Reader } from './batch_reader.mjs';

/**
 * @typedef {{field: number, type: string, payload: string}} Cell
 * @typedef {{kind: number, record: string, milliseconds: string, counter: number, device: number,
 *   cells: Cell[]}} Change
 * @typedef {Cell & {stamp: [bigint, number, number]}} Held
 * @typedef {{kind: number, life: bigint, cells: Map<number, Held>}} Row
 */

const unzigzag = (/** @type {bigint} */ code) => (code >> 1n) ^ -(code & 1n);
const payloadOf = (/** @type {Cell} */ { payload }) => new Reader(Buffer.from(payload, 'hex'));

/** Type, length and payload, as bytes in hexadecimal. @param {Cell} cell */
function encoded({ type, payload }) {
  const varint = (/** @type {number} */ value) => {
    const bytes = [];
    for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
    return Buffer.from([...bytes, value]).toString('hex');
  };
  return varint(Number(type)) + varint(payload.length / 2) + payload;
}

/** Whether the first one is the later, or of one moment the greater. @param {Held} one */
function wins(one, /** @type {Held} */ other) {
  const at = one.stamp.findIndex((part, index) => part !== other.stamp[index]);
  return at < 0 ? encoded(one) > encoded(other) : one.stamp[at] > other.stamp[at];
}

/** The rows by kind and id, in whatever order the changes come. @param {Change[]} changes */
export function merged(changes) {
  /** @type {Map<string, Row>} */
  const rows = new Map();
  for (const change of changes) {
    const name = `${change.kind} ${change.record}`;
    const row = rows.get(name) ?? { kind: change.kind, life: 0n, cells: new Map() };
    rows.set(name, row);
    for (const cell of change.cells) {
      if (cell.field >= 0x8000) throw new Error('sets are not merged here');
      if (cell.field === 0) {
        const life = unzigzag(payloadOf(cell).varint());
        if (life > row.life) row.life = life;
        continue;
      }
      /** @type {Held['stamp']} */
      const stamp = [BigInt(change.milliseconds), change.counter, change.device];
      const before = row.cells.get(cell.field);
      const held = { ...cell, stamp };
      if (!before || wins(held, before)) row.cells.set(cell.field, held);
    }
  }
  return rows;
}

const kinds = { deal: 3, organisation: 4, person: 5, member: 6 };
const mergedInto = 0x7fff;
const day = (/** @type {number} */ moment_ms) => new Date(moment_ms).toISOString().slice(0, 10);

/** A row that may not be there, and what its cells hold. */
class Shown {
  /** @param {Map<string, Row>} rows @param {Row | undefined} row */
  constructor(rows, row) {
    this.rows = rows;
    this.row = row;
  }

  /** The bytes of a value, null if there is none. @param {number} field */
  reader(field) {
    const cell = this.row?.cells.get(field);
    return cell && cell.type !== '0' ? payloadOf(cell) : null;
  }

  /** @param {number} field */
  text(field) {
    return this.reader(field)?.bytes.toString() || null;
  }

  /** The id of the record that is held, '0' for none. @param {number} field */
  id(field) {
    return String(this.reader(field)?.varint() ?? 0);
  }

  /** The record that is held, or what that was merged into. @param {number} field */
  linked(field, /** @type {number} */ kind) {
    const at = (/** @type {string} */ id) => new Shown(this.rows, this.rows.get(`${kind} ${id}`));
    let record = at(this.id(field));
    for (let steps = 0; steps < 9 && record.reader(mergedInto); ++steps) {
      record = at(record.id(mergedInto));
    }
    return record;
  }

  /** @param {number} field */
  date(field) {
    const reader = this.reader(field);
    return reader ? day(Number(unzigzag(reader.varint())) * 86_400_000) : null;
  }

  money() {
    const reader = this.reader(2);
    if (!reader) return { value: null, currency: null };
    const currency = reader.take(3).toString();
    const minor = unzigzag(reader.varint());
    const cents = minor % 100n === 0n ? '' : `.${String(minor % 100n).padStart(2, '0')}`;
    return { value: `${minor / 100n}${cents}`, currency };
  }

  outcome() {
    const reader = this.reader(5);
    if (!reader) return { outcome: 'open', closed_on: null };
    const outcome = ['open', 'won', 'lost'][reader.byte()];
    reader.varint(); // the reason
    const closed_ms = Number(unzigzag(reader.varint()));
    return { outcome, closed_on: closed_ms === 0 ? null : day(closed_ms) };
  }
}

/** @param {Map<string, Row>} rows @param {Map<string, {name: string, pipeline: string}>} stages */
export function listed(rows, stages) {
  /** @param {number} kind @param {(row: Shown) => object} columns */
  const list = (kind, columns) =>
    [...rows]
      .filter(([, row]) => row.kind === kind && row.life % 2n === 1n)
      .map(([name, row]) => ({ id: name.split(' ')[1], ...columns(new Shown(rows, row)) }))
      .sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1));
  return {
    deals: list(kinds.deal, (deal) => ({
      title: deal.text(1),
      organisation: deal.linked(7, kinds.organisation).text(1),
      person: deal.linked(8, kinds.person).text(1),
      owner: deal.linked(9, kinds.member).text(1) ?? deal.text(10),
      product: deal.text(11),
      ...deal.money(),
      pipeline: stages.get(deal.id(3))?.pipeline ?? null,
      stage: stages.get(deal.id(3))?.name ?? null,
      ...deal.outcome(),
      opened_on: deal.date(12),
      expected_close: deal.date(6),
      outcome_note: deal.text(14),
      external_id: deal.text(13),
    })),
    organisations: list(kinds.organisation, (row) => ({ name: row.text(1) })),
    people: list(kinds.person, (row) => ({
      name: row.text(1),
      organisation: row.linked(2, kinds.organisation).text(1),
    })),
    // Who has not told the name yet has one without letters.
    members: list(kinds.member, (row) => ({ name: row.text(1) ?? '' })),
  };
}
