// A second implementation of docs/storage-format.md, written from the document alone: reads what is
// stored, finds everything in it that the document calls damage, and puts the image together.
import createHash from 'xxhash-wasm';

/**
 * What the three object stores hold; missing values of the first one are null.
 * @typedef {{key: number, bytes: Uint8Array}} Value
 * @typedef {object} Stored
 * @property {Uint8Array | null} header
 * @property {Uint8Array | null} earlyPages
 * @property {Value[]} log
 * @property {Value[]} chunks
 *
 * Bytes of the image from an offset on, current to a sequence.
 * @typedef {{start: number, bytes: Uint8Array, current: bigint}} Piece
 * @typedef {{start: number, length: number, bytes: Uint8Array | null, from: number}} Range
 * @typedef {object} LogRecord
 * @property {bigint} sequence
 * @property {bigint} epoch
 * @property {bigint} writer
 * @property {number} size
 * @property {Range[]} ranges
 */

const chunkBytes = 262_144;
const pageBytes = 4096;
const headerBytes = 68;
const checksumBytes = 8;
const magic = Buffer.from('HOLDALL\0');
const { h64Raw } = await createHash();

/** Why a value is damaged. */
class Damage extends Error {}

/** @param {unknown} condition @param {string} words */
function demand(condition, words) {
  if (!condition) throw new Damage(words);
}

/** Takes numbers off the beginning of bytes. */
class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }

  /** @param {number} count */
  take(count) {
    demand(this.at + count <= this.bytes.length, `it ends before byte ${this.at + count}`);
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  u32() {
    return this.take(4).readUInt32LE();
  }

  u64() {
    return this.take(8).readBigUInt64LE();
  }

  varint() {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.take(1)[0];
      value |= BigInt(byte & 127) << shift;
      demand(value < 1n << 64n && shift < 70n, 'a varint of more than 64 bits');
      if (byte >= 128) continue;
      demand(byte > 0 || shift === 0n, 'a varint that is longer than needed');
      return Number(value);
    }
  }
}

/**
 * The bytes of a value without its checksum.
 * @param {Uint8Array} value @param {bigint} seed
 */
function checked(value, seed) {
  demand(value.length > checksumBytes, `it has ${value.length} bytes`);
  const body = value.subarray(0, value.length - checksumBytes);
  const stands = new Reader(value.subarray(body.length)).u64();
  const is = h64Raw(body, seed);
  demand(is === stands, `the checksum is ${is.toString(16)}, it says ${stands.toString(16)}`);
  return body;
}

/** @param {Uint8Array} value */
function readHeader(value) {
  const reader = new Reader(checked(value, 0n));
  demand(reader.take(magic.length).equals(magic), 'the magic is wrong');
  const version = reader.u32();
  demand(version === 1, `the format version is ${version}`);
  demand(value.length === headerBytes, `it has ${value.length} bytes`);
  const size = reader.u32();
  demand(size === chunkBytes, `a chunk has ${size} bytes`);
  const header = {
    epoch: reader.u64(),
    writer: reader.u64(),
    last: reader.u64(),
    first: reader.u64(),
    size: Number(reader.u64()),
    chunks: reader.u32(),
  };
  demand(header.last > 0n, 'the last sequence is 0');
  demand(
    header.first > 0n && header.first <= header.last + 1n,
    `the first sequence is ${header.first}, the last ${header.last}`,
  );
  demand(
    header.chunks <= Math.ceil(header.size / chunkBytes),
    `${header.chunks} chunks are more than ${header.size} bytes need`,
  );
  return header;
}

/** @typedef {ReturnType<typeof readHeader>} Header */

/**
 * How far behind its place a range of a page lay before.
 * @param {Reader} reader @param {number} inPage @param {number} length
 */
function movedFrom(reader, inPage, length) {
  const coded = reader.varint();
  const from = coded % 2 === 1 ? -(coded + 1) / 2 : coded / 2;
  demand(from !== 0, 'a range moved by nothing');
  const [first, last] = [Math.min(0, from), Math.max(0, from)];
  demand(inPage + first >= 0 && inPage + length + last <= pageBytes, 'a range left its page');
  return from;
}

/** @param {Value} value @param {Header} header @returns {LogRecord} */
function readRecord({ key, bytes }, header) {
  const sequence = BigInt(key);
  const reader = new Reader(checked(bytes, sequence));
  const record = {
    sequence,
    epoch: reader.u64(),
    writer: reader.u64(),
    size: Number(reader.u64()),
  };
  const places = [];
  for (let count = reader.varint(), end = 0; count > 0; count -= 1) {
    const start = end + reader.varint();
    const described = reader.varint();
    const length = Math.floor(described / 2);
    end = start + length;
    demand(length > 0, 'a range of no bytes');
    demand(end <= record.size, `a range ends at ${end}, the image at ${record.size}`);
    const from = described % 2 === 1 ? start + movedFrom(reader, start % pageBytes, length) : start;
    places.push({ start, length, from });
  }
  const ranges = places.map(({ start, length, from }) => ({
    start,
    length,
    from,
    bytes: from === start ? reader.take(length) : null,
  }));
  demand(reader.at === reader.bytes.length, 'bytes follow the ranges');
  demand(record.epoch <= header.epoch, "its epoch is greater than the header's");
  demand(record.epoch < header.epoch || record.writer === header.writer, "another writer's");
  if (sequence === header.last) {
    demand(record.epoch === header.epoch, 'the last record is of an earlier epoch');
    demand(
      record.size === header.size,
      `the image has ${record.size} bytes in the last record, ${header.size} in the header`,
    );
  }
  return { ...record, ranges };
}

/** @param {Value} value @param {Header} header @returns {Piece} */
function readChunk({ key, bytes }, header) {
  const body = checked(bytes, BigInt(key));
  const length = body.length - 8;
  demand(length >= 0 && length <= chunkBytes, `it has ${length} bytes of the image`);
  const current = new Reader(body.subarray(length)).u64();
  demand(
    current <= header.last,
    `it is current to ${current}, the last sequence is ${header.last}`,
  );
  const whole = new Uint8Array(chunkBytes);
  whole.set(body.subarray(0, length));
  return { start: key * chunkBytes, bytes: whole, current };
}

/** @param {Uint8Array} value @param {Header} header @returns {Piece[]} */
function readEarlyPages(value, header) {
  const reader = new Reader(checked(value, 1n));
  const current = reader.u64();
  demand(
    current <= header.last && current >= header.first - 1n,
    `current to ${current}, the log holds ${header.first} to ${header.last}`,
  );
  const pages = [];
  for (let count = reader.varint(), next = 0; count > 0; count -= 1) {
    pages.push(next + reader.varint());
    next = pages[pages.length - 1] + 1;
  }
  const pieces = pages.map((page) => ({
    start: page * pageBytes,
    bytes: Uint8Array.from(reader.take(pageBytes)),
    current,
  }));
  demand(reader.at === reader.bytes.length, 'bytes follow the pages');
  return pieces;
}

/**
 * Brings pieces up to date by a record.
 * @param {Piece[]} pieces @param {(offset: number) => Piece | undefined} pieceAt
 * @param {LogRecord} record
 */
function apply(pieces, pieceAt, { sequence, size, ranges }) {
  /** @param {number} offset @param {number} length */
  const before = (offset, length) => {
    const piece = pieceAt(offset);
    const within = offset - (piece?.start ?? 0);
    return piece?.bytes.slice(within, within + length) ?? new Uint8Array(length);
  };
  const laid = ranges.map(({ start, length, bytes, from }) => ({
    start,
    bytes: bytes ?? before(from, length),
  }));
  for (const { start, bytes, current } of pieces) {
    if (current < sequence && size < start + bytes.length) bytes.fill(0, Math.max(0, size - start));
  }
  for (const range of laid) {
    for (let done = 0; done < range.bytes.length;) {
      const offset = range.start + done;
      const piece = pieceAt(offset);
      const length = piece?.bytes.length ?? pageBytes;
      const within = offset % length;
      const part = range.bytes.subarray(done, done + length - within);
      if (piece && piece.current < sequence) piece.bytes.set(part, within);
      done += part.length;
    }
  }
}

/**
 * What is stored, put together; every damage is named in `problems`.
 * @param {Stored} stored
 * @returns {{image: Uint8Array, header: Header | null, records: number, problems: string[]}}
 */
export function readStored(stored) {
  /** @type {string[]} */
  const problems = [];
  /** @template T @param {string} what @param {() => T} read @returns {T | null} */
  const attempt = (what, read) => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      problems.push(`${what}: ${error.message}`);
      return null;
    }
  };
  const nothing = { image: new Uint8Array(), header: null, records: 0, problems };
  if (!stored.header) {
    const rest = stored.log.length + stored.chunks.length + (stored.earlyPages ? 1 : 0);
    if (rest > 0) problems.push(`no header, but ${rest} other values`);
    return nothing;
  }
  const header = attempt('header', () => readHeader(stored.header));
  if (!header) return nothing;
  const records = readLog(stored, header, attempt, problems);
  const chunks = readChunks(stored, header, attempt, problems);
  for (const record of records) {
    apply(chunks, (offset) => chunks[Math.floor(offset / chunkBytes)], record);
  }
  const image = new Uint8Array(header.size);
  for (const { start, bytes } of chunks) image.set(bytes.subarray(0, header.size - start), start);
  const { earlyPages } = stored;
  const pages = earlyPages && attempt('early pages', () => readEarlyPages(earlyPages, header));
  if (pages && !problems.length) problems.push(...wrongPages(pages, records, image));
  return { image, header, records: records.length, problems };
}

/** @typedef {<T>(what: string, read: () => T) => T | null} Attempt */

/**
 * @param {Stored} stored @param {Header} header @param {Attempt} attempt @param {string[]} problems
 */
function readLog(stored, header, attempt, problems) {
  const byKey = new Map(stored.log.map((value) => [BigInt(value.key), value]));
  for (const key of byKey.keys()) {
    if (key > header.last) problems.push(`log record ${key} is beyond the last, ${header.last}`);
  }
  /** @type {LogRecord[]} */
  const records = [];
  for (let sequence = header.first; sequence <= header.last; sequence += 1n) {
    const value = byKey.get(sequence);
    if (!value)
      problems.push(`log record ${sequence} of ${header.first} to ${header.last} is missing`);
    const record = value && attempt(`log record ${sequence}`, () => readRecord(value, header));
    if (record) records.push(record);
  }
  return records;
}

/**
 * All chunks of the image; those that are not stored are zeros.
 * @param {Stored} stored @param {Header} header @param {Attempt} attempt @param {string[]} problems
 */
function readChunks(stored, header, attempt, problems) {
  const byKey = new Map(stored.chunks.map((value) => [value.key, value]));
  return Array.from({ length: Math.ceil(header.size / chunkBytes) }, (_, index) => {
    const value = index < header.chunks ? byKey.get(index) : undefined;
    if (!value && index < header.chunks) {
      problems.push(`chunk ${index} of ${header.chunks} is missing`);
    }
    const chunk = value && attempt(`chunk ${index}`, () => readChunk(value, header));
    return chunk ?? { start: index * chunkBytes, bytes: new Uint8Array(chunkBytes), current: 0n };
  });
}

/**
 * The early pages that differ from the image, brought up to date by the log.
 * @param {Piece[]} pages @param {LogRecord[]} records @param {Uint8Array} image
 */
function wrongPages(pages, records, image) {
  const byPage = new Map(pages.map((page) => [page.start / pageBytes, page]));
  for (const record of records) {
    apply(pages, (offset) => byPage.get(Math.floor(offset / pageBytes)), record);
  }
  return pages.flatMap(({ start, bytes }) => {
    const held = new Uint8Array(pageBytes);
    held.set(image.subarray(start, start + pageBytes));
    return Buffer.compare(held, bytes) ? [`early page ${start / pageBytes} is another one`] : [];
  });
}
