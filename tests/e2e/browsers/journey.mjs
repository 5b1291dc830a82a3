// One short journey for every engine: through the mirror, by role and name, as a screen reader
// would go it.
import assert from 'node:assert/strict';

const title = 'Ґанок для café «Їжа»';

/**
 * What a journey needs of a browser: `open(url)`, `evaluate(source)` of an expression, and
 * `type(text)` and `press(key)` into what has the focus.
 */
export async function journey(browser, url) {
  await browser.open(url);
  await until(browser, 'window.holdall?.framesDrawn > 0');
  await until(browser, `${byName('button', 'Fill with sample deals')} !== undefined`);
  await browser.evaluate(`${byName('button', 'Fill with sample deals')}.click()`);
  await until(browser, `${byName('list', 'Lead: ')} !== undefined`);

  await browser.evaluate(`${byName('button', 'Add deal to Lead')}.click()`);
  await until(browser, 'document.activeElement?.tagName === "INPUT"');
  await browser.type(`${title} 12k€`);
  await browser.press('Enter');
  await until(browser, `${byName('button', title)} !== undefined`);
  await until(browser, 'window.holdall.saveState === "saved"');

  // Moved by its menu.
  await browser.press('Escape');
  const addButton = byName('button', 'Add deal to Lead');
  await until(browser, `document.activeElement === ${addButton}`);
  await browser.evaluate(`${byName('button', title)}.focus()`);
  await browser.press('Space');
  await browser.press('ArrowRight');
  await browser.press('Space');
  await until(
    browser,
    `${byName('list', 'Qualification: ')}?.contains(${byName('button', title)})`,
  );
  await until(browser, 'window.holdall.saveState === "saved"');

  await browser.open(url);
  await until(
    browser,
    `${byName('list', 'Qualification: ')}?.contains(${byName('button', title)})`,
  );
  const lost = await browser.evaluate('window.holdall.contextsLost');
  assert.equal(lost, 0);
}

/** The first element of a role whose accessible name begins so, as a JavaScript expression. */
function byName(role, name) {
  const tags = { button: 'button,[role=button]', list: 'ul,ol,[role=list]' };
  const [tag, start] = [tags[role], name].map((text) => JSON.stringify(text));
  return (
    `[...document.querySelectorAll(${tag})].find((element) => ` +
    `(element.getAttribute('aria-label') ?? element.textContent).startsWith(${start}))`
  );
}

async function until(browser, expression) {
  const end = Date.now() + 30_000;
  for (;;) {
    if (await browser.evaluate(`Boolean(${expression})`)) return;
    if (Date.now() > end) {
      const names = await browser.evaluate(
        '[...document.querySelectorAll("#mirror *")]' +
          '.map((e) => e.getAttribute("aria-label") ?? e.textContent)' +
          '.filter(Boolean).slice(0, 60).join(" | ") + document.body.textContent.slice(0, 1500)',
      );
      throw new Error(`never came true: ${expression}\nthe page shows: ${names}`);
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}
