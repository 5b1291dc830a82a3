// A second implementation of docs/sync-format.md reads the objects that Holdall makes, finds in
// them what Holdall put there, and refuses what Holdall refuses, for the same reason.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { argon2id } from './argon2.mjs';
import { openBatch } from './batch_reader.mjs';
import {
  openHead,
  openIndex,
  openIntroduction,
  openParcel,
  openSpace,
  paths,
  readInvitation,
  Refused,
} from './object_reader.mjs';
import { xxh64 } from './xxh64.mjs';

const file = new URL('../../fixtures/sync/sync_vectors.json', import.meta.url);
const vectors = JSON.parse(readFileSync(fileURLToPath(file), 'utf8'));
const bytes = (/** @type {string} */ hex) => Buffer.from(hex, 'hex');
const { space, passphrase } = vectors;
const [root, key] = [bytes(vectors.root), bytes(vectors.public_key)];

/** @type {Record<string, (object: Buffer) => object>} */
const readers = {
  space: (object) => openSpace(object, space, passphrase),
  introduction: (object) => openIntroduction(object, space, root),
  head: (object) => openHead(object, space, key),
  index: (object) => openIndex(object, space, root, key),
  parcel: openParcel,
};
/** @param {string} why */
const refusedFor = (why) => (/** @type {unknown} */ error) => {
  assert.ok(error instanceof Refused, String(error));
  assert.equal(error.why, why, error.message);
  return true;
};

test('Argon2id and XXH64 are those of their documents', () => {
  // printf password | argon2 somesalt -id -t 2 -k 256 -p 1 -l 32 -r
  const made = argon2id(Buffer.from('password'), Buffer.from('somesalt'), {
    memory_kib: 256,
    passes: 2,
  });
  assert.equal(
    made.toString('hex'),
    '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe',
  );
  // printf abc | xxh64sum
  assert.equal(xxh64(Buffer.from('')).toString(16), 'ef46db3751d8e999');
  assert.equal(xxh64(Buffer.from('abc')).toString(16), '44bc2cf5ad770999');
});

for (const { kind, what, object, ...expected } of vectors.objects) {
  test(`the reader finds what is in this ${kind}: ${what}`, () => {
    assert.deepEqual(readers[kind](bytes(object)), expected);
  });
}

for (const { kind, what, object, why } of vectors.refused) {
  test(`the reader refuses this ${kind} (${why}): ${what}`, () => {
    assert.throws(() => readers[kind](bytes(object)), refusedFor(why));
  });
}

for (const { text, ...expected } of vectors.invitations) {
  test(`the reader finds what is in this invitation: ${text}`, () => {
    assert.deepEqual(readInvitation(text), expected);
  });
}

for (const { text, what, why } of vectors.refused_invitations) {
  test(`the reader refuses this invitation (${why}): ${what}`, () => {
    assert.throws(() => readInvitation(text), refusedFor(why));
  });
}

test('an object with any bit flipped is refused', () => {
  const seen = new Set(['space', 'parcel']);
  for (const { kind, object } of vectors.objects) {
    if (seen.has(kind)) continue;
    seen.add(kind);
    const good = bytes(object);
    for (let bit = 0; bit < 8 * good.length; bit += 3) {
      const changed = Buffer.from(good);
      changed[bit >> 3] ^= 1 << (bit & 7);
      assert.throws(() => readers[kind](changed), /^Error: (damaged|not_authentic): /);
    }
  }
});

test('what a parcel brings opens as if it came from a place', () => {
  for (const { kind, object } of vectors.objects) {
    if (kind !== 'parcel') continue;
    const parcel = openParcel(bytes(object));
    const { root: found, founder } = openSpace(bytes(parcel.space_object), space, passphrase);
    assert.equal(found, vectors.root);
    const known = parcel.introductions.map((each) => openIntroduction(bytes(each), space, root));
    assert.deepEqual(known.map((each) => each.key), [founder]);
    const [{ device, first_sequence: first, batches }] = parcel.streams;
    assert.deepEqual(parcel.has, [{ device, sequence: String(batches.length) }]);
    batches.forEach((batch, index) => {
      const { header, ...body } = openBatch(bytes(batch), root, bytes(founder));
      assert.equal(header.sequence, String(Number(first) + index));
      assert.equal(header.device, device);
      assert.ok('changes' in body && body.changes.length === 1);
    });
  }
});

test('everything lies where Holdall puts it', () => {
  const expected = vectors.paths;
  assert.equal(paths.space(expected.space), expected.of_space);
  assert.equal(paths.head(expected.device, '8'), expected.of_head_8);
  assert.equal(paths.head(expected.device, '9'), expected.of_head_9);
  assert.equal(paths.index(expected.device, '3', 171), expected.of_index_3_171);
  const last = 2n ** 64n - 1n;
  assert.equal(paths.batch(expected.device, `${last}`, 0xffffffff), expected.of_batch_last);
  assert.equal(paths.introduction(expected.device), expected.of_introduction);
});
