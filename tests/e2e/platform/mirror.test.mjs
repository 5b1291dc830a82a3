// The semantic mirror, by role and name, and its text editors.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../lib/browser.mjs';
import { openModules } from './lib.mjs';

const show = (page, nodes) => page.evaluate((given) => window.show(given), nodes);
/** What C++ was told since the last call, as [action, id, text]. */
const heard = async (page) => {
  const actions = ['activate', 'focused', 'blurred', 'edited', 'committed', 'cancelled', 'chosen'];
  const calls = await page.evaluate(() => take());
  return calls
    .filter(([name]) => name === 'semantics')
    .map(([, action, id, text]) => (text ? [actions[action], id, text] : [actions[action], id]));
};
const focus = (page, id) =>
  page.evaluate((given) => {
    host.mirror.focus(given);
    host.mirror.applyFocus();
  }, id);

const board = [
  { id: 1, role: 'heading', level: 1, name: 'Pipeline', left: 10, top: 10, width: 300, height: 30 },
  { id: 2, role: 'list', name: 'Qualified', left: 10, top: 50, width: 300, height: 400 },
  {
    id: 3,
    parent: 2,
    role: 'list_item',
    name: 'Acme renewal',
    left: 20,
    top: 60,
    width: 280,
    height: 80,
    focusable: true,
    tabStop: true,
    setSize: 500,
    position: 7,
  },
  {
    id: 4,
    parent: 2,
    role: 'list_item',
    name: 'Globex pilot',
    left: 20,
    top: 150,
    width: 280,
    height: 80,
    focusable: true,
    setSize: 500,
    position: 8,
  },
  {
    id: 5,
    role: 'text_field',
    name: 'Title',
    value: 'Acme',
    left: 400,
    top: 60,
    width: 300,
    height: 20,
    focusable: true,
    tabStop: true,
  },
  {
    id: 6,
    role: 'combobox',
    name: 'Stage',
    value: 'Won',
    options: ['Open', 'Won', 'Lost'],
    left: 400,
    top: 120,
    focusable: true,
    tabStop: true,
  },
  {
    id: 7,
    role: 'checkbox',
    name: 'Only mine',
    pressed: true,
    hasPressed: true,
    left: 400,
    top: 160,
    focusable: true,
    tabStop: true,
  },
  {
    id: 8,
    role: 'button',
    name: 'Undo',
    description: 'Ctrl+Z',
    left: 400,
    top: 200,
    focusable: true,
    tabStop: true,
  },
  { id: 9, role: 'progress', name: 'Import', value: '40', left: 400, top: 240 },
  { id: 10, role: 'status', name: 'Saved', left: 400, top: 280 },
];

test('elements have role, name, state and place', async (t) => {
  const { page } = await openModules(t);
  await show(page, board);
  assert.deepEqual(await page.getByRole('heading', { level: 1, name: 'Pipeline' }).boundingBox(), {
    x: 10,
    y: 10,
    width: 300,
    height: 30,
  });
  const card = page
    .getByRole('list', { name: 'Qualified' })
    .getByRole('listitem', { name: 'Globex pilot' });
  assert.deepEqual(await card.boundingBox(), { x: 20, y: 150, width: 280, height: 80 });
  assert.equal(await card.getAttribute('aria-posinset'), '8');
  assert.equal(await card.getAttribute('aria-setsize'), '500');
  assert.equal(await page.getByRole('textbox', { name: 'Title' }).inputValue(), 'Acme');
  assert.equal(await page.getByRole('combobox', { name: 'Stage' }).inputValue(), 'Won');
  assert.equal(await page.getByRole('checkbox', { name: 'Only mine', checked: true }).count(), 1);
  assert.equal(
    await page.getByRole('button', { name: 'Undo' }).getAttribute('aria-description'),
    'Ctrl+Z',
  );
  assert.equal(
    await page.getByRole('progressbar', { name: 'Import' }).getAttribute('aria-valuenow'),
    '40',
  );
  assert.equal(await page.getByRole('status').first().textContent(), 'Saved');
});

test('an update changes, moves and removes without making anew', async (t) => {
  const { page } = await openModules(t);
  await show(page, board);
  await page.evaluate(() => {
    document.querySelector('[aria-label="Acme renewal"]').kept = true;
  });
  const renamed = board
    .filter(({ id }) => id !== 4)
    .map((node) =>
      node.id === 3 ? { ...node, name: 'Acme upgrade', top: 70, selected: true } : node,
    );
  await show(page, renamed);
  const card = page.getByRole('listitem', { name: 'Acme upgrade' });
  assert.ok(await card.evaluate((element) => element.kept));
  assert.equal((await card.boundingBox()).y, 70);
  assert.equal(await card.getAttribute('aria-current'), 'true');
  assert.equal(await page.getByRole('listitem').count(), 1);
});

test('the order of elements is that of the ids, and the focus stays where it is', async (t) => {
  const { page } = await openModules(t);
  const items = (ids) => ids.map((id) => ({ id, role: 'button', name: `b${id}`, focusable: true }));
  const names = () =>
    page.getByRole('button').evaluateAll((all) => all.map((one) => one.ariaLabel));
  await show(page, items([1, 2, 3, 4, 5]));
  await focus(page, 3);
  assert.deepEqual(await heard(page), [['focused', 3]]);
  for (const order of [[3, 4, 5, 1, 2], [5, 4, 3, 2, 1], [1, 3, 2], [6, 2, 7, 3, 1, 8], [3]]) {
    await show(page, items(order));
    assert.deepEqual(
      await names(),
      order.map((id) => `b${id}`),
    );
    assert.equal(await page.evaluate(() => document.activeElement.ariaLabel), 'b3');
  }
  assert.deepEqual(await heard(page), []);
  await show(page, items([1]));
  assert.deepEqual(await heard(page), [['blurred', 3]]);
});

test('an element that comes under another parent keeps the focus', async (t) => {
  const { page } = await openModules(t);
  const lists = [
    { id: 1, role: 'list', name: 'one' },
    { id: 2, role: 'list', name: 'two' },
  ];
  const card = { id: 3, role: 'list_item', name: 'card', focusable: true };
  await show(page, [...lists, { ...card, parent: 1 }]);
  await focus(page, 3);
  await show(page, [...lists, { ...card, parent: 2 }]);
  assert.equal(await page.getByRole('list', { name: 'two' }).getByRole('listitem').count(), 1);
  assert.equal(await page.evaluate(() => document.activeElement.ariaLabel), 'card');
  assert.deepEqual(await heard(page), [['focused', 3]]);
});

test('a click by keyboard or screen reader activates, also on what a card holds', async (t) => {
  const { page } = await openModules(t);
  await show(page, [
    ...board,
    { id: 20, parent: 4, role: 'text', name: '€ 12,000', left: 30, top: 180 },
    { id: 21, role: 'button', name: 'Off', disabled: true, focusable: true, left: 500, top: 300 },
  ]);
  await page.getByRole('button', { name: 'Undo' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Space');
  await page.getByText('€ 12,000').dispatchEvent('click');
  await page.getByRole('checkbox').dispatchEvent('click');
  await page.getByRole('button', { name: 'Off' }).dispatchEvent('click');
  assert.deepEqual(await heard(page), [
    ['focused', 8],
    ['activate', 8],
    ['activate', 8],
    ['activate', 4],
    ['activate', 7],
  ]);
  assert.ok(await page.getByRole('checkbox').isChecked(), 'the app alone checks it');
});

test('typing reaches C++ as edited, Enter as committed, leaving as committed', async (t) => {
  const { page } = await openModules(t);
  await show(page, board);
  const title = page.getByRole('textbox', { name: 'Title' });
  await focus(page, 5);
  await page.keyboard.type('Café ');
  await page.keyboard.insertText('Київ ґє');
  const events = await heard(page);
  assert.deepEqual(events[0], ['focused', 5]);
  assert.deepEqual(events.at(-1), ['edited', 5, 'Café Київ ґє']);
  await page.keyboard.press('Enter');
  assert.deepEqual(await heard(page), [['committed', 5, 'Café Київ ґє']]);
  await page.keyboard.type('!');
  await page.getByRole('button', { name: 'Undo' }).focus();
  assert.deepEqual(await heard(page), [
    ['edited', 5, 'Café Київ ґє!'],
    ['committed', 5, 'Café Київ ґє!'],
    ['focused', 8],
  ]);
  await title.focus();
  await page.getByRole('button', { name: 'Undo' }).focus();
  assert.deepEqual(
    await heard(page),
    [
      ['focused', 5],
      ['focused', 8],
    ],
    'nothing was changed',
  );
});

test('an input method composes in the editor; its Enter does not commit', async (t) => {
  const { page, browser } = await openModules(t);
  await show(page, board);
  await focus(page, 5);
  const devtools = await browser.context.newCDPSession(page);
  await devtools.send('Input.imeSetComposition', {
    text: 'に',
    selectionStart: 1,
    selectionEnd: 1,
  });
  await show(
    page,
    board.map((node) => (node.id === 5 ? { ...node, value: 'other' } : node)),
  );
  await devtools.send('Input.insertText', { text: '日本' });
  assert.equal(await page.getByRole('textbox').inputValue(), '日本');
  assert.deepEqual((await heard(page)).at(-1), ['edited', 5, '日本']);
});

test('Escape gives the text back', async (t) => {
  const { page } = await openModules(t);
  await show(page, board);
  await focus(page, 5);
  await page.keyboard.type('nonsense');
  await page.keyboard.press('Escape');
  assert.deepEqual((await heard(page)).at(-1), ['cancelled', 5, 'Acme']);
  assert.equal(await page.getByRole('textbox').inputValue(), 'Acme');
});

test('an editor in use is not overwritten; after the commit it is', async (t) => {
  const { page } = await openModules(t);
  const withTitle = (value) => board.map((node) => (node.id === 5 ? { ...node, value } : node));
  await show(page, withTitle(''));
  await focus(page, 5);
  await page.keyboard.type('AB');
  await show(page, withTitle('A')); // an echo that comes late
  assert.equal(await page.getByRole('textbox').inputValue(), 'AB');
  await page.keyboard.press('Enter');
  await show(page, withTitle('')); // quick add takes the line
  assert.equal(await page.getByRole('textbox').inputValue(), '');
});

test('what was typed into an editor that goes away is committed first', async (t) => {
  const { page } = await openModules(t);
  await show(page, board);
  await focus(page, 5);
  await page.keyboard.type('kept');
  await heard(page);
  await show(
    page,
    board.filter(({ id }) => id !== 5),
  );
  assert.deepEqual(await heard(page), [
    ['committed', 5, 'kept'],
    ['blurred', 5],
  ]);
});

test('a text area takes Enter as a line', async (t) => {
  const { page } = await openModules(t);
  await show(page, [
    { id: 1, role: 'text_area', name: 'Note', width: 300, height: 100, focusable: true },
  ]);
  await focus(page, 1);
  await page.keyboard.type('one');
  await page.keyboard.press('Enter');
  await page.keyboard.type('two');
  await page.keyboard.press('Control+Enter');
  assert.deepEqual((await heard(page)).at(-1), ['committed', 1, 'one\ntwo']);
});

test('a real click lands in the editor; the canvas gets all others', async (t) => {
  const { page } = await openModules(t);
  await show(page, board);
  await page.mouse.click(420, 70);
  assert.deepEqual((await heard(page))[0], ['focused', 5]);
  await page.mouse.click(450, 210);
  const calls = await page.evaluate(() => take());
  assert.ok(
    calls.some(
      ([name, phase, , , x, y]) => name === 'pointer' && phase === 0 && x === 450 && y === 210,
    ),
  );
});

test('an editor is seen only while it has the focus, in the font of the node', async (t) => {
  const { page } = await openModules(t);
  await show(page, board);
  const style = () =>
    page.getByRole('textbox').evaluate((element) => {
      const { opacity, fontSize, backgroundColor } = getComputedStyle(element);
      const { left, paddingLeft } = {
        ...element.getBoundingClientRect().toJSON(),
        paddingLeft: parseFloat(getComputedStyle(element).paddingLeft),
      };
      return { opacity, fontSize, backgroundColor, textLeft: left + paddingLeft };
    });
  assert.equal((await style()).opacity, '0');
  await focus(page, 5);
  assert.deepEqual(await style(), {
    opacity: '1',
    fontSize: '14px',
    backgroundColor: 'rgba(0, 0, 0, 0)',
    textLeft: 400,
  });
});

test('a combobox is the native one', async (t) => {
  const { page } = await openModules(t);
  await show(page, board);
  await page.getByRole('combobox', { name: 'Stage' }).selectOption('Lost');
  assert.deepEqual(await heard(page), [['chosen', 6, '2']]);
  await show(
    page,
    board.map((node) =>
      node.id === 6
        ? { ...node, options: ['Open', 'Won', 'Lost', 'On hold'], value: 'On hold' }
        : node,
    ),
  );
  assert.equal(await page.getByRole('combobox').inputValue(), 'On hold');
});

test('behind a modal dialog everything is inert, and only as long', async (t) => {
  const { page } = await openModules(t);
  const dialog = [
    { id: 30, role: 'dialog', name: 'Lost why?', modal: true, left: 300, top: 200 },
    { id: 31, parent: 30, role: 'button', name: 'Too expensive', focusable: true, tabStop: true },
  ];
  await show(page, board);
  await focus(page, 8);
  await show(page, [...board, ...dialog]);
  const inert = (name) =>
    page.getByRole('button', { name }).evaluate((element) => element.closest('[inert]') !== null);
  assert.ok(await inert('Undo'));
  assert.ok(!(await inert('Too expensive')));
  assert.equal(
    await page.getByRole('dialog', { name: 'Lost why?' }).getAttribute('aria-modal'),
    'true',
  );
  assert.deepEqual(await heard(page), [
    ['focused', 8],
    ['blurred', 8],
  ]);
  await focus(page, 31);
  await show(page, board);
  assert.equal(await page.locator('[inert]').count(), 0);
});

test('the live region says the same sentence again', async (t) => {
  const { page } = await openModules(t);
  await page.evaluate(() => {
    window.said = [];
    const live = document.getElementById('live');
    new MutationObserver(() => said.push(live.textContent)).observe(live, { childList: true });
    host.mirror.announce('Moved to Won');
  });
  await page.waitForFunction(() => said.includes('Moved to Won'));
  await page.evaluate(() => host.mirror.announce('Moved to Won'));
  await page.waitForFunction(() => said.filter((text) => text === 'Moved to Won').length === 2);
  assert.deepEqual(await page.evaluate(() => said), ['Moved to Won', '', 'Moved to Won']);
});

test('axe finds nothing in the mirror', async (t) => {
  const { page } = await openModules(t);
  await show(page, [
    ...board,
    { id: 40, role: 'tab_list', name: 'Views', left: 10, top: 500 },
    {
      id: 41,
      parent: 40,
      role: 'tab',
      name: 'Board',
      selected: true,
      focusable: true,
      tabStop: true,
      left: 10,
      top: 500,
    },
    { id: 42, parent: 40, role: 'tab', name: 'Reports', focusable: true, left: 120, top: 500 },
    { id: 43, role: 'menu', name: 'Deal', left: 10, top: 560 },
    {
      id: 44,
      parent: 43,
      role: 'menu_item',
      name: 'Move to…',
      hasPopup: true,
      focusable: true,
      tabStop: true,
      left: 10,
      top: 560,
    },
    { id: 45, role: 'table', name: 'Preview', left: 10, top: 620 },
    { id: 46, parent: 45, role: 'row', left: 10, top: 620 },
    { id: 47, parent: 46, role: 'column_header', name: 'Title', left: 10, top: 620 },
    { id: 48, parent: 45, role: 'row', left: 10, top: 650 },
    { id: 49, parent: 48, role: 'cell', name: 'Acme', left: 10, top: 650 },
    {
      id: 50,
      role: 'text_area',
      name: 'Note',
      invalid: true,
      description: 'Too long',
      focusable: true,
      tabStop: true,
      left: 400,
      top: 320,
    },
    { id: 51, role: 'region', name: 'History', left: 400, top: 400 },
    {
      id: 52,
      role: 'link',
      name: 'acme.example',
      value: 'https://acme.example',
      focusable: true,
      tabStop: true,
      left: 400,
      top: 440,
    },
    { id: 53, role: 'image', name: 'Stage shares', left: 400, top: 480 },
    { id: 54, role: 'group', name: 'Filters', left: 400, top: 520 },
  ]);
  await page.evaluate(await readFile(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8'));
  const violations = await page.evaluate(async () =>
    (await axe.run()).violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html)}`),
  );
  assert.deepEqual(violations, []);
});
