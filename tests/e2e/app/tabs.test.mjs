// Several tabs of one browser: one of them writes, the others follow it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activate, openApp } from '../lib/browser.mjs';
import { stopTab } from '../lib/processes.mjs';
import {
  addDeal,
  addSample,
  atRest,
  card,
  chooseFile,
  column,
  freshApp,
  saved,
  waitForCount,
} from './lib.mjs';

/** Opens the same app in so many tabs; the last one of them writes. */
async function tabsOfOneApp(t, count) {
  const { browser, server, page } = await freshApp(t, { viewport: { width: 1440, height: 700 } });
  await addSample(page);
  const pages = [page];
  while (pages.length < count) {
    const another = await browser.context.newPage();
    another.setDefaultTimeout(15_000);
    await openApp(another, server.url);
    await column(another, 'Lead').waitFor({ state: 'attached' });
    await writes(another);
    pages.push(another);
  }
  return { pages, browser, server };
}

/** Which of the tabs holds the lock of the writer is known to the tabs alone: one asks it. */
async function writes(page) {
  await page.waitForFunction(async () => {
    const { held = [] } = await navigator.locks.query();
    const own = await new Promise((done) => {
      navigator.locks.request('whose', async () => {
        const all = await navigator.locks.query();
        done(all.held?.find(({ name }) => name === 'whose')?.clientId);
      });
    });
    return held.some(({ name = '', clientId }) => name.endsWith(':writer') && clientId === own);
  });
}

const there = (page, title) => card(column(page, 'Lead'), title).waitFor({ state: 'attached' });

test('an edit in any tab is seen in all of them, whichever writes', async (t) => {
  const { pages } = await tabsOfOneApp(t, 3);
  for (const [index, page] of pages.entries()) {
    const title = `From tab ${index + 1}`;
    await addDeal(page, 'Lead', title);
    await saved(page);
    for (const each of pages) await there(each, title);
  }
  await writes(pages[2]);
  // What a tab that follows has done it can take back.
  await pages[0].keyboard.press('Escape');
  await pages[0].keyboard.press('Control+z');
  for (const page of pages) {
    await card(column(page, 'Lead'), 'From tab 3').waitFor({ state: 'detached' });
  }
});

test('the window that a person turns to writes, without reading anything again', async (t) => {
  const { pages } = await tabsOfOneApp(t, 2);
  const [first, second] = pages;
  await addDeal(second, 'Lead', 'Done before');
  await saved(second);
  await first.evaluate(() => {
    const { transaction } = IDBDatabase.prototype;
    window.chunksRead = 0;
    IDBDatabase.prototype.transaction = function (stores, mode, options) {
      if (mode !== 'readwrite' && [stores].flat().includes('chunks')) window.chunksRead += 1;
      return transaction.call(this, stores, mode, options);
    };
  });
  await first.evaluate(() => window.dispatchEvent(new Event('focus')));
  await writes(first);
  await there(first, 'Done before');
  await addDeal(first, 'Lead', 'Done after');
  await saved(first);
  await there(second, 'Done after');
  assert.equal(await first.evaluate(() => window.chunksRead), 0);
});

for (const [how, leave] of Object.entries({
  closed: (page) => page.close(),
  killed: async (page) => {
    const session = await page.context().newCDPSession(page);
    session.send('Page.crash').catch(() => {});
  },
  suspended: async (page, browser, t) => {
    const run = await stopTab(browser, page);
    t.after(run);
    return run;
  },
  hanging: async (page) => {
    page
      .evaluate(() => {
        const end = performance.now() + 8000;
        while (performance.now() < end);
      })
      .catch(() => {});
  },
})) {
  test(`when the tab that writes is ${how} another one goes on, and nothing is lost`, async (t) => {
    const { pages, browser, server } = await tabsOfOneApp(t, 2);
    const [first, second] = pages;
    await addDeal(second, 'Lead', 'Saved by the second');
    await saved(second);
    await there(first, 'Saved by the second');
    await first.bringToFront();
    await typeInto(first, 'Asked of nobody');
    await atRest(second);
    const comeBack = await leave(second, browser, t);
    t.diagnostic(`${Math.round(await enterUntilSaved(first))} ms until it was saved`);
    await there(first, 'Asked of nobody');
    const fresh = await browser.context.newPage();
    await openApp(fresh, server.url);
    await there(fresh, 'Saved by the second');
    await there(fresh, 'Asked of nobody');
    await waitForCount(fresh, 'Lead', (await leads(first)) ?? 0);
    if (how === 'closed' || how === 'killed') return;
    // Who comes back has heard what was asked of it, and has nothing of its own to show.
    if (comeBack) comeBack();
    await there(second, 'Asked of nobody');
    await saved(second);
    assert.equal(await second.getByText('Another tab took over').count(), 0);
  });
}

/** Types the title of a deal and does not add it yet. */
async function typeInto(page, title) {
  await activate(page.getByRole('button', { name: 'Add deal to Lead' }));
  await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
  await page.keyboard.insertText(title);
}

/** Presses Enter; how long it took until the deal was shown as saved, in milliseconds. */
async function enterUntilSaved(page) {
  await page.evaluate(() => {
    window.saving = new Promise((done) => {
      let from = 0;
      const look = () => {
        const { saveState } = window.holdall;
        if (from && performance.now() > from + 1 && saveState === 'saved') {
          done(performance.now() - from);
        } else {
          setTimeout(look, 4);
        }
      };
      const pressed = (event) => {
        if (event.key !== 'Enter') return;
        removeEventListener('keydown', pressed, true);
        // The frame that takes the edit comes first.
        requestAnimationFrame(() => requestAnimationFrame(look));
        from = performance.now();
      };
      addEventListener('keydown', pressed, true);
    });
  });
  await page.keyboard.press('Enter');
  const took = await page.evaluate(() => window.saving);
  await saved(page);
  return took;
}

/** How many deals the first column says that it has. */
async function leads(page) {
  const name = await column(page, 'Lead').getAttribute('aria-label');
  return Number(/: ([\d,]+) deals?/.exec(name)?.[1]?.replaceAll(',', ''));
}

test('a tab follows an import, and its own edit is not held up by it', async (t) => {
  const { pages } = await tabsOfOneApp(t, 2);
  const [first, second] = pages;
  const rows = Array.from(
    { length: 60_000 },
    (_, index) => `Row ${index},Firm ${index % 50},10,EUR`,
  );
  await chooseFile(second, {
    name: 'many.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`deal name,account,value,currency\n${rows.join('\n')}\n`),
  });
  const before = await leads(first);
  const dialog = second.getByRole('dialog', { name: 'Import deals' });
  const start = dialog.getByRole('button', { name: /^Import [\d,]+ deals$/ });
  await start.waitFor({ state: 'attached' });
  await typeInto(first, 'Beside the import');
  await start.dispatchEvent('click');
  await first.bringToFront(); // behind another tab it draws once a second
  await first.keyboard.press('Enter');
  await there(first, 'Beside the import');
  assert.ok(Number(await leads(first)) < before + 60_000, 'the import is not over yet');
  await second
    .getByText(/60,000 deals/)
    .first()
    .waitFor({ state: 'attached', timeout: 60_000 });
  await waitForCount(first, 'Lead', before + 60_001);
  await waitForCount(second, 'Lead', before + 60_001);
});

test('a tab that stands still draws and asks for nothing while others work', async (t) => {
  const { pages } = await tabsOfOneApp(t, 2);
  const [first, second] = pages;
  await addDeal(second, 'Lead', 'One more');
  await there(first, 'One more');
  await saved(second);
  const counters = () =>
    first.evaluate(() => {
      const { framesAsked, commits, taskTimerPending, timerPending, storagePending } =
        window.holdall;
      return { framesAsked, commits, taskTimerPending, timerPending, storagePending };
    });
  // What shows for a while goes, and everything that moves comes to rest.
  await first.waitForFunction(
    () => !window.holdall.timerPending && !window.holdall.framePending,
    null,
    { timeout: 60_000 },
  );
  await atRest(first);
  const still = await counters();
  await new Promise((done) => setTimeout(done, 3000));
  assert.deepEqual(await counters(), still);
  assert.equal(still.taskTimerPending, false);
});
