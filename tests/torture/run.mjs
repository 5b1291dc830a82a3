// The torture: real Chromium is killed at random moments of random work, again and again; after
// each kill what is stored is read by a second implementation and compared with what had been seen.
// scripts/torture --help tells the options, docs/torture.md the rest.
import { parseArgs } from 'node:util';
import { Torture } from './torture.mjs';

/** After so many failures a run says nothing new. */
const failuresMax = 5;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    tabs: { type: 'string', default: 'both' },
    verbose: { type: 'boolean', default: false },
  },
});
const kills = Number(positionals[0] ?? 100);
const seed = Number(values.seed);
const { tabs = '', verbose } = values;
if (!Number.isInteger(kills) || !Number.isInteger(seed) || !/^(1|3|both)$/.test(tabs)) {
  console.error('usage: scripts/torture [N] [--seed S] [--tabs 1|3|both] [--verbose]');
  process.exit(2);
}

console.log(`${kills} kills, tabs: ${tabs}, seed ${seed}`);
const began = performance.now();
const torture = new Torture({ seed, kills, tabs, verbose });
const { counts } = torture;
const failed = () => counts.lost + counts.torn > 0;
let failures = 0;
await torture.begin();
try {
  while (counts.kills < kills && failures < failuresMax) {
    if ((await torture.round(counts.kills + failures)).length) failures += 1;
    if (counts.kills % 50 === 0) console.log(`${counts.kills} kills`);
  }
  await torture.last();
} finally {
  await torture.end();
}
const secondsPerKill = Number(((performance.now() - began) / 1000 / counts.kills).toFixed(2));
console.log(
  `${counts.kills} kills (${counts.threeTabs} with three tabs), ${counts.edits} edits, ` +
    `${counts.acknowledged} of them shown as saved: ` +
    `${failed() ? `${counts.lost} LOST, ${counts.torn} TORN` : 'nothing lost, nothing torn'}; ` +
    `seed ${seed}, ${secondsPerKill} s per kill`,
);
console.log(
  JSON.stringify({
    bench: 'torture',
    seed,
    tabs,
    ...counts,
    secondsPerKill,
    moments: torture.momentsOfKills,
  }),
);
process.exitCode = failed() || counts.kills < kills ? 1 : 0;
