import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activate, openApp, press } from '../lib/browser.mjs';
import {
  chooseFile,
  columnName,
  enabled,
  freshApp,
  importTable,
  pipelineLikeTheRealOne,
  saved,
  textFile,
  waitForCount,
} from './lib.mjs';

test('8,800 deals arrive with exact sums, survive offline, and are one step to undo', async (t) => {
  const { page, browser, server } = await freshApp(t);
  await importTable(page, pipelineLikeTheRealOne());
  await waitForCount(page, 'Prospecting', 500);
  await waitForCount(page, 'Engaging', 1589);
  await waitForCount(page, 'Won', 4238);
  await waitForCount(page, 'Lost', 2473);
  assert.match(await columnName(page, 'Won'), /\$10,005,534/);
  await saved(page);

  await page.waitForFunction(
    () => navigator.serviceWorker?.controller || navigator.serviceWorker.ready,
  );
  await page.evaluate(() => navigator.serviceWorker.ready);
  server.faults.down = true;
  await browser.context.setOffline(true);
  t.after(() => browser.context.setOffline(false));
  await openApp(page, page.url());
  await waitForCount(page, 'Won', 4238);
  assert.match(await columnName(page, 'Won'), /\$10,005,534/);

  await press(page.getByRole('button', { name: 'Undo', exact: true }).first());
  await page.getByRole('list', { name: /^Won: / }).waitFor({ state: 'detached' });
  await saved(page);
});

/** @type {[string, Buffer, RegExp][]} */
const bad = [
  ['empty', Buffer.alloc(0), /file is empty/i],
  ['without a known column', Buffer.from('colour,size\nred,1\n'), /No column of this file/i],
  [
    'cut in the middle',
    pipelineLikeTheRealOne().subarray(0, 300_000),
    /ends in the middle of row/i,
  ],
  [
    'not text',
    Buffer.from([0x6f, 0x70, 0x2c, 0x61, 0x0a, 0xff, 0xfe, 0x00, 0x80, 0x81, 0x0a]),
    /not a text file/i,
  ],
  ['200 MB long', Buffer.alloc(200 * 1024 * 1024, 'a,b\n'), /larger than/i],
];
for (const [name, buffer, message] of bad) {
  test(`a file that is ${name} is refused with a clear message, and nothing changes`, async (t) => {
    const { page } = await freshApp(t);
    const chooser = page.waitForEvent('filechooser');
    await press(page.getByRole('button', { name: /^Import/ }).first());
    if (buffer.length > 50 * 1024 * 1024) {
      const { mkdtemp, writeFile, rm } = await import('node:fs/promises');
      const folder = await mkdtemp('/tmp/holdall-big-');
      t.after(() => rm(folder, { recursive: true }));
      await writeFile(`${folder}/big.csv`, buffer);
      await (await chooser).setFiles(`${folder}/big.csv`);
    } else {
      await (await chooser).setFiles({ name: 'bad.csv', mimeType: 'text/csv', buffer });
    }
    await page.getByText(message).first().waitFor({ state: 'attached' });
    assert.equal(await page.getByRole('button', { name: /^Import [\d,]+ deals?$/ }).count(), 0);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('Your sales pipeline starts here').first().waitFor({ state: 'attached' });
  });
}

test('rows to check say where and why, and what the import still needs is said', async (t) => {
  const { page } = await freshApp(t, { viewport: { width: 390, height: 844 } });
  const rows = ['Title,Amount,Expected close', 'Acme,about ten,', '', 'Beta,5,some day'];
  await chooseFile(page, textFile(rows.join('\n'), 'my_first-deals.csv'));
  const dialog = page.getByRole('dialog', { name: 'Import deals' });
  const list = dialog.getByRole('list', { name: 'To check' });
  await list.waitFor({ state: 'attached' });
  assert.deepEqual(
    await list
      .getByRole('listitem')
      .evaluateAll((items) => items.map((item) => item.getAttribute('aria-label'))),
    [
      'Row 2, Acme, Amount: The amount could not be read: about ten',
      'Row 4, Beta, Expected close: The date could not be read: some day',
    ],
  );
  const start = dialog.getByRole('button', { name: 'Import 2 deals' });
  const missing = dialog.getByText('Choose the currency first');
  await missing.first().waitFor({ state: 'attached' });
  const currency = dialog.getByRole('combobox', { name: /currency/i });
  assert.equal(await currency.getAttribute('aria-invalid'), 'true');
  await currency.selectOption({ index: 1 });
  await missing.first().waitFor({ state: 'detached' });
  await enabled(start);
  await activate(start);
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'My first deals' }).waitFor({ state: 'attached' });
});

test('a cancelled import leaves nothing behind', async (t) => {
  const { page } = await freshApp(t);
  const rows = ['opportunity_id,account,deal_stage,close_value'];
  for (let index = 0; index < 60_000; index += 1)
    rows.push(`K${index},Firm ${index % 97},Engaging,${index}`);
  await chooseFile(page, textFile(rows.join('\n')));
  const dialog = page.getByRole('dialog', { name: 'Import deals' });
  const currency = dialog.getByRole('combobox', { name: /currency/i });
  await currency.waitFor({ state: 'attached' });
  await currency.selectOption({ index: 1 });
  const start = dialog.getByRole('button', { name: 'Import 60,000 deals' });
  await enabled(start);
  await start.dispatchEvent('click');
  await dialog.getByRole('progressbar').waitFor({ state: 'attached' });
  await dialog.getByRole('button', { name: 'Cancel' }).dispatchEvent('click');
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('nothing was added').first().waitFor({ state: 'attached' });
  await page.getByText('Your sales pipeline starts here').first().waitFor({ state: 'attached' });
});
