// Merging beside its peers: the same workload on Holdall's sync and store, compiled to wasm, and on
// the CRDT libraries of npm, in the same run, under node. docs/benches.md says what the rows mean.
//
// usage: scripts/bench sync [--runs 3] [--engines yjs,loro,tinybase,crsqlite,automerge] [--edits N]
//   --engines LIST  these peers alone; automerge takes most of the time
//   --edits N       of each device, 20,000 by default: for a quick look
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import xxhash from 'xxhash-wasm';
import { option, report, rounded } from './lib.mjs';
import { goalRows, tableLines } from './sync/goals.mjs';
import { openSubjects, peerNames } from './sync/run.mjs';
import { workloadText } from './sync/workload.mjs';

/** @typedef {import('./sync/goals.mjs').All} All */

const runs = option('runs', 3);
const edits = option('edits', 20_000);
const enginesAt = process.argv.indexOf('--engines');
const engines = enginesAt < 0 ? peerNames : (process.argv[enginesAt + 1] ?? '').split(',');
for (const engine of engines) {
  if (!peerNames.includes(engine)) throw new Error(`no engine '${engine}': ${peerNames.join(',')}`);
}

/** The edits are the same in C++ and in JavaScript. @param {string} made  by Holdall's program */
async function checkWorkload(made) {
  const { h64 } = await xxhash();
  if (h64(workloadText(edits)).toString() !== made) throw new Error('the workloads differ');
}

/** @param {string} name @param {string[]} states  that must be one */
function checkStates(name, states) {
  if (new Set(states).size > 1) throw new Error(`${name} does not converge: ${states.join(' ')}`);
}

/** @type {All} */
const all = new Map();
const work = await mkdtemp(path.join(tmpdir(), 'holdall-bench-'));
try {
  const subjects = await openSubjects(engines, work, edits);
  for (const [name, phase] of subjects) {
    await mkdir(path.join(work, name));
    all.set(name, { gen: phase('gen'), runs: [] });
    console.error(`${name}: the edits are made`);
  }
  const made = all.get('Holdall')?.gen;
  await checkWorkload(made.workload);
  for (let run = 0; run < runs; run += 1) {
    for (const [name, phase] of subjects) {
      const one = {
        merge: phase('mergeone'),
        fresh: phase('mergefresh'),
        open: phase('open'),
        ...(name === 'Holdall' && { newcomer: phase('newdevice') }),
      };
      all.get(name)?.runs.push(one);
      const states = [one.merge.state, one.fresh.state, one.open.state];
      checkStates(name, name === 'Holdall' ? [made.state, ...states] : states);
      console.error(`round ${run + 1}, ${name}: merge ${rounded(one.merge.merge_us / 1000, 0)} ms`);
    }
  }
} finally {
  await rm(work, { recursive: true });
}
for (const line of tableLines(all)) console.log(line);
report('sync', goalRows(all));
