import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaintsOf, press } from '../lib/browser.mjs';
import { addDeal, atRest, card, column, freshApp } from './lib.mjs';

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

test('Escape in a field puts back what was typed, then closes the panel', async (t) => {
  const { page } = await freshApp(t, { query: '?demo' });
  const open = async () => {
    await press(card(column(page, 'Lead'), 'Security audit'));
    await page.waitForFunction(() => location.hash.startsWith('#/deal/'));
    await atRest(page);
  };
  const closed = () => page.waitForFunction(() => location.hash === '' || location.hash === '#/');
  await open();
  const title = page.getByRole('textbox', { name: 'Title', exact: true });
  await press(title);
  await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
  await page.keyboard.type('XXX');
  await page.keyboard.press('Escape');
  assert.equal(await title.inputValue(), 'Security audit');
  await page.keyboard.press('Escape');
  await closed();
  for (const field of [
    page.getByRole('textbox', { name: 'Value', exact: true }),
    page.getByRole('combobox', { name: 'Currency' }),
  ]) {
    await open();
    await field.focus();
    await page.keyboard.press('Escape');
    await closed();
  }
});

test('a field of the panel that came from out of sight is where it is drawn', async (t) => {
  const { page } = await freshApp(t, { query: '?demo' });
  await press(card(column(page, 'Lead'), 'Security audit'));
  await page.getByRole('textbox', { name: 'Title', exact: true }).waitFor({ state: 'attached' });
  await atRest(page);
  const places = await page.evaluate(() =>
    [...document.querySelectorAll('#mirror input, #mirror select')].map((field) => {
      const { top, bottom, left, right } = field.getBoundingClientRect();
      return { name: field.getAttribute('aria-label'), top, bottom, left, right };
    }),
  );
  assert.ok(places.length >= 5, JSON.stringify(places));
  for (const [index, one] of places.entries()) {
    for (const other of places.slice(0, index)) {
      const apart =
        one.top >= other.bottom ||
        other.top >= one.bottom ||
        one.left >= other.right ||
        other.left >= one.right;
      assert.ok(apart, `${one.name} lies over ${other.name}`);
    }
  }
});

test('deals typed one after the other without a pause stay apart', async (t) => {
  const { page } = await freshApp(t, { query: '?demo' });
  await press(page.getByRole('button', { name: 'Add deal to Lead' }));
  await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
  for (const letter of 'One 1 EUR\nTwo 2 EUR\nThree 3 EUR\n') {
    await page.keyboard.press(letter === '\n' ? 'Enter' : letter === ' ' ? 'Space' : letter);
  }
  for (const [title, amount] of [
    ['One', '€1'],
    ['Two', '€2'],
    ['Three', '€3'],
  ]) {
    const added = card(column(page, 'Lead'), title);
    await added.waitFor({ state: 'attached' });
    const name = await added.getAttribute('aria-label');
    assert.ok(name.startsWith(`${title}, ${amount}`), name);
  }
});

test('what the fonts of the app lack is drawn by the browser', async (t) => {
  const { page } = await freshApp(t, { query: '?demo' });
  const complaints = complaintsOf(page);
  /** The top card's picture with a title of one sign. */
  const pictureWith = async (sign) => {
    await addDeal(page, 'Lead', sign);
    const top = card(column(page, 'Lead'), sign).first();
    await top.waitFor({ state: 'attached' });
    await page.mouse.move(5, 5);
    await atRest(page);
    const { x, y, width, height } = await top.boundingBox();
    return page.screenshot({ clip: { x: x + 8, y: y + 8, width: width / 2, height: height / 2 } });
  };
  const phone = await pictureWith('☎');
  const star = await pictureWith('★');
  assert.ok(!phone.equals(star), 'two signs look different');
  assert.ok(phone.equals(await pictureWith('☎')), 'one sign always looks the same');
  assert.deepEqual(complaints, []);
});
