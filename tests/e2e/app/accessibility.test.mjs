// axe-core on every screen and dialog: it reads the real elements over the canvas. Contrast is not
// among what it can see there; scripts/checks/contrast computes it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { activate, openApp, press, root } from '../lib/browser.mjs';
import { atRest, chooseFile, column, damageStorage, freshApp, saved, textFile } from './lib.mjs';

const axe = await readFile(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** What axe finds in the page as it is now. */
async function violations(page, screen) {
  await atRest(page);
  await page.evaluate(axe);
  return page.evaluate(
    async (name) =>
      (await window.axe.run()).violations.map(
        (one) => `${name}: ${one.id}: ${one.nodes.map((node) => node.html)}`,
      ),
    screen,
  );
}

const table = textFile('Title,Amount,Stage,Colour\nAcme,5,Lead,red\nBeta,x,Offer,blue\n');

for (const size of [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]) {
  const name = `${size.width}x${size.height}`;
  const touch = size.width < 1000;
  const options = { viewport: size, hasTouch: touch, isMobile: touch };

  test(`axe finds nothing on the board and in what opens on it at ${name}`, async (t) => {
    const { page } = await freshApp(t, { ...options, query: '?demo' });
    const found = await violations(page, 'board');
    const card = page.getByRole('listitem').getByRole('button').first();
    const look = async (screen) => {
      found.push(...(await violations(page, screen)));
      await page.keyboard.press('Escape');
      await page.locator('[role=dialog], [role=menu]').first().waitFor({ state: 'detached' });
      await atRest(page);
    };
    await card.focus();
    await page.keyboard.press('Shift+F10');
    await look('menu of a card');
    await card.focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor({ state: 'attached' });
    await look('shortcuts');
    await card.focus();
    await page.keyboard.press('n');
    await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
    await look('quick add');
    await activate(card);
    await page.getByRole('textbox', { name: 'Title', exact: true }).waitFor({ state: 'attached' });
    await look('deal');
    await card.focus();
    await page.keyboard.press('Shift+F10');
    await activate(page.getByRole('menuitem', { name: 'Mark as lost' }));
    await page.getByRole('dialog', { name: 'Why was it lost?' }).waitFor({ state: 'attached' });
    found.push(...(await violations(page, 'lost reason')));
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: /is lost/ }).waitFor({ state: 'attached' });
    found.push(...(await violations(page, 'toast')));
    assert.deepEqual(found, []);
  });

  test(`axe finds nothing on the way of a file at ${name}`, async (t) => {
    const { page } = await freshApp(t, options);
    const found = await violations(page, 'empty');
    await chooseFile(page, textFile('colour,size\nred,1\n'));
    await page.getByRole('dialog').waitFor({ state: 'attached' });
    found.push(...(await violations(page, 'refused file')));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await chooseFile(page, table);
    await page.getByRole('dialog', { name: 'Import deals' }).waitFor({ state: 'attached' });
    found.push(...(await violations(page, 'import')));
    assert.deepEqual(found, []);
  });

  test(`axe finds nothing when a newer version works or data is damaged at ${name}`, async (t) => {
    const { page, server } = await freshApp(t, options);
    await press(page.getByRole('button', { name: 'Fill with sample deals' }).first());
    await column(page, 'Lead').waitFor({ state: 'attached' });
    await saved(page);
    // As if a newer version had been let in from another tab.
    await page.evaluate(() => {
      const newer = { postMessage: (_, [port]) => port.postMessage('newer') };
      Object.defineProperty(navigator.serviceWorker, 'controller', { value: newer });
      navigator.serviceWorker.dispatchEvent(new Event('controllerchange'));
    });
    await page.getByRole('button', { name: 'Load the new version' }).waitFor({ state: 'attached' });
    const found = await violations(page, 'newer version');
    await damageStorage(page);
    await openApp(page, server.url);
    const afresh = page.getByRole('button', { name: /empty workspace/ });
    await afresh.waitFor({ state: 'attached' });
    found.push(...(await violations(page, 'damaged')));
    await activate(afresh);
    await page.getByRole('dialog').waitFor({ state: 'attached' });
    found.push(...(await violations(page, 'question')));
    assert.deepEqual(found, []);
  });
}
