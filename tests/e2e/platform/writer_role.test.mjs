// platform::WriterRole: which of several tabs may write.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silenceMs } from '../../../web/writer_role.js';
import { openModulePage, openModules } from './lib.mjs';

/**
 * Makes a role in the page that notes in `heard` what it is told; `answers` says what it does when
 * it is asked.
 */
const makeRole = (page, answers = 'release') =>
  page.evaluate(async (how) => {
    const { WriterRole } = await import('/web/writer_role.js');
    window.heard = [];
    window.role = new WriterRole('writers', {
      granted: () => heard.push('granted'),
      lost: () => heard.push('lost'),
      asked: () => {
        heard.push('asked');
        if (how === 'release') role.release();
        if (how === 'slowly') setTimeout(() => role.release(), 1500);
      },
    });
  }, answers);

async function acquire(page, limitMs = 5000) {
  const start = Date.now();
  await page.evaluate(() => role.acquire());
  await page.waitForFunction(() => heard.at(-1) === 'granted', null, {
    timeout: limitMs,
    polling: 10,
  });
  return Date.now() - start;
}

const heard = (page) => page.evaluate(() => window.heard);

async function twoTabs(t, answers) {
  const { page, browser, url } = await openModules(t);
  const other = await browser.context.newPage();
  await openModulePage(other, url);
  await makeRole(page, answers);
  await makeRole(other);
  return { page, other };
}

test('a holder that is asked releases, and the other tab is granted', async (t) => {
  const { page, other } = await twoTabs(t);
  await acquire(page);
  const tookMs = await acquire(other);
  assert.deepEqual(await heard(page), ['granted', 'asked']);
  assert.ok(tookMs < 500, `${tookMs} ms`);
  await acquire(page);
  assert.deepEqual(await heard(other), ['granted', 'asked']);
  assert.deepEqual(await heard(page), ['granted', 'asked', 'granted']);
});

test('a holder that flushes for long keeps the role until it is done', async (t) => {
  const { page, other } = await twoTabs(t, 'slowly');
  await acquire(page);
  const tookMs = await acquire(other);
  assert.ok(tookMs >= 1400 && tookMs < 4000, `${tookMs} ms`);
  assert.deepEqual(await heard(page), ['granted', 'asked']);
});

test('a holder that cannot answer loses the role after a silence, and hears of it', async (t) => {
  const { page, other } = await twoTabs(t, 'never');
  await acquire(page);
  await page.evaluate(() => {
    const busyUntil = Date.now() + 2000;
    setTimeout(() => {
      while (Date.now() < busyUntil);
    }, 50);
  });
  await page.waitForTimeout(100);
  const tookMs = await acquire(other);
  assert.ok(tookMs >= silenceMs - 50 && tookMs < 1800, `${tookMs} ms`);
  await page.waitForFunction(() => heard.includes('lost'));
  assert.deepEqual(
    (await heard(page)).filter((what) => what !== 'asked'),
    ['granted', 'lost'],
  );
  assert.deepEqual(await heard(other), ['granted']);
});

test('a tab that closes leaves the role to the next', async (t) => {
  const { page, other } = await twoTabs(t, 'never');
  await acquire(page);
  await other.evaluate(() => role.acquire());
  await page.close();
  await other.waitForFunction(() => heard.at(-1) === 'granted');
});

test('a role released before it was granted is not granted later', async (t) => {
  const { page, other } = await twoTabs(t, 'slowly');
  await acquire(page);
  await other.evaluate(() => {
    role.acquire();
    role.release();
  });
  await other.waitForTimeout(2000);
  assert.deepEqual(await heard(other), []);
  await acquire(other);
});

test('without Web Locks the holder is asked, and releases', async (t) => {
  const { page, browser, url } = await openModules(t);
  const other = await browser.context.newPage();
  await openModulePage(other, url);
  for (const tab of [page, other]) {
    await tab.evaluate(() => Object.defineProperty(navigator, 'locks', { value: undefined }));
    await makeRole(tab);
  }
  await acquire(page);
  await acquire(other);
  assert.deepEqual(await heard(page), ['granted', 'asked']);
});
