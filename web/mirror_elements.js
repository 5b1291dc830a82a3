// Which element stands for a node of the semantic mirror, and its attributes.

/** In the order of platform::Role. */
const roles = /** @type {const} */ ([
  'none',
  'button',
  'checkbox',
  'combobox',
  'dialog',
  'group',
  'heading',
  'image',
  'link',
  'list',
  'list_item',
  'menu',
  'menu_item',
  'progress',
  'region',
  'status',
  'tab',
  'tab_list',
  'table',
  'row',
  'cell',
  'column_header',
  'text',
  'text_field',
  'text_area',
]);

/** @typedef {typeof roles[number]} Role */

/** In the order of platform::EditorKind. */
const editorKinds = /** @type {const} */ ([
  'text',
  'name',
  'decimal',
  'date',
  'search',
  'password',
  'url',
]);

/** In the order of the bits that src/browser/mirror.cpp sets. */
const flagNames = /** @type {const} */ ([
  'focusable',
  'tabStop',
  'disabled',
  'selected',
  'pressed',
  'hasPressed',
  'expanded',
  'hasExpanded',
  'hasPopup',
  'modal',
  'invalid',
  'keepsKeys',
  'clearsOnEnter',
]);

/**
 * platform::SemanticsNode.
 * @typedef {Record<typeof flagNames[number], boolean> & {
 *   id: number, parent: number, role: Role, level: number, editor: typeof editorKinds[number],
 *   left: number, top: number, width: number, height: number, fontSize: number,
 *   setSize: number, position: number,
 *   name: string, value: string, description: string, options: string[],
 * }} MirrorNode
 */

const wordsPerNode = 12;

/**
 * Reads the nodes as src/browser/mirror.cpp packs them: 12 words a node, and all texts in one, each
 * followed by a NUL.
 * @param {Uint32Array} words
 * @param {Float32Array} floats the same memory
 * @param {string} text
 * @returns {MirrorNode[]}
 */
export function unpackNodes(words, floats, text) {
  const texts = text.split('\0');
  let nextText = 0;
  const takeText = () => texts[nextText++] ?? '';
  const nodes = [];
  for (let at = 0; at + wordsPerNode <= words.length; at += wordsPerNode) {
    const word = (/** @type {number} */ index) => words[at + index] ?? 0;
    const float = (/** @type {number} */ index) => floats[at + index] ?? 0;
    const flags = /** @type {Record<typeof flagNames[number], boolean>} */ (
      Object.fromEntries(flagNames.map((name, bit) => [name, Boolean((word(3) >> bit) & 1)]))
    );
    nodes.push({
      ...flags,
      id: word(0),
      parent: word(1),
      role: roles[word(2) & 0xff] ?? 'none',
      level: (word(2) >> 8) & 0xff,
      editor: editorKinds[(word(2) >> 16) & 0xff] ?? 'text',
      left: float(4),
      top: float(5),
      width: float(6),
      height: float(7),
      fontSize: float(8),
      setSize: word(9),
      position: word(10),
      name: takeText(),
      value: takeText(),
      description: takeText(),
      options: Array.from({ length: word(11) }, takeText),
    });
  }
  return nodes;
}

/** Tag and explicit role. @type {Record<Role, [tag: string, role?: string]>} */
const elements = {
  none: ['div'],
  button: ['button'],
  checkbox: ['input'],
  combobox: ['select'],
  dialog: ['div', 'dialog'],
  group: ['div', 'group'],
  heading: ['h2'],
  image: ['div', 'img'],
  link: ['a', 'link'],
  list: ['ul', 'list'],
  list_item: ['li', 'listitem'],
  menu: ['div', 'menu'],
  menu_item: ['button', 'menuitem'],
  progress: ['div', 'progressbar'],
  region: ['section', 'region'],
  status: ['div', 'status'],
  tab: ['button', 'tab'],
  tab_list: ['div', 'tablist'],
  table: ['div', 'table'],
  row: ['div', 'row'],
  cell: ['div', 'cell'],
  column_header: ['div', 'columnheader'],
  text: ['p'],
  text_field: ['input'],
  text_area: ['textarea'],
};

/** Their name is their content; all others carry it as aria-label. @type {Set<Role>} */
const namedByContent = new Set(['heading', 'text', 'status', 'cell', 'column_header']);

/** @type {Set<Role>} */
const pressable = new Set(['button']);
/** @type {Set<Role>} */
const selectable = new Set(['tab', 'row', 'cell', 'column_header']);

/** @param {MirrorNode} node */
function tagOf(node) {
  if (node.keepsKeys) return 'div'; // a native button would make clicks of Enter and Space
  return node.role === 'heading'
    ? `h${Math.min(6, Math.max(1, node.level))}`
    : elements[node.role][0];
}

/**
 * Whether the element of one node can go on as that of the other.
 * @param {MirrorNode} one
 * @param {MirrorNode} other
 */
export function sameElement(one, other) {
  return one.role === other.role && tagOf(one) === tagOf(other) && one.editor === other.editor;
}

/** @param {MirrorNode} node */
export function isEditor(node) {
  return node.role === 'text_field' || node.role === 'text_area';
}

/** @param {MirrorNode} node @returns {HTMLElement} */
export function createElement(node) {
  const element = document.createElement(tagOf(node));
  const role = elements[node.role][1] ?? (node.keepsKeys ? node.role : undefined);
  if (role) element.setAttribute('role', role);
  if (element instanceof HTMLButtonElement) element.type = 'button';
  // Everything is said by the one live region.
  if (node.role === 'status') element.setAttribute('aria-live', 'off');
  if (node.role === 'checkbox') /** @type {HTMLInputElement} */ (element).type = 'checkbox';
  if (isEditor(node)) {
    prepareEditor(/** @type {HTMLInputElement | HTMLTextAreaElement} */ (element), node);
  }
  return element;
}

/** @param {HTMLInputElement | HTMLTextAreaElement} element @param {MirrorNode} node */
function prepareEditor(element, node) {
  element.classList.add('editor');
  /** @type {AutoFill} */
  const autocomplete = node.editor === 'password' ? 'current-password' : 'off';
  element.autocomplete = node.editor === 'name' ? 'name' : autocomplete;
  element.autocapitalize = {
    text: 'sentences',
    name: 'words',
    decimal: 'off',
    date: 'off',
    search: 'off',
    password: 'off',
    url: 'off',
  }[node.editor];
  element.spellcheck = node.role === 'text_area';
  if (element instanceof HTMLTextAreaElement) return;
  // An address may be typed without its scheme, which type=url would complain of.
  const types = { search: 'search', password: 'password' };
  element.type = types[/** @type {keyof types} */ (node.editor)] ?? 'text';
  element.inputMode = {
    text: 'text',
    name: 'text',
    decimal: 'decimal',
    date: 'text',
    search: 'search',
    password: 'text',
    url: 'url',
  }[node.editor];
  element.enterKeyHint = node.editor === 'search' ? 'search' : 'done';
}

/** @param {Element} element @param {string} name @param {string | null} value null: none */
function attribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * Moves the element.
 * @param {HTMLElement} element
 * @param {MirrorNode} node
 * @param {MirrorNode | undefined} before
 */
export function placeElement(element, node, before) {
  const { style } = element;
  if (isEditor(node)) {
    // Covered or out of sight: nothing of it may be seen or pressed, but it stays as large as a
    // field, for in a box of no size Chromium's insertText puts the caret back to the start.
    const covered = node.width === 0 || node.height === 0;
    element.classList.toggle('covered', covered);
    if (covered) return;
    // What changed while it was covered was not set.
    if (before && (before.width === 0 || before.height === 0)) before = undefined;
  }
  if (node.left !== before?.left) style.left = `${node.left}px`;
  if (node.top !== before?.top) style.top = `${node.top}px`;
  if (node.width !== before?.width) style.width = `${node.width}px`;
  if (node.height !== before?.height) {
    style.height = `${node.height}px`;
    if (node.role === 'text_field') style.lineHeight = `${node.height}px`;
  }
  if (node.fontSize !== before?.fontSize && node.fontSize > 0) {
    style.setProperty('--font-size', `${node.fontSize}px`);
  }
}

const placeFields = new Set(['left', 'top', 'width', 'height', 'fontSize']);

/** Whether nothing but the place differs. @param {MirrorNode} one @param {MirrorNode} other */
export function differsInPlaceOnly(one, other) {
  return Object.keys(one).every((key) => {
    const field = /** @type {keyof MirrorNode} */ (key);
    if (field === 'options') return one.options.join('\0') === other.options.join('\0');
    return placeFields.has(key) || one[field] === other[field];
  });
}

/**
 * Everything but the place and an editor's text.
 * @param {HTMLElement} element
 * @param {MirrorNode} node
 */
export function describeElement(element, node) {
  if (namedByContent.has(node.role)) {
    if (element.firstElementChild === null && element.textContent !== node.name) {
      element.textContent = node.name;
    }
  } else if (node.role !== 'none') {
    attribute(element, 'aria-label', node.name || null);
  }
  attribute(element, 'aria-description', node.description || null);
  attribute(element, 'aria-setsize', node.setSize ? String(node.setSize) : null);
  attribute(element, 'aria-posinset', node.position ? String(node.position) : null);
  attribute(element, 'aria-expanded', node.hasExpanded ? String(node.expanded) : null);
  attribute(element, 'aria-haspopup', node.hasPopup ? 'true' : null);
  attribute(element, 'aria-invalid', node.invalid ? 'true' : null);
  attribute(element, 'aria-disabled', node.disabled ? 'true' : null);
  attribute(
    element,
    'tabindex',
    node.focusable || node.tabStop ? (node.tabStop ? '0' : '-1') : null,
  );
  describeState(element, node);
  if (node.role === 'dialog') attribute(element, 'aria-modal', node.modal ? 'true' : null);
  if (node.role === 'progress') describeProgress(element, node);
  if (node.role === 'link') describeLink(element, node);
  if (element instanceof HTMLSelectElement) describeSelect(element, node);
  if (isEditor(node)) {
    /** @type {HTMLInputElement | HTMLTextAreaElement} */ (element).readOnly = node.disabled;
  }
}

/** @param {HTMLElement} element @param {MirrorNode} node */
function describeState(element, node) {
  if (pressable.has(node.role)) {
    attribute(element, 'aria-pressed', node.hasPressed ? String(node.pressed) : null);
  } else if (node.role === 'menu_item') {
    attribute(element, 'role', node.hasPressed ? 'menuitemradio' : 'menuitem');
    attribute(element, 'aria-checked', node.hasPressed ? String(node.pressed) : null);
  } else if (element instanceof HTMLInputElement && element.type === 'checkbox') {
    element.checked = node.pressed || node.selected;
  }
  if (selectable.has(node.role)) {
    attribute(
      element,
      'aria-selected',
      node.selected || node.role === 'tab' ? String(node.selected) : null,
    );
  } else if (node.role !== 'checkbox') {
    attribute(element, 'aria-current', node.selected ? 'true' : null);
  }
}

/** @param {HTMLElement} element @param {MirrorNode} node */
function describeProgress(element, node) {
  attribute(element, 'aria-valuemin', '0');
  attribute(element, 'aria-valuemax', '100');
  attribute(element, 'aria-valuenow', node.value || null);
}

/** Only addresses that cannot run code. @param {HTMLElement} element @param {MirrorNode} node */
function describeLink(element, node) {
  attribute(element, 'href', /^(https?:|mailto:|tel:|#)/.test(node.value) ? node.value : null);
}

/** @param {HTMLSelectElement} element @param {MirrorNode} node */
function describeSelect(element, node) {
  const same =
    element.options.length === node.options.length &&
    node.options.every((text, index) => element.options[index]?.text === text);
  if (!same) {
    element.replaceChildren(...node.options.map((text) => new Option(text)));
  }
  element.selectedIndex = node.options.indexOf(node.value);
  element.disabled = node.disabled;
}
