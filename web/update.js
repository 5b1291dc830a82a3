// The service worker: it makes the next start work offline. A new version waits until the app lets
// it in.

const lookAgainMs = 60 * 60 * 1000;

export class Updates {
  /** @type {ServiceWorkerRegistration | null} */
  #registration = null;
  #ready;
  #lookedMs = Date.now();

  /** @param {() => void} ready called when a new version waits */
  constructor(ready) {
    this.#ready = ready;
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
    // Browsers look by themselves too, but when they like.
    if (navigator.serviceWorker.controller) this.#registration.update().catch(() => {});
    document.addEventListener('visibilitychange', () => this.#lookAgain());
  }

  /** Lets the waiting version in; the page loads anew with it. */
  activate() {
    const waiting = this.#registration?.waiting;
    if (!waiting) return;
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), {
      once: true,
    });
    waiting.postMessage('activate');
  }

  /** @param {ServiceWorkerRegistration} registration */
  #watch(registration) {
    // Without a controller this is the first visit: nothing old is running.
    const tell = () => {
      if (registration.waiting && navigator.serviceWorker.controller) this.#ready();
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
