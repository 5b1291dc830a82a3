// Loro: a map of maps; a commit for each edit, snapshots for what is saved.
import { LoroDoc, LoroMap } from 'loro-crdt';

/** @type {any} */
let before;

/** @type {import('../peer.mjs').Peer} */
export const peer = {
  create(ids, records) {
    const document = new LoroDoc();
    document.setPeerId('1000');
    const deals = document.getMap('deals');
    ids.forEach((id, index) => {
      const deal = deals.setContainer(id, new LoroMap());
      for (const [field, value] of Object.entries(records[index] ?? {})) deal.set(field, value);
    });
    document.commit();
    return this.save(document);
  },
  open(bytes) {
    const document = new LoroDoc();
    document.import(bytes);
    return document;
  },
  save: (document) => document.export({ mode: 'snapshot' }),
  edit(document, device, steps) {
    document.setPeerId(String(1 + device));
    before = document.version();
    const deals = document.getMap('deals');
    for (const [id, field, value] of steps) {
      deals.get(id).set(field, value);
      document.commit();
    }
    return document;
  },
  changes: (document) => document.export({ mode: 'update', from: before }),
  merge(document, changes) {
    document.importBatch(changes);
    return document;
  },
  touch(document) {
    const deals = Object.values(document.getMap('deals').toJSON());
    return deals.reduce((length, deal) => length + String(deal.amount).length, 0);
  },
  read: (document) => document.getMap('deals').toJSON(),
};
