// Reads the objects of a shared space as docs/sync-format.md describes them: a second
// implementation, made from the document alone. What it does not take it throws as Refused, with
// the reason as C++ has it in its error codes. Numbers of 64 bits are decimal text.
import { blake2b, epochOf, isSigned, nameOf, openSealed } from './batch_crypto.mjs';
import { Reader } from './batch_reader.mjs';
import { argon2id } from './argon2.mjs';
import { xxh64 } from './xxh64.mjs';

export class Refused extends Error {
  /** @param {string} why @param {string} what */
  constructor(why, what) {
    super(`${why}: ${what}`);
    this.why = why;
  }
}

/** @param {unknown} condition @param {string} what @param {string} [why] */
function must(condition, what, why = 'damaged') {
  if (!condition) throw new Refused(why, what);
}

/** What the reading of bytes gives; bytes that end early and the like are damage. @template T */
function parsed(/** @type {() => T} */ read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused('damaged', String(error));
  }
}

/** @typedef {{letters: string, most: number, sealed: boolean}} Kind */
/** @type {Record<string, Kind>} */
const kinds = {
  space: { letters: 'SPC', most: 4096, sealed: true },
  introduction: { letters: 'INT', most: 1024, sealed: true },
  head: { letters: 'HED', most: 1024, sealed: false },
  index: { letters: 'IDX', most: 4 << 20, sealed: true },
};

/** The frame, of which nothing is verified. @param {string} kind @param {Buffer} object */
function readFrame(kind, object) {
  const { letters, most, sealed } = kinds[kind];
  must(object.length <= most, 'more bytes than the kind may have');
  const reader = new Reader(object);
  return parsed(() => {
    must(reader.take(8).toString('latin1') === `\x89HOLD${letters}`, 'another kind');
    const formatVersion = reader.take(4).readUInt32LE();
    const leastReaderVersion = reader.take(4).readUInt32LE();
    must(leastReaderVersion > 0 && leastReaderVersion <= formatVersion, 'the versions');
    const header = {
      format_version: formatVersion,
      least_reader_version: leastReaderVersion,
      space: reader.take(16).toString('hex'),
      epoch: reader.take(16).toString('hex'),
      device: reader.take(16).toString('hex'),
    };
    const plain = reader.take(reader.take(4).readUInt32LE());
    const additional = object.subarray(0, reader.offset);
    const rest = reader.left - 64;
    must(sealed ? rest >= 24 + 16 : rest === 0, 'the length');
    const nonce = sealed ? reader.take(24) : null;
    return { header, plain, additional, nonce, secret: reader.take(reader.left - 64) };
  });
}

/**
 * The frame, if the owner of the key has signed the object for this space.
 * @param {string} kind @param {Buffer} object @param {string} space @param {Buffer} key
 */
function authenticated(kind, object, space, key) {
  const frame = readFrame(kind, object);
  const [message, signature] = [object.subarray(0, -64), object.subarray(-64)];
  must(frame.header.space === space, 'of another space', 'not_authentic');
  must(frame.header.device === nameOf(key), 'of another device', 'not_authentic');
  must(isSigned(`holdall ${kind}`, message, signature, key), 'signature', 'not_authentic');
  must(frame.header.least_reader_version === 1, 'a newer version', 'newer_format');
  return frame;
}

/** @typedef {ReturnType<typeof readFrame>} Frame */
/** The sealed part. @param {string} kind @param {Frame} frame @param {Buffer} root */
function unsealed(kind, frame, root) {
  must(frame.header.epoch === epochOf(root), 'of another epoch', 'not_authentic');
  const key = blake2b(Buffer.from(`holdall ${kind} key`), root);
  try {
    return openSealed(key, frame.nonce, frame.additional, frame.secret);
  } catch {
    throw new Refused('not_authentic', 'the seal');
  }
}

/**
 * All of a part, as the function reads it.
 * @template T @param {Frame} frame @param {Buffer} bytes @param {(reader: Reader) => T} read
 */
function part(frame, bytes, read) {
  return parsed(() => {
    const reader = new Reader(bytes);
    const found = read(reader);
    must(reader.left === 0 || frame.header.format_version > 1, 'bytes behind the last member');
    return found;
  });
}

/** The key with which a plain part begins, by which its object is verified. @param {Frame} frame */
function keyIn(frame) {
  must(frame.plain.length >= 32, 'a plain part without a key');
  return frame.plain.subarray(0, 32);
}

const hex = (/** @type {Reader} */ reader, /** @type {number} */ length) =>
  reader.take(length).toString('hex');
const number = (/** @type {Reader} */ reader) => reader.varint().toString();
const number32 = (/** @type {Reader} */ reader) => Number(reader.varint(32));
/** @param {Buffer} bytes */
function utf8(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused('damaged', 'no UTF-8');
  }
}

/** docs/data-format.md 'Version vectors'. @param {Buffer} bytes */
export function readVector(bytes) {
  return parsed(() => {
    const reader = new Reader(bytes);
    const entries = [];
    while (reader.left > 0) {
      const entry = { device: hex(reader, 16), sequence: number(reader) };
      const last = entries.at(-1);
      must(entry.sequence !== '0' && (!last || last.device < entry.device), 'a version vector');
      entries.push(entry);
    }
    return entries;
  });
}

/** docs/batch-format.md 'Names and keys'. @param {Buffer} wrap @param {string} passphrase */
export function unwrapRoot(wrap, passphrase) {
  const reader = new Reader(wrap);
  return parsed(() => {
    must(reader.take(8).toString('latin1') === '\x89HOLDWRP', 'no wrap');
    const version = reader.take(4).readUInt32LE();
    must(version <= 1, 'a newer wrap', 'newer_format');
    must(version === 1 && wrap.length === 108, 'a wrap');
    const cost = {
      memory_kib: reader.take(4).readUInt32LE(),
      passes: reader.take(4).readUInt32LE(),
    };
    must(cost.memory_kib >= 8 && cost.memory_kib <= 262_144, 'the memory');
    must(cost.passes >= 1 && cost.passes <= 16, 'the passes');
    const key = argon2id(Buffer.from(passphrase), reader.take(16), cost);
    try {
      return openSealed(key, reader.take(24), wrap.subarray(0, 60), wrap.subarray(60));
    } catch {
      throw new Refused('wrong_passphrase', 'the root cannot be opened');
    }
  });
}

/**
 * @param {Buffer} object @param {string} space @param {string} passphrase
 * @param {(wrap: Buffer, passphrase: string) => Buffer} [unwrap] for who remembers roots, since one
 *   takes seconds
 */
export function openSpace(object, space, passphrase, unwrap = unwrapRoot) {
  const founder = keyIn(readFrame('space', object));
  const frame = authenticated('space', object, space, founder);
  const wrap = part(frame, frame.plain, (reader) => {
    reader.take(32);
    return reader.sized();
  });
  const root = unwrap(wrap, passphrase);
  part(frame, unsealed('space', frame, root), () => null);
  return { header: frame.header, founder: founder.toString('hex'), root: root.toString('hex') };
}

/** @param {Buffer} object @param {string} space @param {Buffer} root */
export function openIntroduction(object, space, root) {
  const key = keyIn(readFrame('introduction', object));
  const frame = authenticated('introduction', object, space, key);
  const secret = unsealed('introduction', frame, root);
  const invitations = part(frame, frame.plain, (reader) => {
    reader.take(32);
    return reader.list(() => ({ key: reader.take(32), signature: reader.take(64) }));
  });
  const told = part(frame, secret, (reader) => ({
    number: number32(reader),
    label: reader.sized(),
  }));
  must(told.number >= 1 && told.number < 2 ** 31, "the device's number");
  must(told.label.length <= 200, 'the label');
  const label = utf8(told.label);
  must(invitations.length <= 1, 'several invitations');
  for (const { key: by, signature } of invitations) {
    must(isSigned('holdall invitation', key, signature, by), 'an invitation', 'not_authentic');
  }
  return {
    header: frame.header,
    key: key.toString('hex'),
    number: told.number,
    label,
    invitation: invitations.length > 0 ? nameOf(invitations[0].key) : null,
  };
}

const file = (/** @type {Reader} */ reader) => ({
  attempt: number32(reader),
  size_bytes: number32(reader),
  hash: hex(reader, 32),
});
const numberedFile = (/** @type {Reader} */ reader) => ({
  number: number(reader),
  file: file(reader),
});

/** @param {Buffer} object @param {string} space @param {Buffer} key of the device */
export function openHead(object, space, key) {
  const frame = authenticated('head', object, space, key);
  const head = part(frame, frame.plain, (reader) => ({
    counter: number(reader),
    sequence: number(reader),
    batches: reader.list(() => file(reader)),
    index: reader.list(() => numberedFile(reader)),
    epochs: reader.list(() => numberedFile(reader)),
    index_has_seen: reader.byte(),
    seen: reader.sized(),
    refusals: reader.list(() => ({ device: hex(reader, 16), sequence: number(reader) })),
  }));
  const { counter, sequence, batches, index, epochs, index_has_seen: moved, refusals } = head;
  const seen = readVector(head.seen);
  must(moved <= 1, 'the byte of the vector');
  must(counter !== '0', 'the counter');
  must(batches.length <= 4 && index.length <= 1, 'too many files');
  must(epochs.length <= 1 && refusals.length <= 2, 'too many entries');
  must(batches.length <= BigInt(sequence), 'batches before the first');
  must(batches.length >= BigInt(sequence) || index.length > 0, 'batches that nothing names');
  must(!moved || (index.length > 0 && seen.length === 0), 'a vector in no index');
  return { header: frame.header, ...head, index_has_seen: moved === 1, seen };
}

const snapshot = (/** @type {Reader} */ reader) => ({
  number: number(reader),
  chunks: reader.list(() => ({
    snapshot: number(reader),
    file: file(reader),
    holds: reader.list(() => ({
      device: hex(reader, 16),
      first: number(reader),
      last: number(reader),
    })),
  })),
});

/**
 * @param {Buffer} object @param {string} space @param {Buffer} root
 * @param {Buffer} key of the device
 */
export function openIndex(object, space, root, key) {
  const frame = authenticated('index', object, space, key);
  const secret = unsealed('index', frame, root);
  part(frame, frame.plain, () => null);
  const index = part(frame, secret, (reader) => ({
    number: number(reader),
    first_sequence: number(reader),
    batches: reader.list(() => file(reader)),
    snapshots: reader.list(() => snapshot(reader)),
    seen: reader.sized(),
    introductions: reader.list(() => reader.sized().toString('hex')),
    invitations: reader.list(() => hex(reader, 16)),
    epochs: reader.list(() => numberedFile(reader)),
  }));
  const seen = readVector(index.seen);
  must(index.number !== '0' && index.first_sequence !== '0', 'what is counted from 1');
  const end = BigInt(index.first_sequence) + BigInt(index.batches.length);
  must(end < 1n << 64n, 'sequences above all numbers');
  return { header: frame.header, ...index, seen };
}

/** @param {Buffer} bytes */
export function openParcel(bytes) {
  const known = bytes.subarray(0, 8).toString('latin1') === '\x89HOLDPCL';
  must(known && bytes.length <= 2 ** 30, 'no parcel', 'file_unrecognised');
  must(bytes.length >= 24, 'cut off', 'file_truncated');
  const [formatVersion, least] = [bytes.readUInt32LE(8), bytes.readUInt32LE(12)];
  const left = BigInt(bytes.length - 24);
  must(left >= bytes.readBigUInt64LE(16), 'cut off', 'file_truncated');
  must(least <= 1, 'a newer version', 'newer_format');
  must(least > 0 && least <= formatVersion, 'the versions');
  must(left === bytes.readBigUInt64LE(16), 'bytes behind the content');
  return parsed(() => {
    const reader = new Reader(bytes.subarray(24));
    const parcel = {
      space: hex(reader, 16),
      space_object: reader.sized().toString('hex'),
      has: readVector(reader.sized()),
      introductions: reader.list(() => reader.sized().toString('hex')),
      streams: reader.list(() => ({
        device: hex(reader, 16),
        first_sequence: number(reader),
        batches: reader.list(() => reader.sized().toString('hex')),
      })),
    };
    must(reader.left === 0 || formatVersion > 1, 'bytes behind the last member');
    return parcel;
  });
}

/** What somebody has pasted. @param {string} text */
export function readInvitation(text) {
  const link = text.indexOf('#/join/');
  const word = (link < 0 ? text : text.slice(link + '#/join/'.length)).trim();
  must(/^[A-Za-z0-9_-]{1,8192}$/.test(word), 'no invitation', 'invalid_argument');
  const bytes = Buffer.from(word, 'base64url');
  must(bytes.toString('base64url') === word && bytes.length >= 5, 'cut off or mistyped');
  const content = bytes.subarray(0, -4);
  const sum = Number(xxh64(content) & 0xffffffffn);
  must(sum === bytes.readUInt32LE(content.length), 'cut off or mistyped');
  must(content[0] <= 1, 'a newer version', 'newer_format');
  must(content[0] === 1 && content.length >= 49, 'an invitation');
  return {
    space: content.subarray(1, 17).toString('hex'),
    seed: content.subarray(17, 49).toString('hex'),
    address: utf8(content.subarray(49)),
  };
}

const attemptText = (/** @type {number} */ attempt) => attempt.toString(16).padStart(8, '0');

/** Where everything lies. Names are in hexadecimal, numbers in decimal. */
export const paths = {
  space: (/** @type {string} */ space) => `space/${space}`,
  head: (/** @type {string} */ device, /** @type {string} */ counter) =>
    `d/${device}/h${BigInt(counter) % 2n}`,
  /** @param {string} device @param {string} number @param {number} attempt */
  index: (device, number, attempt) => `d/${device}/i/${number}.${attemptText(attempt)}`,
  /** @param {string} device @param {string} sequence @param {number} attempt */
  batch: (device, sequence, attempt) => `d/${device}/b/${sequence}.${attemptText(attempt)}`,
  introduction: (/** @type {string} */ invitation) => `n/${invitation}`,
};
