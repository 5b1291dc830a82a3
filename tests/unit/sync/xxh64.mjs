// XXH64 with the seed 0, as the xxHash specification describes it.
const mask = 0xffffffffffffffffn;
const primes = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
];
const [prime1, prime2, prime3, prime4, prime5] = primes;

/** @param {bigint} word @param {bigint} bits */
const rotated = (word, bits) => ((word << bits) | (word >> (64n - bits))) & mask;
/** @param {bigint} lane @param {bigint} input */
const round = (lane, input) => (rotated((lane + input * prime2) & mask, 31n) * prime1) & mask;

/** @param {Buffer} bytes */
export function xxh64(bytes) {
  let offset = 0;
  let hash = prime5;
  if (bytes.length >= 32) {
    const lanes = [(prime1 + prime2) & mask, prime2, 0n, -prime1 & mask];
    for (; offset + 32 <= bytes.length; offset += 32) {
      for (let i = 0; i < 4; ++i) {
        lanes[i] = round(lanes[i], bytes.readBigUInt64LE(offset + 8 * i));
      }
    }
    hash = [1n, 7n, 12n, 18n].reduce((sum, bits, i) => sum + rotated(lanes[i], bits), 0n) & mask;
    for (const lane of lanes) hash = ((hash ^ round(0n, lane)) * prime1 + prime4) & mask;
  }
  hash = (hash + BigInt(bytes.length)) & mask;
  for (; offset + 8 <= bytes.length; offset += 8) {
    hash ^= round(0n, bytes.readBigUInt64LE(offset));
    hash = (rotated(hash, 27n) * prime1 + prime4) & mask;
  }
  if (offset + 4 <= bytes.length) {
    hash ^= (BigInt(bytes.readUInt32LE(offset)) * prime1) & mask;
    hash = (rotated(hash, 23n) * prime2 + prime3) & mask;
    offset += 4;
  }
  for (; offset < bytes.length; offset += 1) {
    hash ^= (BigInt(bytes[offset]) * prime5) & mask;
    hash = (rotated(hash, 11n) * prime1) & mask;
  }
  hash = ((hash ^ (hash >> 33n)) * prime2) & mask;
  hash = ((hash ^ (hash >> 29n)) * prime3) & mask;
  return hash ^ (hash >> 32n);
}
