// What a reader of a shared space needs of cryptography and node:crypto does not have: BLAKE2b
// (RFC 7693), HChaCha20 (draft-irtf-cfrg-xchacha-03), and Ed25519 for a purpose.
import { createDecipheriv, createPublicKey, verify } from 'node:crypto';

const mask = 0xffffffffffffffffn;
const initial = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
];
const schedule = [
  '0123456789abcdef',
  'ea489fd61c02b753',
  'b8c052fdae367194',
  '7931dcbe265a40f8',
  '905724afe1bc683d',
  '2c6a0b834d75fe19',
  'c51fed4a0763928b',
  'db7ec13950f4862a',
  '6fe9b308c2d714a5',
  'a2847615fb9e3cd0',
].map((row) => [...row].map((digit) => parseInt(digit, 16)));

/** @param {bigint} word @param {bigint} bits */
const rotated = (word, bits) => ((word >> bits) | (word << (64n - bits))) & mask;

/**
 * @param {bigint[]} v @param {number} a @param {number} b @param {number} c @param {number} d
 * @param {bigint} x @param {bigint} y
 */
function mix(v, a, b, c, d, x, y) {
  v[a] = (v[a] + v[b] + x) & mask;
  v[d] = rotated(v[d] ^ v[a], 32n);
  v[c] = (v[c] + v[d]) & mask;
  v[b] = rotated(v[b] ^ v[c], 24n);
  v[a] = (v[a] + v[b] + y) & mask;
  v[d] = rotated(v[d] ^ v[a], 16n);
  v[c] = (v[c] + v[d]) & mask;
  v[b] = rotated(v[b] ^ v[c], 63n);
}

const columns = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
];

/** @param {bigint[]} state @param {Buffer} block @param {bigint} count @param {boolean} last */
function compress(state, block, count, last) {
  const v = [...state, ...initial];
  v[12] ^= count;
  if (last) v[14] ^= mask;
  const words = Array.from({ length: 16 }, (_, index) => block.readBigUInt64LE(8 * index));
  for (let round = 0; round < 12; ++round) {
    const order = schedule[round % 10];
    columns.forEach(([a, b, c, d], index) => {
      mix(v, a, b, c, d, words[order[2 * index]], words[order[2 * index + 1]]);
    });
  }
  state.forEach((word, index) => {
    state[index] = word ^ v[index] ^ v[index + 8];
  });
}

/**
 * Keyed if there is a key.
 * @param {Uint8Array} message @param {Uint8Array} [key] @param {number} [length] of the hash, to 64
 */
export function blake2b(message, key = new Uint8Array(), length = 32) {
  const state = [...initial];
  state[0] ^= 0x01010000n ^ (BigInt(key.length) << 8n) ^ BigInt(length);
  const padded = Buffer.alloc(key.length > 0 ? 128 : 0);
  padded.set(key);
  const input = Buffer.concat([padded, message]);
  const blocks = Math.max(1, Math.ceil(input.length / 128));
  for (let index = 0; index < blocks; ++index) {
    const block = Buffer.alloc(128);
    input.copy(block, 0, 128 * index, 128 * (index + 1));
    const last = index === blocks - 1;
    compress(state, block, BigInt(last ? input.length : 128 * (index + 1)), last);
  }
  const hash = Buffer.alloc(64);
  for (let index = 0; index < 8; ++index) hash.writeBigUInt64LE(state[index], 8 * index);
  return hash.subarray(0, length);
}

/**
 * @param {Uint32Array} x @param {number} a @param {number} b @param {number} c
 * @param {number} d
 */
function quarter(x, a, b, c, d) {
  const turned = (/** @type {number} */ word, /** @type {number} */ bits) =>
    (word << bits) | (word >>> (32 - bits));
  x[a] += x[b];
  x[d] = turned(x[d] ^ x[a], 16);
  x[c] += x[d];
  x[b] = turned(x[b] ^ x[c], 12);
  x[a] += x[b];
  x[d] = turned(x[d] ^ x[a], 8);
  x[c] += x[d];
  x[b] = turned(x[b] ^ x[c], 7);
}

/** The key for the rest of the nonce. @param {Buffer} key @param {Buffer} nonce 16 bytes */
export function hchacha20(key, nonce) {
  const x = new Uint32Array(16);
  x.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]);
  for (let index = 0; index < 8; ++index) x[4 + index] = key.readUInt32LE(4 * index);
  for (let index = 0; index < 4; ++index) x[12 + index] = nonce.readUInt32LE(4 * index);
  for (let round = 0; round < 10; ++round) {
    for (const [a, b, c, d] of columns) quarter(x, a, b, c, d);
  }
  const derived = Buffer.alloc(32);
  for (let index = 0; index < 4; ++index) {
    derived.writeUInt32LE(x[index], 4 * index);
    derived.writeUInt32LE(x[12 + index], 16 + 4 * index);
  }
  return derived;
}

/**
 * What XChaCha20-Poly1305 sealed; throws if it is not authentic.
 * @param {Buffer} key @param {Buffer} nonce 24 bytes @param {Buffer} additional
 * @param {Buffer} sealed ciphertext and tag
 */
export function openSealed(key, nonce, additional, sealed) {
  const rest = Buffer.concat([Buffer.alloc(4), nonce.subarray(16)]);
  const decipher = createDecipheriv(
    'chacha20-poly1305',
    hchacha20(key, nonce.subarray(0, 16)),
    rest,
    { authTagLength: 16 },
  );
  const length = sealed.length - 16;
  decipher.setAAD(additional, { plaintextLength: length });
  decipher.setAuthTag(sealed.subarray(length));
  return Buffer.concat([decipher.update(sealed.subarray(0, length)), decipher.final()]);
}

// What y can be in a key of small order, by which everybody can sign: RFC 8032 has no rule for it.
const fieldPrime = (1n << 255n) - 19n;
const orderEight = BigInt(
  '0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826',
);
const smallOrders = [0n, 1n, fieldPrime - 1n, orderEight, fieldPrime - orderEight];

/** @param {Buffer} publicKey */
function isUsableKey(publicKey) {
  const bits = BigInt(`0x${Buffer.from(publicKey).reverse().toString('hex')}`);
  const y = bits & ((1n << 255n) - 1n);
  return y < fieldPrime && !smallOrders.includes(y);
}

/** @param {string} purpose @param {Buffer} message @param {Buffer} signature @param {Buffer} key */
export function isSigned(purpose, message, signature, key) {
  if (!isUsableKey(key)) return false;
  const prefix = Buffer.from('302a300506032b6570032100', 'hex'); // RFC 8410
  const publicKey = createPublicKey({
    key: Buffer.concat([prefix, key]),
    format: 'der',
    type: 'spki',
  });
  const words = Buffer.concat([Buffer.from(`${purpose}\0`), blake2b(message)]);
  return verify(null, words, publicKey, signature);
}

/** The name of a key's owner. @param {Buffer} publicKey */
export const nameOf = (publicKey) => blake2b(publicKey).subarray(0, 16).toString('hex');
/** @param {Buffer} root */
export const epochOf = (root) =>
  blake2b(Buffer.from('holdall epoch id'), root).subarray(0, 16).toString('hex');
