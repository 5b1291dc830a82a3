// Everything that src/browser/ calls, as Module.holdall.

import * as bridge from './bridge.js';
import { FilesHost } from './files.js';
import { Glyphs } from './glyphs.js';
import { watchContext } from './graphics.js';
import { watchInput } from './input.js';
import { MirrorHost } from './mirror.js';
import { PlacesHost } from './places.js';
import { counts, markStart } from './probe.js';
import { hideStartScreen, showFailure } from './start_screen.js';
import { StoragePort } from './storage_port.js';
import { TabChannel } from './tab_channel.js';
import { Updates } from './update.js';
import { openSpace, pagePath, readSetting, WindowHost, writeSetting } from './window.js';
import { WriterRole } from './writer_role.js';

const writerEvents = { granted: 0, asked: 1, lost: 2 };

/** @param {string} id */
function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

export class Host {
  bridge = bridge;
  files;
  glyphs = new Glyphs();
  mirror;
  /** Folders are kept for all databases of this page: what a folder is called stays the same. */
  places = new PlacesHost(`holdall-places:${pagePath}`);
  storage;
  tabs;
  updates;
  window;
  writer;
  readSetting = readSetting;
  writeSetting = writeSetting;
  openSpace = openSpace;
  #assets;

  /**
   * @param {string} database its name
   * @param {import('./storage.js').Storage} storage
   * @param {Map<string, ArrayBuffer>} assets
   */
  constructor(database, storage, assets) {
    const canvas = /** @type {HTMLCanvasElement} */ (element('canvas'));
    this.#assets = assets;
    this.storage = new StoragePort(storage);
    this.tabs = new TabChannel(database);
    this.mirror = new MirrorHost(element('mirror'), element('live'));
    this.window = new WindowHost(canvas, () => this.mirror.applyFocus());
    this.files = new FilesHost();
    this.updates = new Updates({
      ready: () => bridge.call((module) => module._holdall_update_ready()),
      replaced: () => this.#heard((module) => module._holdall_replaced()),
    });
    this.writer = new WriterRole(database, {
      granted: () => bridge.call((module) => module._holdall_writer(writerEvents.granted)),
      asked: () => this.#heard((module) => module._holdall_writer(writerEvents.asked)),
      lost: () => bridge.call((module) => module._holdall_writer(writerEvents.lost)),
    });
    watchContext(canvas);
    watchInput(canvas, () => this.mirror.focusedId);
  }

  /**
   * What may make the app give the database up: what is being typed comes first.
   * @param {(module: HoldallModule) => void} tell
   */
  #heard(tell) {
    this.window.finishTyping();
    bridge.call(tell);
  }

  /** The size of a file that was loaded at the start, 0 if there is none. @param {string} name */
  assetSize(name) {
    return this.#assets.get(name)?.byteLength ?? 0;
  }

  /** Copies it into the heap and lets it go. @param {string} name @param {number} address */
  takeAsset(name, address) {
    const bytes = this.#assets.get(name);
    if (bytes) bridge.copyIn(bytes, () => address);
    this.#assets.delete(name);
  }

  /** @param {string} state */
  showSaveState(state) {
    counts.saveState = state;
  }

  /** @param {string} theme dark, light, or empty for the system's preference */
  setTheme(theme) {
    if (theme) document.documentElement.dataset['theme'] = theme;
    else delete document.documentElement.dataset['theme'];
  }

  firstFrameDrawn() {
    markStart('first frame');
    hideStartScreen();
  }

  /** @param {string} text @param {string} detail */
  fail(text, detail) {
    showFailure(/** @type {import('./start_texts.js').StartText} */ (text), new Error(detail));
  }
}
