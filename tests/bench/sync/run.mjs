// Runs the phases of the workload, each in a process of its own, on Holdall and on the peers.
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { root } from '../../e2e/lib/browser.mjs';
import { installPeers } from '../peers.mjs';

/** What one phase prints: times in microseconds, sizes in bytes. @typedef {any} Figures */
/** @typedef {(phase: string) => Figures} Subject */

const here = path.dirname(fileURLToPath(import.meta.url));
const program = path.join(root, 'build/web-release/holdall_bench_sync.cjs');

export const peerNames = ['yjs', 'loro', 'tinybase', 'crsqlite', 'automerge'];

/** The last line of what a process prints. @param {string[]} words @returns {Figures} */
function run(words) {
  const printed = execFileSync(process.execPath, words,
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 });
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '');
}

/**
 * Holdall and these peers; each keeps the files of its phases in a folder of its own.
 * @param {string[]} peers @param {string} work @param {number} edits  of each device
 * @returns {Promise<Map<string, Subject>>}
 */
export async function openSubjects(peers, work, edits) {
  execFileSync(path.join(root, 'scripts/build'), ['web-release', 'holdall_bench_sync'],
    { stdio: ['ignore', 2, 2] });
  // Beside their packages, where node finds these.
  const packages = await installPeers(here);
  for (const name of ['peer.mjs', 'workload.mjs', 'peers']) {
    cpSync(path.join(here, name), path.join(packages, name), { recursive: true });
  }
  const script = path.join(packages, 'peer.mjs');
  /** @type {Map<string, Subject>} */
  const subjects = new Map();
  subjects.set('Holdall', (phase) => run([program, phase, path.join(work, 'Holdall'), `${edits}`]));
  for (const name of peers) {
    const folder = path.join(work, name);
    subjects.set(name, (phase) => run([script, name, phase, folder, `${edits}`]));
  }
  return subjects;
}
