// TinyBase: a mergeable store, all edits of a device in one transaction, JSON on the wire.
import { createMergeableStore } from 'tinybase';

// JSON has no undefined; TinyBase's own encoding writes it as this.
const none = '￼';
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const encode = (/** @type {unknown} */ content) => encoder.encode(
  JSON.stringify(content, (_, value) => (value === undefined ? none : value)));
const decode = (/** @type {Uint8Array} */ bytes) => JSON.parse(
  decoder.decode(bytes), (_, value) => (value === none ? undefined : value));

/** @type {unknown} */
let changed;
let opened = 0;

/** @type {import('../peer.mjs').Peer} */
export const peer = {
  create(ids, records) {
    const store = createMergeableStore('base');
    store.transaction(() => ids.forEach((id, index) => store.setRow('deals', id, records[index])));
    return this.save(store);
  },
  open(bytes) {
    opened += 1;
    const store = createMergeableStore(`${process.pid}-${opened}`);
    store.setMergeableContent(decode(bytes));
    return store;
  },
  save: (store) => encode(store.getMergeableContent()),
  edit(store, _device, steps) {
    const listener = store.addDidFinishTransactionListener(() => {
      changed = store.getTransactionMergeableChanges();
    });
    store.transaction(() => {
      for (const [id, field, value] of steps) store.setCell('deals', id, field, value);
    });
    store.delListener(listener);
    return store;
  },
  changes: () => encode(changed),
  merge(store, changes) {
    for (const one of changes) store.applyMergeableChanges(decode(one));
    return store;
  },
  touch: (store) => store.getRowIds('deals').reduce((/** @type {number} */ length,
    /** @type {string} */ id) => length + String(store.getCell('deals', id, 'amount')).length, 0),
  read: (store) => store.getTable('deals'),
};
