// The semantic mirror: a real element over the canvas for every visible widget. For a text field
// the element is the editor itself.

import * as bridge from './bridge.js';
import { Editor } from './editor.js';
import {
  createElement,
  describeElement,
  differsInPlaceOnly,
  isEditor,
  placeElement,
  sameElement,
  unpackNodes,
} from './mirror_elements.js';
import { counts } from './probe.js';

/** @typedef {import('./mirror_elements.js').MirrorNode} MirrorNode */
/** @typedef {{node: MirrorNode, element: HTMLElement, editor: Editor | null}} Entry */

/** In the order of platform::SemanticsAction. */
const actions = {
  activate: 0,
  focused: 1,
  blurred: 2,
  edited: 3,
  committed: 4,
  cancelled: 5,
  chosen: 6,
};

/** @typedef {keyof typeof actions} Action */

/** A click on anything in them means the next of these around it. */
const clickable = new Set(['button', 'checkbox', 'link', 'menu_item', 'tab']);

/** Long enough for a screen reader to see that the live region was empty. */
const announcementDelayMs = 50;

/** What was said goes after this time: who reads the page later must not take it for its state. */
const announcementLifeMs = 10_000;

/** @param {Action} action @param {number} id @param {string} text */
function send(action, id, text = '') {
  bridge.callWithText(text, (module, address, size) =>
    module._holdall_semantics(actions[action], id, address, size),
  );
}

export class MirrorHost {
  #root;
  #live;
  /** @type {Map<number, Entry>} */
  #entries = new Map();
  /** @type {WeakMap<Element, Entry>} */
  #entryOf = new WeakMap();
  /** @type {Uint32Array<ArrayBufferLike>} */
  #order = new Uint32Array();
  #focused = 0;
  #wantedFocus = 0;
  /**
   * While the mirror itself moves elements about, the focus events that this causes mean nothing.
   */
  #updating = false;
  /** @type {Element[]} */
  #inert = [];
  /** @type {string[]} */
  #announcements = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #silence;

  /** @param {HTMLElement} root @param {HTMLElement} live */
  constructor(root, live) {
    this.#root = root;
    this.#live = live;
    root.addEventListener('click', (event) => this.#click(event));
    root.addEventListener('focusin', () => this.#noteFocus());
    root.addEventListener('focusout', (event) => {
      // Between two elements only the new one counts.
      if (!this.#entryAt(event.relatedTarget)) this.#noteFocus(0);
    });
    root.addEventListener('change', (event) => {
      const entry = this.#entryAt(event.target);
      if (entry?.node.role === 'combobox') {
        send(
          'chosen',
          entry.node.id,
          String(/** @type {HTMLSelectElement} */ (entry.element).selectedIndex),
        );
        // The choice may be asked about first, or refused: the app says what is chosen.
        describeElement(entry.element, entry.node);
      }
    });
  }

  get focusedId() {
    return this.#focused;
  }

  /**
   * See platform::SemanticsMirror::update; addresses and counts as src/browser/mirror.cpp packs
   * them.
   * @param {number} words @param {number} wordCount
   * @param {number} text @param {number} textSize
   * @param {number} removed @param {number} removedCount
   * @param {number} order @param {number} orderCount
   */
  update(words, wordCount, text, textSize, removed, removedCount, order, orderCount) {
    const start = performance.now();
    const changed = unpackNodes(
      bridge.wordsAt(words, wordCount),
      bridge.floatsAt(words, wordCount),
      bridge.textAt(text, textSize),
    );
    this.apply(
      changed,
      bridge.wordsAt(removed, removedCount).slice(),
      bridge.wordsAt(order, orderCount).slice(),
    );
    counts.mirrorTimeMs += performance.now() - start;
  }

  /** @param {MirrorNode[]} changed @param {Iterable<number>} removed @param {Uint32Array} order */
  apply(changed, removed, order) {
    for (const id of removed) this.#entries.get(id)?.editor?.leave();
    this.#updating = true;
    const selection = selectionOf(document.activeElement);
    let moved = !sameWords(this.#order, order);
    for (const node of changed) moved = this.#put(node) || moved;
    for (const id of removed) this.#remove(id);
    this.#order = order;
    if (moved) this.#arrange();
    this.#isolateModal();
    this.#keepFocus(selection);
    this.#updating = false;
    this.applyFocus();
    this.#noteFocus();
  }

  /** Takes effect after the next update, or at the end of the frame. @param {number} id */
  focus(id) {
    this.#wantedFocus = id;
  }

  applyFocus() {
    const entry = this.#entries.get(this.#wantedFocus);
    if (!entry) return;
    this.#wantedFocus = 0;
    entry.element.focus({ preventScroll: true });
    entry.editor?.selectAll();
  }

  /** @param {string} sentence */
  announce(sentence) {
    this.#announcements.push(sentence);
    if (this.#announcements.length > 1) return;
    // Emptied first, so that the same sentence is said again.
    this.#live.textContent = '';
    clearTimeout(this.#silence);
    setTimeout(() => {
      this.#live.textContent = this.#announcements.join(' ');
      this.#announcements = [];
      this.#silence = setTimeout(() => (this.#live.textContent = ''), announcementLifeMs);
    }, announcementDelayMs);
  }

  /**
   * Creates or changes an element. Whether the structure is not what it was.
   * @param {MirrorNode} node
   */
  #put(node) {
    const entry = this.#entries.get(node.id);
    if (entry && sameElement(entry.node, node)) {
      const before = entry.node;
      entry.node = node;
      placeElement(entry.element, node, before);
      if (differsInPlaceOnly(before, node)) return false;
      describeElement(entry.element, node);
      if (node.value !== before.value) entry.editor?.setText(node.value);
      return before.parent !== node.parent;
    }
    if (entry) this.#remove(node.id);
    const element = createElement(node);
    const editor = isEditor(node)
      ? new Editor(
          /** @type {HTMLInputElement | HTMLTextAreaElement} */ (element),
          node.value,
          (action, text) => send(action, node.id, text),
          node.clearsOnEnter,
        )
      : null;
    const created = { node, element, editor };
    this.#entries.set(node.id, created);
    this.#entryOf.set(element, created);
    placeElement(element, node, undefined);
    describeElement(element, node);
    return true;
  }

  /** @param {number} id */
  #remove(id) {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    this.#entryOf.delete(entry.element);
    // Children that stay are put elsewhere by arrange(), or are removed as well.
    entry.element.remove();
  }

  /**
   * Gives every parent its children in the order of the ids. The element with the focus is never
   * moved, for that would take the focus from it: the others move around it.
   */
  #arrange() {
    /** @type {Map<Element, ChildNode | null>} */
    const next = new Map();
    const active = document.activeElement;
    for (const id of this.#order) {
      const entry = this.#entries.get(id);
      if (!entry) continue;
      const { element } = entry;
      const parent = this.#entries.get(entry.node.parent)?.element ?? this.#root;
      let place = next.has(parent) ? (next.get(parent) ?? null) : firstElement(parent);
      if (element.parentNode === parent && element.contains(active)) {
        while (place && place !== element) {
          const following = place.nextSibling;
          parent.append(place);
          place = following;
        }
      }
      if (place === element) {
        next.set(parent, element.nextSibling);
      } else {
        parent.insertBefore(element, place);
        next.set(parent, place);
      }
    }
  }

  /** Everything outside the topmost modal dialog becomes inert. */
  #isolateModal() {
    let modal = null;
    for (const id of this.#order) {
      const entry = this.#entries.get(id);
      if (entry?.node.role === 'dialog' && entry.node.modal) modal = entry.element;
    }
    const inert = [];
    for (let inside = modal; inside && inside !== this.#root; inside = inside.parentElement) {
      for (const sibling of inside.parentElement?.children ?? []) {
        if (sibling !== inside) inert.push(sibling);
      }
    }
    for (const element of this.#inert)
      if (!inert.includes(element)) element.removeAttribute('inert');
    for (const element of inert) element.setAttribute('inert', '');
    this.#inert = inert;
  }

  /**
   * An element that was put under another parent has lost the focus on the way.
   * @param {Selection} selection
   */
  #keepFocus(selection) {
    const entry = this.#entries.get(this.#focused);
    if (!entry || document.activeElement === entry.element) return;
    entry.element.focus({ preventScroll: true });
    if (entry.editor && selection) entry.editor.select(selection);
  }

  /** Tells C++ if the focus is elsewhere than it was. @param {number} [id] */
  #noteFocus(id = this.#entryAt(document.activeElement)?.node.id ?? 0) {
    if (this.#updating || id === this.#focused) return;
    const before = this.#focused;
    this.#focused = id;
    if (id) send('focused', id);
    else send('blurred', before);
  }

  /**
   * A click here comes from the keyboard, a screen reader or a test: pointers reach the canvas.
   * @param {MouseEvent} event
   */
  #click(event) {
    let entry = this.#entryAt(event.target);
    if (entry && (entry.editor || entry.node.role === 'combobox')) return;
    event.preventDefault(); // links are followed and boxes checked by C++
    while (
      entry &&
      !clickable.has(entry.node.role) &&
      !entry.node.focusable &&
      !entry.node.tabStop
    ) {
      entry = this.#entryAt(entry.element.parentElement);
    }
    if (entry && !entry.node.disabled) send('activate', entry.node.id);
  }

  /** @param {EventTarget | null} target */
  #entryAt(target) {
    for (let at = target instanceof Element ? target : null; at; at = at.parentElement) {
      const entry = this.#entryOf.get(at);
      if (entry) return entry;
    }
    return undefined;
  }
}

/** @typedef {[start: number, end: number] | null} Selection */

/** @param {Element | null} element @returns {Selection} */
function selectionOf(element) {
  if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return null;
  if (element.selectionStart === null) return null;
  return [element.selectionStart, element.selectionEnd ?? element.selectionStart];
}

/** The first child that is not a text (a heading holds its own name). @param {Element} parent */
function firstElement(parent) {
  return /** @type {ChildNode | null} */ (parent.firstElementChild);
}

/** @param {Uint32Array} one @param {Uint32Array} other */
function sameWords(one, other) {
  return one.length === other.length && one.every((word, index) => word === other[index]);
}
