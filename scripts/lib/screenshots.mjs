// usage: node scripts/lib/screenshots.mjs FOLDER [LANGUAGE...]
// The board, a deal, the storage, the preview of an import and a shared space, at three sizes,
// light and dark; in other languages than English the names of the files end in the language.
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { activate, dist, openApp, openBrowser } from '../../tests/e2e/lib/browser.mjs';
import { serve } from '../../tests/e2e/lib/server.mjs';
import { takeSharing } from './sharing_screens.mjs';
import { wordsOf } from './words.mjs';

const sizes = [
  { width: 1440, height: 900 },
  { width: 820, height: 1180 },
  { width: 390, height: 844 },
];
const locales = { en: 'en-GB', uk: 'uk-UA', ru: 'ru-RU' };
const importFile =
  'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n' +
  '1C1I7A6R,Moses Frase,GTX Plus Basic,Cancity,Won,20-10-2016,01-03-2017,1054\n' +
  'Z063OYW0,Darcel Schlecht,GTXPro,Isdom,Won,25-10-2016,11-03-2017,4514\n' +
  'HAXMC4IX,James Ascencio,MG Advanced,null,Engaging,03-11-2016,,\n' +
  'UP409DSB,Maureen Marcano,MG Advanced,Ganjaflex,Prospecting,,,\n' +
  'EC4QE1BX,Darcel Schlecht,MG Special,Cancity,Lost,25-10-2016,07-03-2017,0\n';

const [folder, ...languages] = process.argv.slice(2);
if (!folder) throw new Error('usage: screenshots.mjs FOLDER [LANGUAGE...]');
await mkdir(folder, { recursive: true });
for (const name of await readdir(folder)) {
  if (name.endsWith('.png')) await rm(path.join(folder, name));
}
const server = await serve(dist);
for (const language of languages.length > 0 ? languages : ['en']) {
  for (const size of sizes) {
    await takeAll(language, size, 'light');
    await takeAll(language, size, 'dark');
  }
}
await server.close();

/**
 * @param {string} language @param {{width: number, height: number}} size
 * @param {'light' | 'dark'} colorScheme
 */
async function takeAll(language, size, colorScheme) {
  const touch = size.width < 1000;
  const browser = await openBrowser({
    viewport: size,
    colorScheme,
    locale: locales[language],
    hasTouch: touch,
    isMobile: touch,
    reducedMotion: 'reduce',
    deviceScaleFactor: touch ? 2 : 1,
  });
  const { page } = browser;
  const words = wordsOf(language);
  /** @param {string} name */
  const take = async (name) => {
    await settled(page);
    const suffix = language === 'en' ? '' : `-${language}`;
    const file = `${name}-${size.width}x${size.height}-${colorScheme}${suffix}.png`;
    await page.screenshot({ path: path.join(folder, file), scale: 'css' });
  };
  await openApp(page, server.url);
  await take('empty');
  await openApp(page, `${server.url}?demo`);
  await take('board');
  await activate(page.getByRole('listitem').getByRole('button').first());
  await take('deal');
  await activate(page.getByRole('button', { name: words('common.close') }).first());
  const storage = { name: words('storage.title'), exact: true };
  const more = page.getByRole('button', { name: words('common.more'), exact: true });
  await activate(page.getByRole('button', storage).or(more).first());
  if (size.width < 600) await activate(page.getByRole('menuitem', storage));
  await page.getByRole('dialog', storage).waitFor({ state: 'attached' });
  await take('storage');
  await openApp(page, server.url);
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    activate(page.getByRole('button', { name: words('board.import_file') }).first()),
  ]);
  const buffer = Buffer.from(importFile);
  await chooser.setFiles({ name: 'sales_pipeline.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('dialog').waitFor({ state: 'attached' });
  await take('import');
  await takeSharing(page, server.url, locales[language], words, take);
  await browser.close();
}

/** Waits until nothing moves any more. @param {import('playwright-core').Page} page */
async function settled(page) {
  let drawn = -1;
  for (;;) {
    await page.waitForTimeout(250);
    const now = await page.evaluate(() => window.holdall.framesDrawn);
    if (now === drawn) return;
    drawn = now;
  }
}
