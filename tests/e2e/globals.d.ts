// What the functions that a test evaluates in a page find there.
interface Window {
  /** The counters of web/probe.js. */
  readonly holdall: any;
  [putByATest: string]: any;
}

// tests/e2e/platform/: put into the page by page.js and by the tests themselves.
declare var IndexedDbStorage: any;
declare var acknowledge: any;
declare var axe: any;
declare var calls: any;
declare var extension: any;
declare var heard: any;
declare var host: any;
declare var outcome: any;
declare var plain: any;
declare var role: any;
declare var said: any;
declare var show: any;
declare var step: any;
declare var storage: any;
declare var take: any;
