// Automerge: 20 edits in a change, which favours it: a change costs about 8 ms on this document
// whatever it holds. Strings are scalars, not texts.
import * as Automerge from '@automerge/automerge';

const editsInChange = 20;
const wrap = (/** @type {unknown} */ value) =>
  (typeof value === 'string' ? new Automerge.ImmutableString(value) : value);
const unwrap = (/** @type {any} */ value) => (typeof value === 'object' ? String(value) : value);
const actor = (/** @type {number} */ number) => number.toString(16).padStart(32, '0');

/** @type {any} */
let before;

/** @type {import('../peer.mjs').Peer} */
export const peer = {
  create(ids, records) {
    const empty = Automerge.init({ actor: actor(1000) });
    return Automerge.save(Automerge.change(empty, { time: 0 }, (/** @type {any} */ draft) => {
      draft.deals = {};
      ids.forEach((id, index) => {
        draft.deals[id] = Object.fromEntries(
          Object.entries(records[index] ?? {}).map(([field, value]) => [field, wrap(value)]));
      });
    }));
  },
  open: (bytes) => Automerge.load(bytes),
  save: (document) => Automerge.save(document),
  edit(document, device, steps) {
    let edited = Automerge.clone(document, { actor: actor(1 + device) });
    before = Automerge.getHeads(edited);
    const all = [...steps];
    for (let first = 0; first < all.length; first += editsInChange) {
      const some = all.slice(first, first + editsInChange);
      edited = Automerge.change(edited, { time: 0 }, (/** @type {any} */ draft) => {
        for (const [id, field, value] of some) draft.deals[id][field] = wrap(value);
      });
    }
    return edited;
  },
  changes: (document) => Automerge.saveSince(document, before),
  merge: (document, changes) => changes.reduce(
    (merged, one) => Automerge.loadIncremental(merged, one), document),
  touch: (document) => Object.values(document.deals).reduce(
    (length, deal) => length + String(unwrap(deal.amount)).length, 0),
  read: (document) => Object.fromEntries(Object.entries(document.deals).map(([id, deal]) => [
    id, Object.fromEntries(Object.entries(deal).map(([field, value]) => [field, unwrap(value)])),
  ])),
};
