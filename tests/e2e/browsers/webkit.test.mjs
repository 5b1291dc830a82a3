import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { dist } from '../lib/browser.mjs';
import { serve } from '../lib/server.mjs';
import { journey } from './journey.mjs';

const driverPort = 4711;
const miniBrowser = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
// WebDriver's code points for keys that are no characters (W3C WebDriver, 'Keyboard actions').
const keyCodes = { Enter: '\uE007', Escape: '\uE00C', Space: ' ', ArrowRight: '\uE014' };

/** Calls WebKitWebDriver over HTTP; what the answer holds under `value`. */
async function call(method, path, body) {
  const response = await fetch(`http://127.0.0.1:${driverPort}${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
  return value;
}

async function driverReady() {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const status = await call('GET', '/status').catch(() => null);
    if (status?.ready) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('WebKitWebDriver does not answer');
}

async function press(session, keys) {
  const actions = [...keys].flatMap((value) => [
    { type: 'keyDown', value },
    { type: 'keyUp', value },
  ]);
  await call('POST', `${session}/actions`, { actions: [{ type: 'key', id: 'keyboard', actions }] });
}

test('WebKit: a deal in Cyrillic, moved by the keyboard, is there after a reload', async (t) => {
  const server = await serve(dist);
  const driver = spawn('WebKitWebDriver', [`--port=${driverPort}`], {
    stdio: 'ignore',
    env: { ...process.env, LANG: 'en_GB.UTF-8', LANGUAGE: 'en_GB' },
  });
  t.after(async () => {
    driver.kill();
    await server.close();
  });
  await driverReady();
  const { sessionId } = await call('POST', '/session', {
    capabilities: {
      alwaysMatch: {
        browserName: 'MiniBrowser',
        'webkitgtk:browserOptions': { binary: miniBrowser, args: ['--automation'] },
      },
    },
  });
  const session = `/session/${sessionId}`;
  t.after(() => call('DELETE', session).catch(() => {}));
  await call('POST', `${session}/window/rect`, { width: 1440, height: 900 }).catch(() => {});
  await journey(
    {
      open: (url) => call('POST', `${session}/url`, { url }),
      evaluate: (source) =>
        call('POST', `${session}/execute/sync`, { script: `return ${source}`, args: [] }),
      type: (text) => press(session, text),
      press: (key) => press(session, [keyCodes[key]]),
    },
    server.url,
  );
});
