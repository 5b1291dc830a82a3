// platform::TabChannel: messages of bytes between the tabs that have the same database open.

import * as bridge from './bridge.js';

export class TabChannel {
  #channel;

  /** @param {string} database its name */
  constructor(database) {
    this.#channel =
      'BroadcastChannel' in globalThis ? new BroadcastChannel(`${database}:steps`) : null;
    if (this.#channel) this.#channel.onmessage = (event) => hear(event.data);
  }

  get available() {
    return this.#channel !== null;
  }

  /** @param {number} address @param {number} size */
  post(address, size) {
    this.#channel?.postMessage(bridge.copyOut(address, size));
  }
}

/**
 * A message for which there is no memory is not heard: what comes after it shows the gap.
 * @param {unknown} data
 */
function hear(data) {
  if (!(data instanceof ArrayBuffer)) return;
  const copied = bridge.copyIn(data, (module) => module._holdall_tab_buffer(data.byteLength));
  if (copied) bridge.call((module) => module._holdall_tab_message());
}
