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
    'at-once': { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
  },
});
const kills = Number(positionals[0] ?? 100);
const seed = Number(values.seed);
const { tabs = '', verbose } = values;
const atOnce = Number(values['at-once']);
const numbers = [kills, seed, atOnce].every(Number.isInteger);
if (!numbers || atOnce < 1 || !/^(1|3|both)$/.test(tabs)) {
  console.error(
    'usage: scripts/torture [N] [--seed S] [--tabs 1|3|both] [--at-once BROWSERS] [--verbose]',
  );
  process.exit(2);
}

console.log(`${kills} kills, tabs: ${tabs}, seed ${seed}, ${atOnce} at once`);
const began = performance.now();
const tortures = Array.from(
  { length: atOnce },
  (_, index) => new Torture({ seed: seed + index, kills, tabs, verbose }),
);
const sum = (/** @type {Record<string, number>[]} */ all) => {
  /** @type {Record<string, number>} */
  const total = {};
  for (const [name, count] of all.flatMap(Object.entries)) total[name] = (total[name] ?? 0) + count;
  return total;
};
const total = () =>
  /** @type {typeof tortures[0]['counts']} */ (sum(tortures.map((one) => one.counts)));
let begun = 0;
let failures = 0;

/** @param {Torture} torture */
async function run(torture) {
  await torture.begin();
  try {
    for (let round = 0; begun < kills && failures < failuresMax; round += 1) {
      begun += 1;
      if ((await torture.round(round)).length) failures += 1;
      const { kills: done } = total();
      if (done % 50 === 0) console.log(`${done} kills, ${new Date().toLocaleTimeString()}`);
    }
    if ((await torture.last()).length) failures += 1;
  } finally {
    await torture.end();
  }
}

await Promise.all(tortures.map(run));
const counts = total();
const failed = () => counts.lost + counts.torn > 0;
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
    atOnce,
    moments: sum(tortures.map((one) => one.momentsOfKills)),
  }),
);
process.exitCode = failed() || counts.kills < kills ? 1 : 0;
