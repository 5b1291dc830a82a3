// Stands in for the wasm module: notes every call with its texts, so that a test can ask what C++
// would have heard. `window.calls` is that list, `window.host` the real host, `window.show(nodes)`
// updates the mirror.
import * as bridge from '/web/bridge.js';
import { Host } from '/web/host.js';
import { IndexedDbStorage } from '/web/storage.js';

const memory = new Uint8Array(1 << 20);
let allocated = 8;
let lastBuffer = [0, 0];
const calls = [];
const decoder = new TextDecoder();

function allocate(size) {
  const address = allocated;
  allocated = (allocated + size + 7) & ~7;
  return address;
}

/** Where each function has its (address, size) of a text; of several, each counts as one. */
const textAt = {
  _holdall_key: 1,
  _holdall_semantics: 2,
  _holdall_navigation: 0,
  _holdall_storage_answer: 2,
  _holdall_file_chosen: 3,
  _holdall_file_answer: 2,
  _holdall_place_answer: 4,
  _holdall_folder_chosen: [1, 2],
  _holdall_folder_refused: 1,
};

const module = new Proxy(
  {},
  {
    get(_, name) {
      if (name === 'HEAPU8') return memory;
      if (name === '_holdall_allocate') return allocate;
      return (...values) => {
        for (const at of [textAt[name] ?? []].flat()) {
          const [address, size] = values.splice(at, 2);
          values.splice(at, 0, decoder.decode(memory.subarray(address, address + size)));
        }
        calls.push([name.replace('_holdall_', ''), ...values]);
        if (name === '_holdall_file_buffer' || name === '_holdall_place_buffer') {
          lastBuffer = [allocate(values[1]), values[1]];
          return lastBuffer[0];
        }
        return name === '_holdall_frame' ? 1 : 0;
      };
    },
  },
);

const space = new URLSearchParams(location.search).get('space') ?? 'test';
const host = new Host(`holdall:page:${space}`, new IndexedDbStorage('holdall:page'), new Map());
bridge.connect(module, (error) => calls.push(['trap', String(error)]));

const node = {
  id: 0,
  parent: 0,
  role: 'button',
  level: 0,
  editor: 'text',
  left: 0,
  top: 0,
  width: 100,
  height: 24,
  fontSize: 14,
  setSize: 0,
  position: 0,
  name: '',
  value: '',
  description: '',
  options: [],
  focusable: false,
  tabStop: false,
  disabled: false,
  selected: false,
  pressed: false,
  hasPressed: false,
  expanded: false,
  hasExpanded: false,
  hasPopup: false,
  modal: false,
  invalid: false,
};
let shown = [];

/** Makes the mirror show exactly these nodes, given by what is special about them. */
window.show = (nodes) => {
  const before = shown;
  shown = nodes.map((special, index) => ({ ...node, top: 40 * index, ...special }));
  const removed = before.filter((old) => !shown.some((now) => now.id === old.id));
  host.mirror.apply(
    shown,
    removed.map((old) => old.id),
    Uint32Array.from(shown, (now) => now.id),
  );
};
/** Bytes in the module's memory, and what was last copied into it, as a text. */
window.place = (bytes) => {
  const address = allocate(bytes.length);
  memory.set(bytes, address);
  return address;
};
window.lastText = () => {
  const [address, size] = lastBuffer;
  return decoder.decode(memory.subarray(address, address + size));
};
window.host = host;
window.calls = calls;
window.take = () => calls.splice(0);
