// What the functions that a test evaluates in a page find there.
interface Window {
  /** The counters of web/probe.js. */
  readonly holdall: any;
  [putByATest: string]: any;
}

declare module '/web/*';
