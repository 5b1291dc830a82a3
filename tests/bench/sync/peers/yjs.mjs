// Yjs: a map of maps, updates of version 2.
import * as Y from 'yjs';

/** @type {Uint8Array} */
let before;

const deals = (/** @type {any} */ document) => document.getMap('deals');

/** @type {import('../peer.mjs').Peer} */
export const peer = {
  create(ids, records) {
    const document = new Y.Doc();
    document.clientID = 1000;
    document.transact(() => ids.forEach((id, index) => {
      const deal = new Y.Map();
      for (const [field, value] of Object.entries(records[index] ?? {})) deal.set(field, value);
      deals(document).set(id, deal);
    }));
    return this.save(document);
  },
  open(bytes) {
    const document = new Y.Doc();
    Y.applyUpdateV2(document, bytes);
    return document;
  },
  save: (document) => Y.encodeStateAsUpdateV2(document),
  edit(document, device, steps) {
    document.clientID = 1 + device;
    before = Y.encodeStateVector(document);
    for (const [id, field, value] of steps) deals(document).get(id).set(field, value);
    return document;
  },
  changes: (document) => Y.encodeStateAsUpdateV2(document, before),
  merge(document, changes) {
    for (const one of changes) Y.applyUpdateV2(document, one);
    return document;
  },
  touch(document) {
    let length = 0;
    deals(document).forEach((/** @type {any} */ deal) => {
      length += String(deal.get('amount')).length;
    });
    return length;
  },
  read(document) {
    /** @type {Record<string, object>} */
    const all = {};
    deals(document).forEach((/** @type {any} */ deal, /** @type {string} */ id) => {
      all[id] = deal.toJSON();
    });
    return all;
  },
};
