import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFile, rm } from 'node:fs/promises';
import { dist, frames, openApp, openBrowser, press } from '../lib/browser.mjs';
import { serve } from '../lib/server.mjs';
import {
  addDeal,
  addSample,
  atRest,
  card,
  column,
  damageStorage,
  freshApp,
  saved,
} from './lib.mjs';

test('an edit that was shown as saved is there after SIGKILL', async (t) => {
  const server = await serve(dist);
  const first = await openBrowser();
  const profile = first.profile;
  t.after(async () => {
    await server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  await openApp(first.page, server.url);
  await addSample(first.page);
  await addDeal(first.page, 'Offer', 'Survives the kill 77 EUR');
  await card(column(first.page, 'Offer'), 'Survives the kill').waitFor({ state: 'attached' });
  await saved(first.page);
  await first.kill();
  const second = await openBrowser({ profile });
  t.after(() => second.close());
  await openApp(second.page, server.url);
  await card(column(second.page, 'Offer'), 'Survives the kill').waitFor({ state: 'attached' });
});

test('ten seconds without input draw no frame and ask for none', async (t) => {
  const { page } = await freshApp(t);
  await addSample(page);
  // What shows for a while goes, and everything that moves comes to rest.
  await page.waitForFunction(
    () => !window.holdall.timerPending && !window.holdall.framePending,
    null,
    { timeout: 60_000 },
  );
  await atRest(page);
  const before = await frames(page);
  await page.waitForTimeout(10_000);
  assert.deepEqual(await frames(page), before);
  assert.equal(await page.evaluate(() => window.holdall.framePending), false);
  assert.equal(await page.evaluate(() => window.holdall.timerPending), false);
});

test('damage is told, the readable can be saved, and an empty workspace begun', async (t) => {
  const { page, server } = await freshApp(t);
  await addSample(page);
  await addDeal(page, 'Lead', 'Will be damaged');
  await saved(page);
  await damageStorage(page, { onlyLastRecord: true });
  await openApp(page, server.url);
  const [csv] = await Promise.all([
    page.waitForEvent('download'),
    press(page.getByRole('button', { name: 'Save what is readable' })),
  ]);
  assert.equal(csv.suggestedFilename(), 'holdall-rescued.csv');
  assert.ok((await readFile(await csv.path(), 'utf8')).split('\r\n').length > 100);
  await page
    .getByText(/deals were saved as CSV/)
    .first()
    .waitFor({ state: 'attached' });
  const [raw] = await Promise.all([
    page.waitForEvent('download'),
    press(page.getByRole('button', { name: 'Save the raw database' })),
  ]);
  assert.equal(raw.suggestedFilename(), 'holdall-rescued.sqlite');
  assert.ok((await readFile(await raw.path())).includes('SQLite format 3'));
  await press(page.getByRole('button', { name: /empty workspace/i }));
  const question = page.getByRole('dialog', { name: /empty workspace/i });
  await question.getByRole('button', { name: /empty workspace/i }).dispatchEvent('click');
  await page.getByText('Your sales pipeline starts here').first().waitFor({ state: 'attached' });
});

test('where nothing can be read that is said, and the raw database is there', async (t) => {
  const { page, server } = await freshApp(t);
  await addSample(page);
  await damageStorage(page, { wholly: true });
  await openApp(page, server.url);
  await press(page.getByRole('button', { name: 'Save what is readable' }));
  await page
    .getByText(/No deal could be read/)
    .first()
    .waitFor({ state: 'attached' });
  const [raw] = await Promise.all([
    page.waitForEvent('download'),
    press(page.getByRole('button', { name: 'Save the raw database' })),
  ]);
  assert.ok((await readFile(await raw.path())).length > 100_000);
});
