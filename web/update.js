// The service worker: it makes the next start work offline. A new version waits until the app lets
// it in.

const lookAgainMs = 60 * 60 * 1000;

export class Updates {
  /** @type {ServiceWorkerRegistration | null} */
  #registration = null;
  #events;
  #lookedMs = Date.now();

  /**
   * `ready`: a new version waits. `replaced`: one was let in, here or by another tab; this page is
   * an old version's from now on.
   * @param {{ready: () => void, replaced: () => void}} events
   */
  constructor(events) {
    this.#events = events;
  }

  async register() {
    if (!navigator.serviceWorker || location.protocol === 'file:') return;
    try {
      const worker = new URL('sw.js', document.baseURI);
      this.#registration = await navigator.serviceWorker.register(worker, {
        updateViaCache: 'none',
      });
    } catch (error) {
      console.warn('No service worker, so no start without a network:', error);
      return;
    }
    this.#watch(this.#registration);
    navigator.serviceWorker.addEventListener('controllerchange', () => this.#controlled());
    // Browsers look by themselves too, but when they like.
    if (navigator.serviceWorker.controller) this.#registration.update().catch(() => {});
    document.addEventListener('visibilitychange', () => this.#lookAgain());
  }

  /** Lets the waiting version in; `replaced` follows. If none waits any more the page reloads. */
  activate() {
    const waiting = this.#registration?.waiting;
    if (waiting) waiting.postMessage('activate');
    else location.reload();
  }

  /**
   * The first worker of all is of this page's version; where site data was cleared there is none
   * any more, or the same one again.
   */
  async #controlled() {
    const { controller } = navigator.serviceWorker;
    if (controller && (await versionOf(controller)) !== pageVersion()) this.#events.replaced();
  }

  /** @param {ServiceWorkerRegistration} registration */
  #watch(registration) {
    // Without a controller this is the first visit: nothing old is running.
    const tell = () => {
      if (registration.waiting && navigator.serviceWorker.controller) this.#events.ready();
    };
    tell();
    registration.addEventListener('updatefound', () => {
      const { installing } = registration;
      installing?.addEventListener('statechange', () => {
        if (installing.state === 'installed') tell();
      });
    });
  }

  /** A tab can stay open for weeks. */
  #lookAgain() {
    if (document.visibilityState === 'hidden' || Date.now() - this.#lookedMs < lookAgainMs) return;
    this.#lookedMs = Date.now();
    this.#registration?.update().catch(() => {});
  }
}

/** @param {ServiceWorker} worker @returns {Promise<string>} */
function versionOf(worker) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = (event) => resolve(event.data);
    worker.postMessage('version', [port2]);
  });
}

function pageVersion() {
  return document.querySelector('meta[name=version]')?.getAttribute('content');
}
