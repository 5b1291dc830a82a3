// Pointers, the wheel and keys become platform events. What a text editor consumes never gets here.

import * as bridge from './bridge.js';

const phases = { pointerdown: 0, pointermove: 1, pointerup: 2, pointercancel: 3, pointerleave: 4 };
/** @type {Record<string, number>} */
const kinds = { mouse: 0, touch: 1, pen: 2 };
/** In the order of platform::Key. */
const keys = [
  '',
  'Enter',
  ' ',
  'Escape',
  'Tab',
  'Backspace',
  'Delete',
  'Home',
  'End',
  'PageUp',
  'PageDown',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'ContextMenu',
];
const menuKey = 'ContextMenu';
const lineHeight = 20; // CSS pixels that one line of a wheel in line mode stands for
const apple = /Mac|iPhone|iPad/.test(navigator.platform);

/** With Ctrl or Command: those that the app uses. All others stay the browser's. */
const controlKeys = new Set([
  'z',
  'y',
  'k',
  'a',
  'enter',
  'arrowleft',
  'arrowright',
  'arrowup',
  'arrowdown',
  'home',
  'end',
]);
/** Of those, what a text editor uses itself. */
const editorControlKeys = new Set([
  'z',
  'y',
  'a',
  'enter',
  'arrowleft',
  'arrowright',
  'arrowup',
  'arrowdown',
  'home',
  'end',
]);
/** Without Ctrl: the browser would scroll the page or open its search. */
const preventedKeys = new Set([
  ' ',
  '/',
  'arrowleft',
  'arrowright',
  'arrowup',
  'arrowdown',
  'home',
  'end',
  'pageup',
  'pagedown',
  'backspace',
  'contextmenu',
]);

/** @param {HTMLCanvasElement} canvas @param {() => number} focusedId */
export function watchInput(canvas, focusedId) {
  for (const [type, phase] of Object.entries(phases)) {
    canvas.addEventListener(type, (event) =>
      sendPointer(canvas, phase, /** @type {PointerEvent} */ (event)),
    );
  }
  canvas.addEventListener('contextmenu', (event) => event.preventDefault());
  canvas.addEventListener('mousedown', (event) => {
    if (event.button === 1) event.preventDefault(); // no autoscroll
  });
  addEventListener('wheel', sendWheel, { passive: true });
  addEventListener('keydown', (event) => sendKey(event, focusedId()));
}

/** @param {HTMLCanvasElement} canvas @param {number} phase @param {PointerEvent} event */
function sendPointer(canvas, phase, event) {
  if (phase === phases.pointerdown) {
    try {
      canvas.setPointerCapture(event.pointerId);
    } catch {
      // The pointer is gone already (or was made by a test).
    }
  }
  bridge.call((module) =>
    module._holdall_pointer(
      phase,
      kinds[event.pointerType] ?? 0,
      event.pointerId,
      event.clientX,
      event.clientY,
      event.buttons,
      event.timeStamp,
    ),
  );
}

/** @param {WheelEvent} event */
function sendWheel(event) {
  if (event.ctrlKey) return; // the browser zooms
  const scale = [1, lineHeight, innerHeight][event.deltaMode] ?? 1;
  let { deltaX, deltaY } = event;
  if (event.shiftKey && deltaX === 0) [deltaX, deltaY] = [deltaY, 0];
  bridge.call((module) =>
    module._holdall_wheel(event.clientX, event.clientY, deltaX * scale, deltaY * scale),
  );
}

/** @param {KeyboardEvent} event @param {number} focus */
function sendKey(event, focus) {
  if (event.isComposing || event.defaultPrevented) return;
  const key = plainKey(event);
  if (['control', 'shift', 'alt', 'meta', 'altgraph', 'dead', 'unidentified'].includes(key)) return;
  const graph = event.getModifierState('AltGraph');
  const control = !graph && (apple ? event.metaKey : event.ctrlKey);
  if (!isOurs(event, key, control, graph)) return;
  if (control || preventedKeys.has(key)) event.preventDefault();
  const flags =
    Number(control) |
    (Number(event.shiftKey) << 1) |
    (Number(event.altKey && !graph) << 2) |
    (Number(event.repeat) << 3);
  const number = Math.max(0, keys.indexOf(key === 'contextmenu' ? menuKey : event.key));
  const text = [...key].length === 1 ? key : '';
  bridge.callWithText(text, (module, address, size) =>
    module._holdall_key(number, address, size, flags, focus),
  );
}

/**
 * The character in lower case, or the key's name. With Ctrl the letter on a Latin keyboard: Ctrl+Z
 * on a Cyrillic one says я.
 * @param {KeyboardEvent} event
 */
function plainKey(event) {
  if (event.key === 'F10' && event.shiftKey) return menuKey.toLowerCase();
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  if ((event.ctrlKey || event.metaKey) && letter && event.key > '\u007f') {
    return letter.toLowerCase();
  }
  return event.key.toLowerCase();
}

/**
 * @param {KeyboardEvent} event
 * @param {string} key
 * @param {boolean} control
 * @param {boolean} graph
 */
function isOurs(event, key, control, graph) {
  const element = event.target instanceof Element ? event.target : document.body;
  const editor = element.matches('input:not([type=checkbox]), textarea, select');
  if (control) return controlKeys.has(key) && !(editor && editorControlKeys.has(key));
  if (!graph && (event.ctrlKey || event.metaKey)) return false;
  if (event.altKey && !graph && !['arrowup', 'arrowdown'].includes(key)) return false;
  if (/^f\d+$/.test(key)) return false;
  // An open list of choices keeps it to itself.
  if (element.matches('select') && key === 'escape') return true;
  if (editor) {
    // A list of results below a search field is walked with the arrows.
    return element.matches('input[type=search]') && ['arrowup', 'arrowdown'].includes(key);
  }
  // The browser turns these into a click.
  const native = element.matches('button, input, a[href]');
  return !(native && (key === 'enter' || key === ' '));
}
