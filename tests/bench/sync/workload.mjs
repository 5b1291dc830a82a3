// The workload that every subject of the bench runs: 10,000 deals of 12 fields, and five devices
// that each edit single fields of them at the same time. tests/unit/support/peer_edits.cpp makes
// the same for Holdall; the bench compares digests of both.

export const fields = ['name', 'company', 'contact', 'stage', 'amount', 'currency', 'probability',
  'closeDate', 'owner', 'source', 'nextStep', 'notes'];
export const deviceCount = 5;
export const dealCount = 10_000;
const dayMs = 86_400_000;

/** @param {string} text */
const list = (text) => text.split(' ');
const words = list('renewal pilot budget legal pricing demo champion security review migration ' +
  'upsell seat quarter contract procurement stakeholder kickoff proposal integration support ' +
  'rollout onboarding discount reference training expansion blocker timeline decision approval');
const firms = list('Acme Globex Initech Umbra Vertex Nimbus Kestrel Harbor Atlas Lumen Quarry ' +
  'Orchid Cobalt Ridge Delta Summit Falcon Juniper Meadow Pioneer');
const people = list(
  'Ana Ben Chloe Dev Elif Finn Grace Hugo Ines Jon Kira Liam Maya Noor Otto Pia Quinn Rosa Sven ' +
  'Tara');
const legalForms = list('GmbH Ltd Inc SA');
const stages = list('lead qualified demo proposal negotiation won lost');
const sources = list('web referral event outbound partner');
const currencies = list('EUR USD GBP');

/** @typedef {() => number} Random  from 0 to 1 */
/** @typedef {string | number} Value */
/** @typedef {Record<string, Value>} Deal */

/** mulberry32. @param {number} seed @returns {Random} */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** @param {Random} random @param {number} limit */
const below = (random, limit) => Math.floor(random() * limit);

/** @param {Random} random @param {string[]} choices */
const pick = (random, choices) => choices[below(random, choices.length)] ?? '';

/** @param {Random} random @param {number} count */
const someWords = (random, count) =>
  Array.from({ length: count }, () => pick(random, words)).join(' ');

/** @type {Record<string, (random: Random) => Value>} */
const makers = {
  name: (random) => `${pick(random, firms)} ${someWords(random, 2)}`,
  company: (random) =>
    `${pick(random, firms)} ${pick(random, legalForms)} ${below(random, 1000)}`,
  contact: (random) => `${pick(random, people)}.${pick(random, people).toLowerCase()}` +
    `${below(random, 100)}@example.com`,
  stage: (random) => pick(random, stages),
  amount: (random) => below(random, 5_000_000),
  currency: (random) => pick(random, currencies),
  probability: (random) => below(random, 101),
  closeDate: (random) =>
    new Date(1_790_000_000_000 + below(random, 400) * dayMs).toISOString().slice(0, 10),
  owner: (random) => pick(random, people),
  source: (random) => pick(random, sources),
  nextStep: (random) => someWords(random, 4 + below(random, 4)),
  notes: (random) => someWords(random, 8 + below(random, 10)),
};

/** @param {Random} random @param {string} field */
const valueOf = (random, field) => makers[field]?.(random) ?? '';

/** What the devices begin with. @returns {{ids: string[], deals: Deal[]}} */
export function firstDeals() {
  const random = randomFrom(12_345);
  const ids = [];
  const deals = [];
  for (let index = 0; index < dealCount; index += 1) {
    ids.push(Array.from({ length: 32 }, () => below(random, 16).toString(16)).join(''));
    deals.push(Object.fromEntries(fields.map((field) => [field, valueOf(random, field)])));
  }
  return { ids, deals };
}

/**
 * The edits of a device, from 0 on: the deal's place, the field's, the value.
 * @param {number} device @param {number} count
 * @returns {Generator<[number, number, Value]>}
 */
export function* edits(device, count) {
  const random = randomFrom(777 + device);
  for (let index = 0; index < count; index += 1) {
    const deal = below(random, dealCount);
    const field = below(random, fields.length);
    yield [deal, field, valueOf(random, fields[field] ?? '')];
  }
}

/** All of it as text, to be compared. @param {number} count  edits of each device */
export function workloadText(count) {
  const lines = firstDeals().deals.flatMap((deal) => fields.map((field) => `${deal[field]}\n`));
  for (let device = 0; device < deviceCount; device += 1) {
    for (const edit of edits(device, count)) lines.push(`${edit.join(' ')}\n`);
  }
  return lines.join('');
}
