// What the devices of a shared space leave in its folder is read by a second implementation of
// docs/sync-format.md, which knows the passphrase alone, and is what Holdall itself shows.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { listed, merged } from '../sync/merged_records.mjs';
import { unwrapRoot } from '../sync/object_reader.mjs';
import { readSpace } from '../sync/space_reader.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = path.join(root, 'build/native-debug/holdall');
const backup = path.join(root, 'tests/fixtures/schema/schema_1.holdall');
const passphrase = 'Ґанок і кішка';

const folder = mkdtempSync(path.join(tmpdir(), 'holdall-'));
after(() => rmSync(folder, { recursive: true }));
const place = path.join(folder, 'place');
const device = (/** @type {string} */ name) => path.join(folder, name);

/** What a command prints. @param {string[]} words */
const said = (...words) => {
  const { status, stdout, stderr } = spawnSync(program, words, {
    env: { ...process.env, TZ: 'UTC', HOLDALL_PASSPHRASE: passphrase },
    maxBuffer: 1 << 26,
  });
  assert.equal(String(stderr), '');
  assert.equal(status, 0);
  return String(stdout);
};
/** @param {string} of @param {string} kind */
const rowsOf = (of, kind) =>
  said('list', '--json', of, kind)
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
/** All files of the place, with forward slashes. */
const filesOf = () =>
  readdirSync(place, { recursive: true })
    .map(String)
    .filter((name) => statSync(path.join(place, name)).isFile())
    .sort();

mkdirSync(place);
const first = said('found', '--label=laptop', `--from=${backup}`, device('a'), place).trim();
said('join', '--label=phone', device('b'), place, first);
said('join', '--label=Сервер', device('c'), place, said('invite', device('b'), place).trim());
for (const name of ['a', 'b', 'c', 'a', 'b']) said('sync', device(name), place);
said('invite', device('a'), place);

/** @type {Map<string, Buffer>} */
const roots = new Map();
/** The place, each passphrase being tried once. */
const read = (secret = passphrase) =>
  readSpace(place, secret, (wrap, tried) => {
    const known = roots.get(tried) ?? unwrapRoot(wrap, tried);
    roots.set(tried, known);
    return known;
  });
/** @param {string} name @param {(bytes: Buffer) => Buffer | null} change null: the file is gone */
const readWithout = (name, change) => {
  const file = path.join(place, name);
  const good = readFileSync(file);
  const bytes = change(Buffer.from(good));
  if (bytes) writeFileSync(file, bytes);
  else rmSync(file);
  try {
    return read();
  } finally {
    writeFileSync(file, good);
  }
};

test('the devices of a place and what they wrote are what Holdall shows', () => {
  const found = read();
  const { space } = JSON.parse(said('inspect', '--json', device('a')));
  assert.equal(found.space, space.id);
  assert.deepEqual(
    found.devices.map(({ name, introduction, batches }) => ({
      name,
      label: introduction.label,
      batches: batches.length,
    })),
    space.devices.map((/** @type {Record<string, unknown>} */ { name, label, batches }) => ({
      name,
      label,
      batches,
    })),
  );
  assert.equal(found.invitations.length, space.open_invitations);
  assert.equal(space.open_invitations, 1);
  // Nobody has seen what is not there, and in the end everybody has seen everything.
  const last = new Map(found.devices.map(({ name, batches }) => [name, batches.length]));
  for (const { name, seen, batches } of found.devices) {
    const all = [seen, ...batches.map(({ header }) => header.seen)];
    for (const entry of all.flat()) {
      assert.ok(entry.device !== name);
      assert.ok(Number(entry.sequence) <= last.get(entry.device));
    }
    assert.equal(seen.length, found.devices.length - 1);
  }
  const stages = rowsOf(device('a'), 'stages');
  const changes = found.devices.flatMap(({ batches }) => batches.flatMap((each) => each.changes));
  const rows = listed(merged(changes), new Map(stages.map((stage) => [stage.id, stage])));
  assert.ok(rows.deals.length > 100);
  for (const [kind, expected] of Object.entries(rows)) {
    for (const name of ['a', 'b', 'c']) {
      assert.deepEqual(rowsOf(device(name), kind), expected, kind);
    }
  }
});

test('nothing lies in a place that the format does not name', () => {
  const names = [
    /^space\/[0-9a-f]{32}$/,
    /^d\/[0-9a-f]{32}\/h[01]$/,
    /^d\/[0-9a-f]{32}\/[ib]\/[1-9][0-9]*\.[0-9a-f]{8}$/,
    /^n\/[0-9a-f]{32}$/,
  ];
  for (const file of filesOf()) {
    assert.ok(names.some((name) => name.test(file)), file);
  }
});

test('a place of which something is missing, changed or exchanged is not taken for whole', () => {
  const named = (/** @type {RegExp} */ name) => filesOf().filter((file) => name.test(file));
  const batches = named(/\/b\//);
  for (const batch of batches) {
    assert.throws(() => readWithout(batch, () => null), /is missing/);
    const middle = statSync(path.join(place, batch)).size >> 1;
    const flipped = (/** @type {Buffer} */ bytes) => {
      bytes[middle] ^= 1;
      return bytes;
    };
    assert.throws(() => readWithout(batch, flipped), /another hash/);
  }
  const [space] = named(/^space\//);
  assert.throws(() => readWithout(space, (bytes) => bytes.subarray(1)), /damaged/);
  assert.throws(() => read('Ґанок'), /wrong_passphrase/);
});

test('what is no introduction by its invitation is passed over at a door', () => {
  const whole = read();
  const [open] = whole.invitations;
  const [used] = whole.devices.flatMap(({ introduction }) => introduction.invitation ?? []);
  const door = path.join(place, 'n', open);
  for (const lies of [Buffer.from('junk'), readFileSync(path.join(place, 'n', used))]) {
    writeFileSync(door, lies);
    try {
      assert.deepEqual(read(), whole);
      said('sync', device('c'), place);
    } finally {
      rmSync(door);
    }
  }
});

test('a head that was torn leaves the other one, as old as it is', () => {
  const whole = read();
  for (const { name, head } of whole.devices) {
    const newest = `d/${name}/h${BigInt(head.counter) % 2n}`;
    const found = readWithout(newest, (bytes) => bytes.subarray(0, 100));
    const older = found.devices.find((each) => each.name === name);
    if (head.counter === '1') continue;
    assert.equal(BigInt(older.head.counter), BigInt(head.counter) - 1n);
  }
});
