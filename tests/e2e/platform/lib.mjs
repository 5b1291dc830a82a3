// The modules of web/ in a page, without the wasm module (page.js). A test file has one browser;
// each of its tests a server of its own, and so an origin of its own with nothing stored.
import { after } from 'node:test';
import { openBrowser, root } from '../lib/browser.mjs';
import { serve } from '../lib/server.mjs';

let shared = null;
after(async () => (await shared)?.close());

/** The browser of this test file. */
export async function sharedBrowser() {
  shared ??= openBrowser();
  return shared;
}

/** Opens the page of modules on a fresh origin; the tab closes with the test. */
export async function openModules(t) {
  const browser = await sharedBrowser();
  const server = await serve(root);
  const page = await browser.context.newPage();
  t.after(async () => {
    for (const open of browser.context.pages().slice(1)) await open.close();
    await server.close();
  });
  const url = `${server.url}tests/e2e/platform/page.html`;
  await openModulePage(page, url);
  return { browser, page, server, url };
}

export async function openModulePage(page, url) {
  await page.goto(url);
  await page.waitForFunction(() => window.host !== undefined);
}

/** The origin of a test's server, as a browser names it. */
export const originOf = (server) => server.url.slice(0, -1);

/** What C++ has heard of places since the last time. */
export const answers = (page) =>
  page.evaluate(() => window.take().filter(([name]) => /^place_|^folder_/.test(name)));

export const waitForAnswer = (page, name, count = 1) =>
  page.waitForFunction(
    ([wanted, enough]) => window.calls.filter(([one]) => one === wanted).length >= enough,
    [name, count],
  );
