// Argon2id 1.3 with one lane (RFC 9106), which node:crypto does not have before version 24. A block
// is 128 words of 64 bits, each here as two of 32, the lower one first.
import { blake2b } from './batch_crypto.mjs';

const blockWords = 256;
const slices = 4;
const typeId = 2;

/** @param {number} value */
const u32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** The hash of variable length, RFC 9106 3.3. @param {Buffer} message @param {number} length */
function longHash(message, length) {
  const first = Buffer.concat([u32(length), message]);
  if (length <= 64) return blake2b(first, undefined, length);
  const parts = [];
  let hash = blake2b(first, undefined, 64);
  let left = length - 32;
  for (; left > 64; left -= 32) {
    parts.push(hash.subarray(0, 32));
    hash = blake2b(hash, undefined, 64);
  }
  parts.push(hash.subarray(0, 32), blake2b(hash, undefined, left));
  return Buffer.concat(parts);
}

/**
 * a = a + b + 2 * low(a) * low(b), of the words at these places.
 * @param {Uint32Array} v @param {number} a @param {number} b
 */
function multiplyAdd(v, a, b) {
  const [x, y] = [v[a], v[b]];
  const low = Math.imul(x & 0xffff, y & 0xffff);
  const middle = Math.imul(x >>> 16, y & 0xffff);
  const carry = (low >>> 16) + (middle & 0xffff) + Math.imul(x & 0xffff, y >>> 16);
  const product = ((carry << 16) | (low & 0xffff)) >>> 0;
  const high = (Math.imul(x >>> 16, y >>> 16) + (middle >>> 16) + (carry >>> 16)) >>> 0;
  const sum = x + y + product * 2;
  v[a] = sum;
  v[a + 1] += v[b + 1] + high * 2 + Math.floor(sum / 2 ** 32);
}

/**
 * d = (d xor a) turned right by so many bits.
 * @param {Uint32Array} v @param {number} d @param {number} a @param {number} bits
 */
function turn(v, d, a, bits) {
  const low = v[d] ^ v[a];
  const high = v[d + 1] ^ v[a + 1];
  if (bits === 32) {
    v[d] = high;
    v[d + 1] = low;
  } else if (bits === 63) {
    v[d] = (low << 1) | (high >>> 31);
    v[d + 1] = (high << 1) | (low >>> 31);
  } else {
    v[d] = (low >>> bits) | (high << (32 - bits));
    v[d + 1] = (high >>> bits) | (low << (32 - bits));
  }
}

/**
 * @param {Uint32Array} v @param {number} a @param {number} b @param {number} c @param {number} d
 */
function mix(v, a, b, c, d) {
  multiplyAdd(v, a, b);
  turn(v, d, a, 32);
  multiplyAdd(v, c, d);
  turn(v, b, c, 24);
  multiplyAdd(v, a, b);
  turn(v, d, a, 16);
  multiplyAdd(v, c, d);
  turn(v, b, c, 63);
}

/** One round on 16 words. @param {Uint32Array} v @param {number[]} at where they are */
function round(v, at) {
  for (let i = 0; i < 4; ++i) mix(v, at[i], at[4 + i], at[8 + i], at[12 + i]);
  for (let i = 0; i < 4; ++i) {
    mix(v, at[i], at[4 + ((i + 1) % 4)], at[8 + ((i + 2) % 4)], at[12 + ((i + 3) % 4)]);
  }
}

const sixteen = Array.from({ length: 16 }, (_, index) => index);
const eight = sixteen.slice(0, 8);
const rows = eight.map((row) => sixteen.map((column) => 2 * (16 * row + column)));
const columns = eight.map((column) =>
  sixteen.map((index) => 2 * (2 * column + 16 * (index >> 1) + (index & 1))),
);
const mixed = new Uint32Array(blockWords);

/**
 * What the two blocks make, put or added to the target.
 * @param {Uint32Array} target @param {Uint32Array} one @param {Uint32Array} other
 * @param {boolean} add
 */
function compress(target, one, other, add) {
  for (let i = 0; i < blockWords; ++i) {
    const both = one[i] ^ other[i];
    mixed[i] = both;
    target[i] = add ? target[i] ^ both : both;
  }
  for (const row of rows) round(mixed, row);
  for (const column of columns) round(mixed, column);
  for (let i = 0; i < blockWords; ++i) target[i] ^= mixed[i];
}

/**
 * Random words that do not depend on the passphrase.
 * @param {number[]} place the first words @returns {Generator<number, never>}
 */
function* addresses(place) {
  const zeros = new Uint32Array(blockWords);
  const input = new Uint32Array(blockWords);
  const block = new Uint32Array(blockWords);
  place.forEach((word, index) => {
    input[2 * index] = word;
  });
  for (let counter = 1; ; ++counter) {
    input[12] = counter;
    compress(block, zeros, input, false);
    compress(block, zeros, block.slice(), false);
    for (let i = 0; i < blockWords; i += 2) yield block[i];
  }
}

/** @param {Uint32Array} words */
function bytesOf(words) {
  const bytes = Buffer.alloc(4 * words.length);
  words.forEach((word, index) => bytes.writeUInt32LE(word, 4 * index));
  return bytes;
}

/**
 * @param {Buffer} passphrase @param {Buffer} salt
 * @param {{memory_kib: number, passes: number, length?: number}} cost `length` of the key, in bytes
 */
export function argon2id(passphrase, salt, { memory_kib: memory, passes, length = 32 }) {
  const words = [1, length, memory, passes, 0x13, typeId, passphrase.length].map(u32);
  const seed = blake2b(
    Buffer.concat([...words, passphrase, u32(salt.length), salt, u32(0), u32(0)]),
    undefined,
    64,
  );
  const segment = Math.floor(memory / slices);
  const count = segment * slices;
  const blocks = Array.from({ length: count }, () => new Uint32Array(blockWords));
  for (const index of [0, 1]) {
    const bytes = longHash(Buffer.concat([seed, u32(index), u32(0)]), 1024);
    for (let i = 0; i < blockWords; ++i) blocks[index][i] = bytes.readUInt32LE(4 * i);
  }
  for (let turnNumber = 0; turnNumber < passes * slices; ++turnNumber) {
    const [pass, slice] = [Math.floor(turnNumber / slices), turnNumber % slices];
    const independent = pass === 0 && slice < 2;
    const random = addresses([pass, 0, slice, count, passes, typeId]);
    for (let i = 0; i < segment; ++i) {
      const drawn = independent ? random.next().value : 0;
      if (turnNumber === 0 && i < 2) continue;
      const at = slice * segment + i;
      const before = blocks[(at + count - 1) % count];
      const word = independent ? drawn : before[0];
      const area = (pass === 0 ? slice * segment : count - segment) + i - 1;
      const squared = (BigInt(word) * BigInt(word)) >> 32n;
      const back = Number((BigInt(area) * squared) >> 32n);
      const start = pass === 0 ? 0 : ((slice + 1) % slices) * segment;
      compress(blocks[at], before, blocks[(start + area - 1 - back) % count], pass > 0);
    }
  }
  return longHash(bytesOf(blocks[count - 1]), length);
}
