// A page that runs one peer in a worker, as its makers advise. window.bench calls the steps of
// peer_worker.js.
import { initBackend } from 'absurd-sql/dist/indexeddb-main-thread';

const worker = new Worker('/peer_worker.js', { type: 'module' });
initBackend(worker); // answers absurd-sql alone
const waiting = new Map();
let last = 0;

const ready = new Promise((resolve, reject) => {
  worker.onerror = (event) => reject(new Error(`worker: ${event.message}`));
  worker.addEventListener('message', ({ data }) => {
    if (data?.ready) resolve(null);
    const asked = waiting.get(data?.answerTo);
    if (!asked) return;
    waiting.delete(data.answerTo);
    if (data.error) asked.reject(new Error(data.error));
    else asked.resolve(data.result);
  });
});

async function call(step, values) {
  await ready;
  return new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, { resolve, reject });
    worker.postMessage({ number: last, step, values });
  });
}

window.bench = new Proxy({}, { get: (_, step) => (...values) => call(step, values) });
