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

test('deals typed one after the other without a pause stay apart', async (t) => {
  const { page } = await freshApp(t, { query: '?demo' });
  await press(page.getByRole('button', { name: 'Add deal to Lead' }));
  await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
  for (const letter of 'One 1 EUR\nTwo 2 EUR\nThree 3 EUR\n') {
    await page.keyboard.press(letter === '\n' ? 'Enter' : letter === ' ' ? 'Space' : letter);
  }
  for (const [title, amount] of [['One', '€1'], ['Two', '€2'], ['Three', '€3']]) {
    const added = card(column(page, 'Lead'), title);
    await added.waitFor({ state: 'attached' });
    const name = await added.getAttribute('aria-label');
    assert.ok(name.startsWith(`${title}, ${amount}`), name);
  }
});
