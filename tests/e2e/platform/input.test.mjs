// Pointers, the wheel, keys, files, frames and the address, as C++ hears of them.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { openModules } from './lib.mjs';

const heard = async (page, ...names) =>
  (await page.evaluate(() => take())).filter(([name]) => names.includes(name));
const show = (page, nodes) => page.evaluate((given) => window.show(given), nodes);
const focus = (page, id) =>
  page.evaluate((given) => {
    host.mirror.focus(given);
    host.mirror.applyFocus();
  }, id);
const counts = (page) => page.evaluate(() => ({ ...window.holdall }));

/** Keys as [number in platform::Key, text, flags, focus]. */
async function keysOf(page, ...presses) {
  await heard(page);
  for (const press of presses) await page.keyboard.press(press);
  return (await heard(page, 'key')).map(([, ...key]) => key);
}

test('keys go to C++ with the focus and the modifiers', async (t) => {
  const { page } = await openModules(t);
  await show(page, [{ id: 3, role: 'list_item', name: 'card', focusable: true }]);
  await focus(page, 3);
  assert.deepEqual(
    await keysOf(
      page,
      'Enter',
      'Space',
      'Escape',
      'ArrowDown',
      'Control+z',
      'Control+Shift+Z',
      '/',
      'Shift+F10',
    ),
    [
      [1, '', 0, 3],
      [2, ' ', 0, 3],
      [3, '', 0, 3],
      [14, '', 0, 3],
      [0, 'z', 1, 3],
      [0, 'z', 3, 3],
      [0, '/', 0, 3],
      [15, '', 2, 3],
    ],
  );
});

test('the letter of a shortcut is found on a Cyrillic keyboard', async (t) => {
  const { page } = await openModules(t);
  await page.evaluate(() =>
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', {
        key: 'я',
        code: 'KeyZ',
        ctrlKey: true,
        bubbles: true,
        cancelable: true,
      }),
    ),
  );
  assert.deepEqual(
    (await heard(page, 'key')).map(([, ...key]) => key),
    [[0, 'z', 1, 0]],
  );
});

test('what an editor or a button consumes does not go to C++ as a key', async (t) => {
  const { page } = await openModules(t);
  await show(page, [
    { id: 1, role: 'text_field', name: 'Title', focusable: true },
    { id: 2, role: 'text_field', editor: 'search', name: 'Search', focusable: true },
    { id: 3, role: 'button', name: 'Undo', focusable: true },
  ]);
  await focus(page, 1);
  assert.deepEqual(
    await keysOf(
      page,
      'a',
      'ArrowLeft',
      'ArrowDown',
      'Backspace',
      'Control+z',
      'Control+a',
      'Enter',
      'Escape',
      'Space',
      '/',
    ),
    [],
  );
  assert.deepEqual(await keysOf(page, 'Control+k'), [[0, 'k', 1, 1]]);
  await focus(page, 2);
  assert.deepEqual(await keysOf(page, 'b', 'ArrowDown'), [[14, '', 0, 2]]);
  await focus(page, 3);
  assert.deepEqual(await keysOf(page, 'Enter', 'Space', 'ArrowRight'), [[12, '', 0, 3]]);
});

test('a closed list of choices leaves Escape to what it lies in', async (t) => {
  const { page } = await openModules(t);
  await show(page, [
    { id: 1, role: 'combobox', name: 'Stage', options: ['Lead', 'Offer'], focusable: true },
  ]);
  await focus(page, 1);
  assert.deepEqual(await keysOf(page, 'ArrowDown', 'Escape'), [[3, '', 0, 1]]);
});

test('shortcuts of the browser stay its own', async (t) => {
  const { page } = await openModules(t);
  const prevented = await page.evaluate(() =>
    ['t', 'w', 'r', 'l', 'f', 'p', 's', 'c', 'v', 'k', 'z'].filter((key) => {
      const event = new KeyboardEvent('keydown', {
        key,
        code: `Key${key.toUpperCase()}`,
        ctrlKey: true,
        bubbles: true,
        cancelable: true,
      });
      document.body.dispatchEvent(event);
      return event.defaultPrevented;
    }),
  );
  assert.deepEqual(prevented, ['k', 'z']);
  assert.deepEqual(
    (await heard(page, 'key')).map(([, , text]) => text),
    ['k', 'z'],
  );
});

test('pointers: mouse, captured beyond the window, and touch', async (t) => {
  const { page, browser } = await openModules(t);
  await heard(page);
  await page.mouse.move(100, 50);
  await page.mouse.down();
  await page.mouse.move(110, 60);
  await page.mouse.up();
  const mouse = (await heard(page, 'pointer')).map(([, phase, kind, , x, y, buttons]) => [
    phase,
    kind,
    x,
    y,
    buttons,
  ]);
  assert.deepEqual(mouse, [
    [1, 0, 100, 50, 0],
    [0, 0, 100, 50, 1],
    [1, 0, 110, 60, 1],
    [2, 0, 110, 60, 0],
  ]);
  const devtools = await browser.context.newCDPSession(page);
  await devtools.send('Input.dispatchTouchEvent', {
    type: 'touchStart',
    touchPoints: [{ x: 30, y: 40 }],
  });
  await devtools.send('Input.dispatchTouchEvent', {
    type: 'touchMove',
    touchPoints: [{ x: 30, y: 90 }],
  });
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  const touch = (await heard(page, 'pointer')).filter(([, , kind]) => kind === 1);
  assert.deepEqual([touch[0][1], touch[0][4], touch[0][5]], [0, 30, 40]);
  assert.deepEqual(
    touch.slice(-2).map(([, phase]) => phase),
    [2, 4],
    'up, then leave',
  );
  assert.ok(
    touch.some(([, phase, , , , y]) => phase === 1 && y === 90),
    'no scrolling takes the pointer away',
  );
  const now = await page.evaluate(() => performance.now());
  assert.ok(Math.abs(now - touch[0][7]) < 10_000, 'on the clock of performance.now()');
});

test('the wheel in pixels, lines and sideways; zooming is left alone', async (t) => {
  const { page } = await openModules(t);
  await page.evaluate(() => {
    const roll = (values) =>
      document
        .getElementById('canvas')
        .dispatchEvent(
          new WheelEvent('wheel', { bubbles: true, clientX: 5, clientY: 6, ...values }),
        );
    roll({ deltaY: 30 });
    roll({ deltaY: 3, deltaMode: 1 });
    roll({ deltaY: 30, shiftKey: true });
    roll({ deltaY: 30, ctrlKey: true });
  });
  assert.deepEqual(
    (await heard(page, 'wheel')).map(([, ...values]) => values),
    [
      [5, 6, 0, 30],
      [5, 6, 0, 60],
      [5, 6, 30, 0],
    ],
  );
});

test('a context menu is prevented on the canvas alone', async (t) => {
  const { page } = await openModules(t);
  await show(page, [{ id: 1, role: 'text_field', name: 'Title', focusable: true }]);
  const prevented = await page.evaluate(() =>
    ['#canvas', '.editor'].map((selector) => {
      const event = new MouseEvent('contextmenu', { bubbles: true, cancelable: true });
      document.querySelector(selector).dispatchEvent(event);
      return event.defaultPrevented;
    }),
  );
  assert.deepEqual(prevented, [true, false]);
});

test('files: dropped with hovering, chosen, read, saved', async (t) => {
  const { page } = await openModules(t);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['a,b\n1,2'], 'угоди.csv', { type: 'text/csv' }));
    const canvas = document.getElementById('canvas');
    for (const type of ['dragenter', 'dragover', 'drop']) {
      const event = new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true });
      canvas.dispatchEvent(event);
      if (!event.defaultPrevented) throw new Error(`${type} would open the file`);
    }
  });
  assert.deepEqual(await heard(page, 'file_hover', 'file_chosen'), [
    ['file_hover', 1],
    ['file_hover', 0],
    ['file_chosen', 0, 1, 7, 'угоди.csv'],
  ]);
  await page.evaluate(() => host.files.read(5, 1));
  await page.waitForFunction(() => calls.some(([name]) => name === 'file_answer'));
  assert.deepEqual(await heard(page, 'file_buffer', 'file_answer'), [
    ['file_buffer', 5, 7],
    ['file_answer', 5, 0, ''],
  ]);
  await page.evaluate(() => {
    host.files.close(1);
    host.files.read(6, 1);
  });
  assert.deepEqual(await heard(page, 'file_answer'), [['file_answer', 6, 4, 'no such file']]);

  const chooser = page.waitForEvent('filechooser');
  await page.evaluate(() => {
    addEventListener('click', () => host.files.choose(7, '.csv,text/csv'), { once: true });
  });
  await page.mouse.click(50, 50);
  await (await chooser).setFiles({ name: 'b.csv', mimeType: 'text/csv', buffer: Buffer.from('x') });
  await page.waitForFunction(() => calls.some(([name]) => name === 'file_chosen'));
  assert.deepEqual(await heard(page, 'file_chosen'), [['file_chosen', 7, 2, 1, 'b.csv']]);

  const download = page.waitForEvent('download');
  await page.evaluate(async () => {
    const { giveText } = await import('/web/bridge.js');
    for (const piece of ['a;b\n', '1;2\n']) host.files.addPiece(1, giveText(piece) + 4, 4);
    host.files.handOver(1, 'звіт.csv', 'text/csv');
    host.files.dropFile(1);
  });
  assert.equal((await download).suggestedFilename(), 'звіт.csv');
  assert.equal(await readFile(await (await download).path(), 'utf8'), 'a;b\n1;2\n');
});

test('many wakes make one frame, and then there is none', async (t) => {
  const { page } = await openModules(t);
  await page.waitForFunction(() => !window.holdall.framePending);
  const before = await counts(page);
  await page.evaluate(() => {
    for (let index = 0; index < 50; index += 1) host.window.wake();
  });
  await page.waitForFunction(() => !window.holdall.framePending);
  await page.waitForTimeout(300);
  const after = await counts(page);
  assert.equal(after.framesAsked - before.framesAsked, 1);
  assert.equal(after.framesDrawn - before.framesDrawn, 1);
});

test('wake_after makes one frame after its delay; a later call replaces it', async (t) => {
  const { page } = await openModules(t);
  await page.waitForTimeout(200);
  await page.evaluate(() => {
    host.window.wakeAfter(50);
    host.window.wakeAfter(3_000_000_000);
  });
  const before = await counts(page);
  await page.waitForTimeout(200);
  assert.equal((await counts(page)).framesAsked, before.framesAsked);
  await page.evaluate(() => host.window.wakeAfter(10));
  await page.waitForFunction(
    (asked) => window.holdall.framesAsked === asked + 1,
    before.framesAsked,
  );
  assert.equal((await counts(page)).timerPending, false);
  await page.evaluate(() => {
    host.window.wakeAfter(10);
    host.window.wakeAfter(-1);
  });
  assert.equal((await counts(page)).timerPending, false);
});

test('a hidden tab asks for no frame, hears events, and draws when it is shown', async (t) => {
  const { page } = await openModules(t);
  await page.waitForTimeout(200);
  const setVisibility = (state) =>
    page.evaluate((given) => {
      Object.defineProperty(document, 'visibilityState', { value: given, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await heard(page);
  await setVisibility('hidden');
  const before = await counts(page);
  await page.evaluate(() => {
    host.window.wake();
    host.window.wakeForEvent();
    host.window.wakeForEvent();
  });
  await page.waitForTimeout(200);
  assert.equal((await counts(page)).framesAsked, before.framesAsked);
  assert.deepEqual(await heard(page, 'visibility', 'frame'), [['visibility', 0], ['frame']]);
  await page.evaluate(() => host.window.wake());
  await setVisibility('visible');
  await page.waitForFunction(
    (asked) => window.holdall.framesAsked === asked + 1,
    before.framesAsked,
  );
});

test('the fragment: set as an entry of the history, heard on going back', async (t) => {
  const { page } = await openModules(t);
  await page.evaluate(() => {
    host.window.setFragment('/deal/1');
    host.window.setFragment('/deal/2');
    host.window.setFragment('/deal/2');
  });
  assert.match(page.url(), /#\/deal\/2$/);
  assert.deepEqual(await heard(page, 'navigation'), []);
  await page.goBack();
  await page.waitForFunction(() => calls.some(([name]) => name === 'navigation'));
  assert.deepEqual(await heard(page, 'navigation'), [['navigation', '/deal/1']]);
  await page.evaluate(() => {
    location.hash = '#/today';
  });
  await page.waitForFunction(() => calls.some(([name]) => name === 'navigation'));
  assert.deepEqual(await heard(page, 'navigation'), [['navigation', '/today']]);
});

test('after a trap nothing is called any more and the page says so', async (t) => {
  const { page } = await openModules(t);
  const result = await page.evaluate(async () => {
    const bridge = await import('/web/bridge.js');
    const { showFailure } = await import('/web/start_screen.js');
    let trapped = 0;
    bridge.connect(
      new Proxy(
        {},
        {
          get: () => () => {
            throw new WebAssembly.RuntimeError('unreachable');
          },
        },
      ),
      (error) => {
        trapped += 1;
        showFailure('stopped', error);
      },
    );
    host.window.wake();
    await new Promise((done) => setTimeout(done, 100));
    host.window.wake();
    await new Promise((done) => setTimeout(done, 100));
    return trapped;
  });
  assert.equal(result, 1);
  assert.match(
    await page.getByRole('alert').textContent(),
    /Everything that was shown as saved is safe/,
  );
});
