// A second implementation of docs/batch-format.md reads the batches that Holdall makes, and finds
// in them what Holdall put there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { blake2b, hchacha20 } from './batch_crypto.mjs';
import { openBatch } from './batch_reader.mjs';

const file = new URL('../../fixtures/batch/batch_vectors.json', import.meta.url);
const vectors = JSON.parse(readFileSync(fileURLToPath(file), 'utf8'));
const bytes = (/** @type {string} */ hex) => Buffer.from(hex, 'hex');

test('BLAKE2b and HChaCha20 are those of their documents', () => {
  // python3 -c 'import hashlib; print(hashlib.blake2b(b"abc", digest_size=32).hexdigest())'
  assert.equal(
    blake2b(Buffer.from('abc')).toString('hex'),
    'bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319',
  );
  // draft-irtf-cfrg-xchacha-03, 2.2.1
  const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
  assert.equal(
    hchacha20(key, bytes('000000090000004a0000000031415927')).toString('hex'),
    '82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc',
  );
});

for (const { what, batch, ...expected } of vectors.batches) {
  test(`the reader finds in a batch what is in it: ${what}`, () => {
    const found = openBatch(bytes(batch), bytes(vectors.root), bytes(vectors.public_key));
    assert.deepEqual(found, expected);
  });
}

test('the reader refuses a batch with a byte changed, and another key', () => {
  const [{ batch }] = vectors.batches;
  const changed = bytes(batch);
  changed[150] ^= 1;
  const [root, key] = [bytes(vectors.root), bytes(vectors.public_key)];
  assert.throws(() => openBatch(changed, root, key), /signature/);
  assert.throws(() => openBatch(bytes(batch), Buffer.alloc(32), key), /epoch/);
  assert.throws(() => openBatch(bytes(batch), root, Buffer.alloc(32)), /device/);
});
