// Folders as places for files, as C++ sees them through web/places.js.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, openModules, originOf, waitForAnswer } from './lib.mjs';

/**
 * Lets the dialog answer with a folder of the origin's own file system, which has the same handles
 * as a picked one, and opens it as endpoint 1 under the key that C++ was told, which is returned.
 */
async function chooseFolder(page) {
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    window.folder = await root.getDirectoryHandle('shared', { create: true });
    window.showDirectoryPicker = async (wanted) => {
      window.wanted = wanted;
      return window.folder;
    };
    window.host.places.chooseFolder(21);
  });
  await waitForAnswer(page, 'folder_chosen');
  const [[name, request, key, title]] = await answers(page);
  assert.deepEqual([name, request, title], ['folder_chosen', 21, 'shared']);
  assert.match(key, /^[0-9a-f]{16}$/);
  await page.evaluate((one) => window.host.places.openFolder(1, one), key);
  return key;
}

/** The text of a file that was read at endpoint 1, else the outcome and its detail. */
async function ask(page, kind, ...given) {
  await page.evaluate(
    ([what, name, more]) => {
      if (what === 'get') window.host.places.get(1, 31, name, more ?? 1000, false);
      else window.putText(name, more);
    },
    [kind, ...given],
  );
  await waitForAnswer(page, 'place_answer');
  const heard = await answers(page);
  const [, , outcome, , , detail] = heard.at(-1);
  if (outcome !== 0 || kind === 'put') return [outcome, detail];
  return page.evaluate(() => window.lastText());
}

async function openFolderPage(t) {
  const opened = await openModules(t);
  await preparePage(opened.page);
  return opened;
}

/** Puts texts through the module's memory, as C++ does. */
const preparePage = (page) =>
  page.evaluate(() => {
    window.putText = (name, text) => {
      const bytes = new TextEncoder().encode(text);
      window.host.places.put(1, 31, name, window.place(bytes), bytes.length);
    };
  });

test('a folder keeps files below folders, whole', async (t) => {
  const { page } = await openFolderPage(t);
  assert.equal(await page.evaluate(() => window.host.places.hasFolders), true);
  await chooseFolder(page);
  assert.deepEqual(await page.evaluate(() => window.wanted.mode), 'readwrite');
  assert.deepEqual(await ask(page, 'get', 'd/0c/h0'), [1, '']);
  assert.deepEqual(await ask(page, 'put', 'd/0c/h0', 'one'), [0, '']);
  assert.equal(await ask(page, 'get', 'd/0c/h0'), 'one');
  assert.deepEqual(await ask(page, 'put', 'd/0c/h0', 'a longer one'), [0, '']);
  assert.equal(await ask(page, 'get', 'd/0c/h0'), 'a longer one');
  assert.deepEqual(await ask(page, 'put', 'd/0c/h0', 'short'), [0, '']);
  assert.equal(await ask(page, 'get', 'd/0c/h0', 5), 'short');
  assert.deepEqual(await ask(page, 'get', 'd/0c/h0', 4), [7, 'more than 4 bytes']);
  assert.deepEqual(await ask(page, 'get', 'd/0c/h1'), [1, '']);
  assert.equal((await ask(page, 'get', 'd/0c'))[0], 8); // a folder, no file
  assert.deepEqual(await ask(page, 'put', 'empty', ''), [0, '']);
  assert.equal(await ask(page, 'get', 'empty'), '');
});

test('a folder is known after the page was loaded anew, until it is forgotten', async (t) => {
  const { page } = await openFolderPage(t);
  const key = await chooseFolder(page);
  await ask(page, 'put', 'h0', 'one');
  const again = async () => {
    await page.reload();
    await page.waitForFunction(() => window.host !== undefined);
    await preparePage(page);
    await page.evaluate((one) => window.host.places.openFolder(1, one), key);
  };
  await again();
  assert.equal(await ask(page, 'get', 'h0'), 'one');
  const stored = await page.evaluate(() => indexedDB.databases());
  assert.ok(stored.some(({ name }) => name === 'holdall-places:/tests/e2e/platform/'));
  await page.evaluate((one) => window.host.places.forgetFolder(one), key);
  await again();
  const [outcome, detail] = await ask(page, 'get', 'h0');
  assert.equal(outcome, 8);
  assert.match(detail, /not known any more/);
});

test('a folder that may not be used is refused until the person allows it', async (t) => {
  const { page } = await openFolderPage(t);
  const key = await chooseFolder(page);
  await page.evaluate(() => {
    let state = 'prompt';
    window.answerOfPerson = 'denied';
    FileSystemHandle.prototype.queryPermission = async () => state;
    FileSystemHandle.prototype.requestPermission = async ({ mode }) => {
      if (mode === 'readwrite') state = window.answerOfPerson;
      return state;
    };
  });
  assert.equal((await ask(page, 'get', 'h0'))[0], 4);
  assert.equal((await ask(page, 'put', 'h0', 'x'))[0], 4);
  for (const [said, allowed] of [
    ['denied', 0],
    ['granted', 1],
  ]) {
    await page.evaluate((one) => (window.answerOfPerson = one), said);
    await page.evaluate((one) => window.host.places.askForFolder(41, one), key);
    await waitForAnswer(page, 'folder_asked');
    assert.deepEqual(await answers(page), [['folder_asked', 41, allowed]]);
  }
  assert.deepEqual(await ask(page, 'put', 'h0', 'x'), [0, '']);
  await page.evaluate(() => window.host.places.askForFolder(42, 'unknown'));
  await waitForAnswer(page, 'folder_asked');
  assert.deepEqual(await answers(page), [['folder_asked', 42, 0]]);
});

test('a folder that is not there is offline, a full one full', async (t) => {
  const { page, browser, server } = await openFolderPage(t);
  await chooseFolder(page);
  const devtools = await browser.context.newCDPSession(page);
  const origin = originOf(server);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 300_000 });
  await ask(page, 'put', 'd/h0', 'one');
  const [outcome] = await ask(page, 'put', 'd/h0', 'x'.repeat(500_000));
  assert.equal(outcome, 6);
  assert.equal(await ask(page, 'get', 'd/h0'), 'one');
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry('shared', { recursive: true });
  });
  assert.equal((await ask(page, 'get', 'd/h0'))[0], 2);
  assert.equal((await ask(page, 'put', 'd/h0', 'x'))[0], 2);
});

test('a closed dialog says nothing, one that is refused says so, two are one', async (t) => {
  const { page } = await openFolderPage(t);
  const failWith = (name) =>
    page.evaluate((wanted) => {
      window.showDirectoryPicker = async () => {
        throw new DOMException('words', wanted);
      };
      window.host.places.chooseFolder(51);
    }, name);
  await failWith('AbortError');
  await page.waitForTimeout(100);
  assert.deepEqual(await answers(page), []);
  await failWith('SecurityError');
  await waitForAnswer(page, 'folder_refused');
  assert.deepEqual(await answers(page), [['folder_refused', 51, 'SecurityError: words']]);
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('shared', { create: true });
    window.opened = 0;
    window.showDirectoryPicker = () => {
      window.opened += 1;
      return new Promise((done) => setTimeout(() => done(folder), 100));
    };
    window.host.places.chooseFolder(52);
    window.host.places.chooseFolder(53);
  });
  await waitForAnswer(page, 'folder_chosen');
  const [[, request]] = await answers(page);
  assert.deepEqual([request, await page.evaluate(() => window.opened)], [53, 1]);
});
