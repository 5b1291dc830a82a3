// The short form of scripts/torture: 20 kills, or as many as 75 seconds allow on a busy machine.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Torture } from '../torture/torture.mjs';

const kills = 20;
const lastsMs = 75_000;
const killsMin = 5;

test('twenty kills lose and tear nothing', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`seed ${seed}: scripts/torture ${kills} --seed ${seed}`);
  const torture = new Torture({ seed, kills, tabs: 'both' });
  const end = performance.now() + lastsMs;
  await torture.begin();
  try {
    while (torture.counts.kills < kills && performance.now() < end) {
      assert.deepEqual(await torture.round(torture.counts.kills), []);
    }
    assert.deepEqual(await torture.last(), []);
  } finally {
    await torture.end();
  }
  const { counts } = torture;
  console.log(JSON.stringify(counts));
  assert.ok(counts.kills >= killsMin, `${counts.kills} kills`);
  assert.ok(counts.acknowledged > 0, 'no edit was shown as saved');
});
