// The floor: what IndexedDB itself takes for records without any database in them.
import { answerOf, completionOf } from './workload.js';

const recordKeys = 9000;
const bytes = crypto.getRandomValues(new Uint8Array(65536)); // nothing to compress

async function open() {
  const request = indexedDB.open('raw', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('records');
  return answerOf(request);
}

window.bench = {
  /** The milliseconds of each put of a record, strict, awaited. */
  async puts(count, sizeBytes) {
    const storage = await open();
    const times = [];
    for (let index = 0; index < count; index += 1) {
      const start = Math.floor(Math.random() * (bytes.length - sizeBytes));
      const record = bytes.slice(start, start + sizeBytes);
      const key = Math.floor(Math.random() * recordKeys);
      const began = performance.now();
      const transaction = storage.transaction('records', 'readwrite', { durability: 'strict' });
      transaction.objectStore('records').put(record, key);
      transaction.commit();
      await completionOf(transaction);
      times.push(performance.now() - began);
    }
    storage.close();
    return times;
  },
};
