import assert from 'node:assert/strict';
import { test } from 'node:test';
import { press } from '../lib/browser.mjs';
import { card, column, freshApp } from './lib.mjs';

// The panel slides in: its fields are covered at first, but who types at once must lose nothing.
test('what is typed while a field is still covered arrives in its order', async (t) => {
  const { page } = await freshApp(t, { query: '?demo' });
  await press(card(column(page, 'Lead'), 'Security audit'));
  const title = page.getByRole('textbox', { name: 'Title', exact: true });
  await title.waitFor({ state: 'attached' });
  const typed = 'für Ґрунт';
  await title.evaluate((element) => {
    element.focus();
    element.select();
  });
  for (const letter of typed) await page.keyboard.insertText(letter);
  await page.keyboard.press('Enter');
  assert.equal(await title.inputValue(), typed);
  await card(column(page, 'Lead'), typed).waitFor({ state: 'attached' });
});
