// What stands in the page until the first frame: progress, or why there is none and what to do.

import { startLanguage, startText } from './start_texts.js';
import { readSetting } from './window.js';

/** @typedef {import('./start_texts.js').StartText} StartText */

const screen = /** @type {HTMLElement} */ (document.getElementById('start'));
const bar = /** @type {HTMLProgressElement} */ (screen.querySelector('progress'));
const label = /** @type {HTMLElement} */ (screen.querySelector('p'));
const language = startLanguage(readSetting('language'));
/** The first failure is the cause; what follows from it is not shown. */
let failed = false;

document.documentElement.lang = language;
label.textContent = startText(language, 'loading');
bar.setAttribute('aria-label', label.textContent);

/** @param {number} share 0..1 of all bytes */
export function showProgress(share) {
  bar.value = share;
}

export function hideStartScreen() {
  if (!failed) screen.hidden = true;
}

/**
 * Says what happened, what is safe and what to do; covers the app, if it ran already.
 * @param {StartText} text
 * @param {unknown} [cause]
 */
export function showFailure(text, cause) {
  if (cause !== undefined) console.error(cause);
  if (failed) return;
  failed = true;
  const message = document.createElement('p');
  message.textContent = startText(language, text);
  const reload = document.createElement('button');
  reload.type = 'button';
  reload.textContent = startText(language, 'reload');
  reload.onclick = () => location.reload();
  const alert = document.createElement('div');
  alert.setAttribute('role', 'alert');
  alert.append(message, reload);
  if (cause !== undefined) alert.append(detailsOf(cause));
  screen.replaceChildren(alert);
  screen.hidden = false;
  document.getElementById('mirror')?.setAttribute('inert', '');
  reload.focus();
}

/** @param {unknown} cause */
function detailsOf(cause) {
  const details = document.createElement('details');
  const summary = document.createElement('summary');
  summary.textContent = startText(language, 'details');
  const text = document.createElement('pre');
  text.textContent = cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause);
  details.append(summary, text);
  return details;
}
