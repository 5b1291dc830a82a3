// WriterRole in node, with locks and a channel that several tabs of one process share.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patienceMs, silenceMs, WriterRole } from '../../../web/writer_role.js';

/** The Web Lock that all tabs share, as the standard describes it. */
class FakeLock {
  held = null;
  queue = [];

  /** What one tab has as navigator.locks. */
  managerOf(clientId) {
    return {
      query: async () => ({
        held: this.held ? [{ name: this.held.name, clientId: this.held.clientId }] : [],
      }),
      request: (name, options, call) => this.#request({ name, clientId, options, call }),
    };
  }

  #request(wanted) {
    return new Promise((done, failed) => {
      const request = { ...wanted, done, failed };
      const { ifAvailable, steal, signal } = request.options;
      const abort = () => failed(new DOMException('', 'AbortError'));
      if (signal?.aborted) return abort();
      if (steal) {
        this.held?.failed(new DOMException('stolen', 'AbortError'));
        this.held = null;
        this.queue.unshift(request);
      } else if (ifAvailable && (this.held || this.queue.length)) {
        return queueMicrotask(() => done(request.call(null)));
      } else {
        this.queue.push(request);
      }
      signal?.addEventListener('abort', () => {
        if (!this.queue.includes(request)) return;
        this.queue = this.queue.filter((waiting) => waiting !== request);
        abort();
      });
      this.#grantNext();
    });
  }

  #grantNext() {
    if (this.held || !this.queue.length) return;
    const request = this.queue.shift();
    this.held = request;
    queueMicrotask(async () => {
      if (this.held !== request) return;
      const result = await request.call({ name: request.name });
      request.done(result);
      if (this.held !== request) return;
      this.held = null;
      this.#grantNext();
    });
  }
}

const turns = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setImmediate(done));
};

// setTimeout in the test's hands (node's own stand-in does not work in the node 18 of Debian 12).
class FakeTimers {
  #now = 0;
  #last = 0;
  #timers = new Map();

  constructor(t) {
    const { setTimeout, clearTimeout } = globalThis;
    Object.assign(globalThis, {
      setTimeout: (task, delayMs) => {
        this.#last += 1;
        this.#timers.set(this.#last, { task, dueMs: this.#now + delayMs });
        return this.#last;
      },
      clearTimeout: (timer) => this.#timers.delete(timer),
    });
    t.after(() => Object.assign(globalThis, { setTimeout, clearTimeout }));
  }

  tick(durationMs) {
    this.#now += durationMs;
    for (const [timer, { task, dueMs }] of [...this.#timers]) {
      if (dueMs <= this.#now && this.#timers.delete(timer)) task();
    }
  }
}

/** Tabs over one lock (or none), the clock in the test's hands. */
function tabsOf(t, { locks = true } = {}) {
  const timers = new FakeTimers(t);
  const tabs = [];
  const lock = new FakeLock();
  const before = globalThis.BroadcastChannel;
  class FakeChannel {
    constructor() {
      this.open = true;
      tabs.at(-1).channel = this;
    }
    postMessage(data) {
      for (const { channel } of tabs) {
        if (channel !== this && channel.open) setImmediate(() => channel.onmessage({ data }));
      }
    }
  }
  globalThis.BroadcastChannel = /** @type {any} */ (FakeChannel);
  t.after(() => {
    globalThis.BroadcastChannel = before;
  });
  const makeTab = (name, answers = 'release') => {
    const tab = { name, heard: [], channel: null, role: null, answers };
    tabs.push(tab);
    tab.role = new WriterRole(
      'test',
      {
        granted: () => tab.heard.push('granted'),
        lost: () => tab.heard.push('lost'),
        asked: () => {
          tab.heard.push('asked');
          if (tab.answers === 'release') tab.role.release();
        },
      },
      locks ? lock.managerOf(name) : null,
    );
    return tab;
  };
  const pass = async (durationMs) => {
    for (let passed = 0; passed < durationMs; passed += 50) {
      timers.tick(50);
      await turns();
    }
  };
  return { makeTab, pass, lock, timers };
}

for (const locks of [true, false]) {
  const how = locks ? 'with locks' : 'without locks';

  test(`${how}: who is asked releases, and the other is granted`, async (t) => {
    const { makeTab, pass } = tabsOf(t, { locks });
    const [one, two] = [makeTab('one'), makeTab('two')];
    one.role.acquire();
    await pass(silenceMs);
    assert.deepEqual(one.heard, ['granted']);
    two.role.acquire();
    await turns();
    await turns();
    assert.deepEqual(one.heard, ['granted', 'asked']);
    assert.deepEqual(two.heard, ['granted']);
  });

  test(`${how}: who flushes has five seconds, then loses the role`, async (t) => {
    const { makeTab, pass } = tabsOf(t, { locks });
    const [one, two] = [makeTab('one', 'never'), makeTab('two')];
    one.role.acquire();
    await pass(silenceMs);
    two.role.acquire();
    await turns();
    await pass(patienceMs - 100);
    assert.deepEqual(one.heard, ['granted', 'asked']);
    assert.deepEqual(two.heard, []);
    await pass(200);
    assert.deepEqual(one.heard, ['granted', 'asked', 'lost']);
    assert.deepEqual(two.heard, ['granted']);
  });

  test(`${how}: of two that wait the second asks the first before it takes the role`, async (t) => {
    const { makeTab, pass } = tabsOf(t, { locks });
    const [one, two, three] = ['one', 'two', 'three'].map((name) => makeTab(name, 'never'));
    one.role.acquire();
    await pass(silenceMs);
    two.role.acquire();
    three.role.acquire();
    await turns();
    await pass(patienceMs - 500);
    one.role.release();
    await pass(1000); // more than was left of the patience with the tab before
    const held = [two, three].filter((tab) => tab.role.held);
    assert.equal(held.length, 1);
    assert.deepEqual([...new Set(held[0].heard)], ['granted', 'asked'], 'asked, and given time');
    await pass(patienceMs);
    assert.deepEqual([...new Set(held[0].heard)], ['granted', 'asked', 'lost']);
    assert.equal([two, three].filter((tab) => tab.role.held).length, 1);
  });
}

test('who cannot answer loses the role after a silence', async (t) => {
  const { makeTab, pass } = tabsOf(t);
  const [one, two] = [makeTab('one'), makeTab('two')];
  one.role.acquire();
  await turns();
  one.channel.open = false;
  two.role.acquire();
  await turns();
  await pass(silenceMs - 50);
  assert.deepEqual(two.heard, []);
  await pass(100);
  assert.deepEqual(two.heard, ['granted']);
  assert.deepEqual(one.heard, ['granted', 'lost']);
});

test('who says that it holds the role has not heard the question and is asked', async (t) => {
  const { makeTab, pass } = tabsOf(t);
  const [one, two] = [makeTab('one'), makeTab('two')];
  one.role.acquire();
  await turns();
  one.channel.open = false; // its lock is granted, and it is busy still
  two.role.acquire();
  await turns();
  one.channel.open = true;
  one.channel.postMessage({ word: 'holding', from: 'one', to: '' });
  await turns();
  await pass(100);
  assert.deepEqual(one.heard, ['granted', 'asked']);
  assert.deepEqual(two.heard, ['granted']);
});

test('a role granted in the moment of the steal is not stolen from oneself', async (t) => {
  const { makeTab, pass, timers } = tabsOf(t);
  const [one, two] = [makeTab('one', 'never'), makeTab('two')];
  one.role.acquire();
  await turns();
  one.channel.open = false;
  two.role.acquire();
  await turns();
  await pass(silenceMs - 50);
  one.role.release(); // its lock comes free while the timer of the other falls due
  timers.tick(50);
  await turns();
  await turns();
  assert.deepEqual(two.heard, ['granted']);
  assert.equal(two.role.held, true);
  await pass(2 * patienceMs);
  assert.deepEqual(two.heard, ['granted']);
});

test('no rejection is left unhandled when a steal is stolen in turn', async (t) => {
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  t.after(() => process.off('unhandledRejection', note));
  const { makeTab, pass } = tabsOf(t);
  const tabs = ['one', 'two', 'three'].map((name) => makeTab(name));
  for (const tab of tabs) {
    tab.role.acquire();
    await turns();
    tab.channel.open = false;
    await pass(patienceMs + silenceMs);
  }
  assert.deepEqual(
    tabs.map((tab) => tab.role.held),
    [false, false, true],
  );
  assert.deepEqual(tabs[1].heard, ['granted', 'lost']);
  assert.deepEqual(unhandled, []);
});

test('locks that do not work at all leave the talking', async (t) => {
  const { makeTab, pass, lock } = tabsOf(t);
  const refused = async () => {
    throw new DOMException('not here', 'SecurityError');
  };
  lock.managerOf = () => ({ request: refused, query: refused });
  const one = makeTab('one');
  one.role.acquire();
  await pass(silenceMs + 100);
  assert.deepEqual(one.heard, ['granted']);
});

test('a role released before it was granted is not granted later', async (t) => {
  const { makeTab, pass, lock } = tabsOf(t);
  const [one, two] = [makeTab('one', 'never'), makeTab('two')];
  one.role.acquire();
  await turns();
  two.role.acquire();
  await turns();
  two.role.release();
  one.role.release();
  await pass(patienceMs);
  assert.deepEqual(two.heard, []);
  assert.equal(lock.held, null);
  two.role.acquire();
  await turns();
  assert.deepEqual(two.heard, ['granted']);
});

test('who stands by follows a tab that goes, and makes room for one that asks', async (t) => {
  const { makeTab, pass } = tabsOf(t);
  const [one, two, three] = ['one', 'two', 'three'].map((name) => makeTab(name));
  one.role.acquire();
  await turns();
  two.role.standBy();
  three.role.acquire();
  await pass(silenceMs + 100);
  assert.deepEqual(two.heard, [], 'three asked, two did not');
  assert.deepEqual(three.heard, ['granted']);
  three.channel.open = false;
  three.role.release(); // its page is closed
  await pass(100);
  assert.deepEqual(two.heard, ['granted']);
  one.role.standBy();
  two.role.release();
  await pass(100);
  assert.deepEqual(one.heard, ['granted', 'asked', 'granted']);
});

test('a holder at work that asks for patience keeps the role', async (t) => {
  const { makeTab, pass } = tabsOf(t);
  const [one, two] = [makeTab('one', 'never'), makeTab('two')];
  let nowMs = 0;
  const { performance } = globalThis;
  Object.defineProperty(globalThis, 'performance', {
    value: { now: () => nowMs },
    configurable: true,
    writable: true,
  });
  t.after(() =>
    Object.defineProperty(globalThis, 'performance', {
      value: performance,
      writable: true,
      configurable: true,
    }),
  );
  one.role.acquire();
  await turns();
  two.role.acquire();
  for (let slice = 0; slice < 30; slice += 1) {
    await pass(500);
    nowMs += 500;
    one.role.askForPatience();
  }
  assert.deepEqual(two.heard, []);
  await pass(patienceMs + 100);
  assert.deepEqual(two.heard, ['granted']);
});
