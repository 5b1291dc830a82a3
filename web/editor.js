// A text field of the mirror: the DOM edits the text, C++ hears of it.

/** @typedef {'edited' | 'committed' | 'cancelled'} EditorAction */

export class Editor {
  #element;
  #send;
  /** The text that the app knows and wants. */
  #settled;
  /** Whether the person has changed it since. */
  #dirty = false;
  #clearsOnEnter;

  /**
   * @param {HTMLInputElement | HTMLTextAreaElement} element
   * @param {string} text
   * @param {(action: EditorAction, text: string) => void} send
   * @param {boolean} clearsOnEnter see platform::SemanticsNode
   */
  constructor(element, text, send, clearsOnEnter = false) {
    this.#element = element;
    this.#clearsOnEnter = clearsOnEnter;
    this.#send = send;
    this.#settled = text;
    element.value = text;
    element.addEventListener('input', () => {
      this.#dirty = true;
      send('edited', element.value);
    });
    element.addEventListener('blur', () => this.leave());
    element.addEventListener('keydown', (event) => this.#key(/** @type {KeyboardEvent} */ (event)));
  }

  /** The app's own text; what a person is typing is never overwritten. @param {string} text */
  setText(text) {
    if (this.#dirty) return;
    this.#settled = text;
    if (this.#element.value !== text) this.#element.value = text;
  }

  /** What was typed counts when the editor is left, in whatever way. */
  leave() {
    if (this.#dirty && !this.#clearsOnEnter) this.#commit();
  }

  selectAll() {
    this.#element.select();
  }

  /** @param {[start: number, end: number]} selection */
  select([start, end]) {
    this.#element.setSelectionRange(start, end);
  }

  #commit() {
    this.#dirty = false;
    this.#settled = this.#element.value;
    this.#send('committed', this.#settled);
    if (!this.#clearsOnEnter) return;
    // Now, not when the app has drawn: what is typed on belongs to the next entry.
    this.#settled = '';
    this.#element.value = '';
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || event.keyCode === 229) return; // the input method's own Enter
    if (event.key === 'Enter') {
      const newLine =
        this.#element instanceof HTMLTextAreaElement && !event.ctrlKey && !event.metaKey;
      if (newLine) return;
      event.preventDefault();
      this.#commit();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      this.#dirty = false;
      this.#element.value = this.#settled;
      this.#send('cancelled', this.#settled);
    }
  }
}
