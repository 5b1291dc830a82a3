// Chromium with a profile on the disk, so that it can be killed and opened again.
import { mkdtemp, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { processesOf } from './processes.mjs';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const dist = process.env.HOLDALL_DIST ?? path.join(root, 'dist');

const executablePath = process.env.HOLDALL_CHROMIUM ?? '/usr/bin/chromium';
const args = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

/**
 * Opens a browser. Without `profile` it gets a fresh one, which close() removes.
 * Everything in `options` goes to Playwright (viewport, locale, colorScheme, deviceScaleFactor …).
 * @param {any} [wanted]
 */
export async function openBrowser({ profile, ...options } = {}) {
  const folder = profile ?? (await mkdtemp(path.join(tmpdir(), 'holdall-profile-')));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath,
    args,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ...options,
  });
  const lock = await readlink(path.join(folder, 'SingletonLock'));
  const processId = Number(/-(\d+)$/.exec(lock)[1]);
  return {
    context,
    profile: folder,
    processId,
    /** The first tab, or a new one. */
    page: context.pages()[0] ?? (await context.newPage()),
    /**
     * SIGKILL of all its processes at once, as a crash or an empty battery. The profile stays.
     * Playwright gives a browser a process group of its own.
     */
    async kill() {
      const closed = new Promise((done) => context.on('close', done));
      process.kill(-processId, 'SIGKILL');
      await closed;
      await isGone(processId);
      for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket']) {
        await rm(path.join(folder, name), { force: true });
      }
    },
    async close() {
      await context.close();
      if (!profile) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Until no process of a group runs any more, two seconds at most. @param {number} group */
async function isGone(group) {
  for (let left = 100; left > 0 && (await processesOf(group)).length > 0; left -= 1) {
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** Notes what a page complains about: errors in the console and uncaught ones. */
export function complaintsOf(page) {
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}

/** Goes to the app and waits for its first frame. */
export async function openApp(page, url) {
  await page.goto(url);
  await page.waitForFunction(() => window.holdall?.framesDrawn > 0);
}

/**
 * A real click where the element lies: the canvas gets it. Playwright's own would wait for the
 * element itself.
 */
export async function press(locator, options) {
  const box = await locator.boundingBox();
  await locator.page().mouse.click(box.x + box.width / 2, box.y + box.height / 2, options);
}

/** What a keyboard or a screen reader does. */
export async function activate(locator) {
  await locator.dispatchEvent('click');
}

/** Waits until `saveState` is as wanted: the app shows it when the transaction has completed. */
export async function waitForSaveState(page, state = 'saved') {
  await page.waitForFunction((wanted) => window.holdall.saveState === wanted, state);
}

/** Frames asked for and drawn, for tests of idleness. */
export async function frames(page) {
  return page.evaluate(() => ({
    asked: window.holdall.framesAsked,
    drawn: window.holdall.framesDrawn,
  }));
}
