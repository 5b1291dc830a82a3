// The screens of a shared space: two browsers and a real server for their files.
import { activate, openApp, openBrowser } from '../../tests/e2e/lib/browser.mjs';
import { startNginx } from '../../tests/e2e/lib/web_servers.mjs';

const passphrase = 'a horse carries seven keys';

/**
 * A place for files on nginx. It is stopped by what it returns as `stop`.
 * @param {string} origin whose pages may ask
 */
export async function startPlace(origin) {
  /** @type {(() => unknown)[]} */
  const ends = [];
  const place = await startNginx(/** @type {any} */ ({
    after: (/** @type {() => unknown} */ end) => ends.push(end),
  }), { origin });
  return {
    address: place.address,
    stop: async () => {
      for (const end of ends.reverse()) await end();
    },
  };
}

/**
 * One person's side of a shared space, in the language that `words` speaks.
 * @param {import('playwright-core').Page} page @param {import('./words.mjs').Words} words
 */
function side(page, words) {
  // On a phone it covers everything.
  const named = { name: words('share.title'), exact: true };
  const panel = page.getByRole('region', named).or(page.getByRole('dialog', named));
  const button = (/** @type {string} */ key) =>
    panel.getByRole('button', { name: words(key), exact: true });
  const pressIn = async (/** @type {string} */ key) => {
    await button(key).waitFor({ state: 'attached' });
    await activate(button(key));
  };
  return {
    panel,
    pressIn,
    async open() {
      const name = new RegExp(`^${words('share.title')}`);
      const more = page.getByRole('button', { name: words('common.more'), exact: true });
      await activate(page.getByRole('button', { name }).or(more).first());
      const item = page.getByRole('menuitem', { name });
      await panel.or(item).first().waitFor({ state: 'attached' });
      if ((await item.count()) > 0) await activate(item);
      await panel.waitFor({ state: 'attached' });
    },
    /** @param {string} key @param {string} text */
    async fill(key, text) {
      const field = panel.getByLabel(words(key), { exact: true });
      await field.waitFor({ state: 'attached' });
      await field.focus();
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(text);
      await page.keyboard.press('Tab');
    },
    /** Until the panel says when the last exchange was. */
    async exchanged() {
      const said = words('share.exchanged').split('{')[0] ?? '';
      await panel.getByText(said).first().waitFor({ state: 'attached' });
    },
    /** Gives the first deal of the board another name. @param {string} title */
    async rename(title) {
      await activate(page.getByRole('listitem').getByRole('button').first());
      const field = page.getByLabel(words('deal.title'), { exact: true });
      await field.waitFor({ state: 'attached' });
      await field.focus();
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(title);
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => window.holdall.saveState === 'saved');
    },
  };
}

/**
 * Takes a shared space in which two devices have changed one deal at once, and that deal.
 * @param {import('playwright-core').Page} page an empty app @param {string} url of the app
 * @param {string} locale @param {import('./words.mjs').Words} words
 * @param {(name: string) => Promise<void>} take
 */
export async function takeSharing(page, url, locale, words, take) {
  const place = await startPlace(new URL(url).origin);
  const other = await openBrowser({ locale });
  const mine = side(page, words);
  const theirs = side(other.page, words);
  await openApp(page, url);
  await activate(page.getByRole('button', { name: words('board.load_demo') }).first());
  await mine.open();
  await mine.pressIn('share.found');
  await mine.fill('share.label', words('share.label_hint'));
  await mine.fill('share.passphrase', passphrase);
  await mine.fill('share.address', place.address);
  await mine.pressIn('share.begin');
  await mine.exchanged();
  await mine.pressIn('share.invite');
  const link = mine.panel.getByLabel(words('share.invitation'), { exact: true });
  await link.waitFor({ state: 'attached' });

  await other.page.goto(await link.inputValue());
  await theirs.fill('share.passphrase', passphrase);
  await theirs.fill('share.label', words('share.unnamed'));
  await theirs.pressIn('share.join_now');
  await theirs.exchanged();
  for (const context of [page.context(), other.context]) await context.setOffline(true);
  await theirs.rename('Orchid & Co, 40 desks');
  await mine.rename('Orchid & Co, 45 desks');
  for (const context of [page.context(), other.context]) await context.setOffline(false);
  await theirs.open();
  await mine.open();
  const meetings = mine.panel.getByRole('link');
  for (let round = 0; round < 20 && (await meetings.count()) === 0; round += 1) {
    for (const each of [theirs, mine]) await each.pressIn('share.exchange_now');
    await page.waitForTimeout(500);
  }
  await meetings.first().waitFor({ state: 'attached' });
  await take('share');
  await activate(meetings.first());
  await take('conflict');
  await other.close();
  await place.stop();
}
