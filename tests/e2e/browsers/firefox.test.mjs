import { test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { dist } from '../lib/browser.mjs';
import { serve } from '../lib/server.mjs';
import { journey } from './journey.mjs';

test('Firefox: a deal in Cyrillic, moved by the keyboard, is there after a reload', async (t) => {
  const server = await serve(dist);
  const firefox = await puppeteer.launch({
    browser: 'firefox',
    executablePath: process.env.HOLDALL_FIREFOX ?? '/usr/bin/firefox-esr',
    headless: true,
    protocol: 'webDriverBiDi',
    extraPrefsFirefox: { 'intl.accept_languages': 'en-GB', 'intl.locale.requested': 'en-GB' },
  });
  t.after(async () => {
    await firefox.close();
    await server.close();
  });
  const page = await firefox.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  await journey(
    {
      open: (url) => page.goto(url),
      evaluate: (source) => page.evaluate(source),
      type: (text) => page.keyboard.type(text),
      press: (key) => page.keyboard.press(key === 'Space' ? ' ' : key),
    },
    server.url,
  );
});
