// What the kernel knows of the browser's processes.
import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';

/** @param {string} file */
const textOf = (file) => readFile(file, 'utf8').catch(() => ''); // the process has just ended

/** The browser that has a profile open. @param {string} profile */
export async function browserProcess(profile) {
  return Number(/-(\d+)$/.exec(await readlink(path.join(profile, 'SingletonLock')))?.[1]);
}

/** A process and all that it has started. @param {number} first */
async function descendants(first) {
  const parents = new Map();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await textOf(`/proc/${name}/stat`);
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')')).split(' ')[2]));
  }
  const found = [first];
  for (const process of found) {
    for (const [child, parent] of parents) if (parent === process) found.push(child);
  }
  return found;
}

/**
 * Bytes that a browser has written so far, by process: `calls` as handed to the kernel in write
 * calls (files; sockets are not counted), `disk` in the pages of files that this made dirty.
 * @param {number} browser
 */
export async function writtenBytes(browser) {
  /** @type {Map<number, {calls: number, disk: number}>} */
  const written = new Map();
  for (const process of await descendants(browser)) {
    const text = await textOf(`/proc/${process}/io`);
    const count = (/** @type {string} */ name) =>
      Number(new RegExp(`^${name}: (\\d+)`, 'm').exec(text)?.[1] ?? 0);
    written.set(process, { calls: count('wchar'), disk: count('write_bytes') });
  }
  return written;
}

/**
 * @param {Awaited<ReturnType<typeof writtenBytes>>} before
 * @param {Awaited<ReturnType<typeof writtenBytes>>} after
 */
export function writtenBetween(before, after) {
  const sum = { calls: 0, disk: 0 };
  for (const [process, { calls, disk }] of after) {
    sum.calls += calls - (before.get(process)?.calls ?? 0);
    sum.disk += disk - (before.get(process)?.disk ?? 0);
  }
  return sum;
}

/**
 * The largest renderer: its number and the most memory that it ever had.
 * @param {number} browser
 */
export async function largestRenderer(browser) {
  let largest = { process: 0, peakBytes: 0 };
  for (const process of await descendants(browser)) {
    const command = await textOf(`/proc/${process}/cmdline`);
    if (!command.includes('--type=renderer')) continue;
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(await textOf(`/proc/${process}/status`))?.[1];
    const peakBytes = Number(peak ?? 0) * 1024;
    if (peakBytes > largest.peakBytes) largest = { process, peakBytes };
  }
  return largest;
}
