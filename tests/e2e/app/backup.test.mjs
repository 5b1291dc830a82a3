import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { openApp, press } from '../lib/browser.mjs';
import {
  addDeal,
  addSample,
  card,
  column,
  freshApp,
  saved,
  typeDeal,
  waitForCount,
} from './lib.mjs';

/** What a button hands out as a file. */
async function downloaded(page, name) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    press(page.getByRole('button', { name })),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** The database in a .holdall file, by docs/backup-format.md alone. */
function unpacked(file) {
  assert.equal(file.subarray(1, 8).toString(), 'HOLDALL');
  const size = Number(file.readBigUInt64LE(12));
  const blocks = [];
  let at = 40;
  for (let left = size; left > 0;) {
    const length = file.readUInt32LE(at);
    blocks.push(inflateSync(file.subarray(at + 4, at + 4 + length)));
    left -= blocks.at(-1).length;
    at += 4 + length + 8;
  }
  assert.equal(at, file.length);
  return Buffer.concat(blocks);
}

/** What the command line of SQLite says of a database. */
async function asked(t, database, sql) {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdall-backup-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(path.join(folder, 'copy.sqlite'), database);
  return execFileSync('sqlite3', [path.join(folder, 'copy.sqlite'), sql])
    .toString()
    .trim();
}

async function addFirstDeal(page, line) {
  await press(page.getByRole('button', { name: 'Add deal', exact: true }).first());
  await typeDeal(page, line);
}

async function openStorage(page) {
  await press(page.getByRole('button', { name: 'Storage and backup' }));
  await page.getByRole('dialog', { name: 'Storage and backup' }).waitFor({ state: 'attached' });
}

test('a backup is a file that others can read, and comes back in another browser', async (t) => {
  const { page } = await freshApp(t);
  await addSample(page);
  await addDeal(page, 'Lead', 'Known by this 77 EUR');
  await saved(page);
  await openStorage(page);
  const backup = await downloaded(page, 'Save a backup');
  assert.match(backup.name, /^holdall-\d{4}-\d\d-\d\d\.holdall$/);
  const count = 'SELECT count(*) FROM deal WHERE title = ';
  const inBackup = unpacked(backup.bytes);
  assert.equal(await asked(t, inBackup, 'PRAGMA integrity_check'), 'ok');
  assert.equal(await asked(t, inBackup, `${count}'Known by this'`), '1');
  assert.ok(backup.bytes.length < inBackup.length / 2);
  const plain = await downloaded(page, 'Save as SQLite');
  assert.match(plain.name, /\.sqlite$/);
  assert.equal(await asked(t, plain.bytes, `${count}'Known by this'`), '1');

  const other = await freshApp(t);
  await addFirstDeal(other.page, 'Gives way');
  await saved(other.page);
  await openStorage(other.page);
  const [chooser] = await Promise.all([
    other.page.waitForEvent('filechooser'),
    press(other.page.getByRole('button', { name: 'Restore a backup' })),
  ]);
  await chooser.setFiles({
    name: backup.name,
    mimeType: 'application/octet-stream',
    buffer: backup.bytes,
  });
  const question = other.page.getByRole('dialog', { name: 'Restore a backup' });
  await question.getByText(/^Open deals: In the backup \d+, Here now 1$/).waitFor({
    state: 'attached',
  });
  await press(question.getByRole('button', { name: 'Replace everything' }));
  await card(column(other.page, 'Lead'), 'Known by this').waitFor({ state: 'attached' });
  await saved(other.page);
  await openApp(other.page, other.server.url);
  await card(column(other.page, 'Lead'), 'Known by this').waitFor({ state: 'attached' });
  assert.equal(await card(column(other.page, 'Lead'), 'Gives way').count(), 0);
});

test('a torn backup is refused and changes nothing', async (t) => {
  const { page } = await freshApp(t);
  await addFirstDeal(page, 'Stays');
  await saved(page);
  await openStorage(page);
  const backup = await downloaded(page, 'Save a backup');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    press(page.getByRole('button', { name: 'Restore a backup' })),
  ]);
  await chooser.setFiles({
    name: 'torn.holdall',
    mimeType: 'application/octet-stream',
    buffer: backup.bytes.subarray(0, backup.bytes.length - 100),
  });
  const failure = page.getByRole('dialog', { name: 'This file cannot be restored' });
  await failure
    .getByText(/damaged or cut off/)
    .first()
    .waitFor({ state: 'attached' });
  await press(failure.getByRole('button', { name: 'Close' }));
  await waitForCount(page, 'Lead', 1);
});
