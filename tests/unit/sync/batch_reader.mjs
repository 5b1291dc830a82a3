// Reads batches as docs/batch-format.md describes them: a second implementation, made from the
// document alone. Throws on anything else. Numbers are BigInts.
import { inflateSync } from 'node:zlib';
import { blake2b, epochOf, isSigned, nameOf, openSealed } from './batch_crypto.mjs';

const mask = 0xffffffffffffffffn;

/** @param {unknown} condition @param {string} what */
function must(condition, what) {
  if (!condition) throw new Error(what);
}

export class Reader {
  /** @param {Buffer} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.offset = 0;
  }

  get left() {
    return this.bytes.length - this.offset;
  }

  /** @param {number | bigint} length */
  take(length) {
    must(length <= this.left, 'the bytes end early');
    this.offset += Number(length);
    return this.bytes.subarray(this.offset - Number(length), this.offset);
  }

  byte() {
    return this.take(1)[0];
  }

  /** Of at most so many bits. */
  varint(bits = 64) {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = BigInt(this.byte());
      must(shift === 0n || byte !== 0n, 'a varint is longer than needed');
      value |= (byte & 0x7fn) << shift;
      if (byte < 0x80n) break;
    }
    must(value < 1n << BigInt(bits), 'a number is too large');
    return value;
  }

  sized() {
    return this.take(this.varint());
  }

  /** @template T @param {() => T} element @returns {T[]} */
  list(element) {
    const count = this.varint();
    must(count <= this.left, 'a list is longer than its bytes');
    return Array.from({ length: Number(count) }, element);
  }
}

const unzigzag = (/** @type {bigint} */ code) => (code >> 1n) ^ -(code & 1n);
const zigzag = (/** @type {bigint} */ value) => ((value << 1n) ^ (value >> 63n)) & mask;

/** All numbers of a column. @param {Reader} reader */
function numbers(reader) {
  const count = Number(reader.varint());
  const coding = reader.byte();
  const shift = reader.byte();
  const first = reader.varint();
  const base = reader.varint();
  const low = reader.sized();
  const high = new Reader(reader.sized());
  const delta = coding === 1 || coding === 3;
  must(coding <= 3 && shift <= 56 && (delta || first === 0n), 'the coding of a column');
  const constant = low.length === 0 && high.left === 0;
  const residuals = count - (delta && count > 0 ? 1 : 0);
  must(constant ? shift === 0 : low.length === Math.ceil((residuals * shift) / 8), 'low bits');
  const bits = BigInt(`0x${Buffer.from(low).reverse().toString('hex') || '0'}`);
  const residual = (/** @type {number} */ index) => {
    if (constant) return 0n;
    const code = high.varint();
    const upper = coding >= 2 ? unzigzag(code) : code;
    const lower = (bits >> BigInt(index * shift)) & ((1n << BigInt(shift)) - 1n);
    return (upper << BigInt(shift)) | lower;
  };
  const found = [];
  if (delta && count > 0) found.push(first);
  for (let index = 0; index < residuals; ++index) {
    const before = delta ? found.at(-1) : 0n;
    found.push((before + base + residual(index)) & mask);
  }
  must(high.left === 0 && bits >> BigInt(residuals * shift) === 0n, 'a column holds too much');
  return found;
}

/** @param {Reader} reader */
function byteStrings(reader) {
  const lengths = numbers(reader);
  const bytes = new Reader(reader.sized());
  const found = lengths.map((length) => bytes.take(length));
  must(bytes.left === 0, 'byte strings hold too much');
  return found;
}

/** @param {Reader} reader */
function texts(reader) {
  const shapes = byteStrings(reader);
  const shapeOf = numbers(reader);
  const words = byteStrings(reader);
  const wordPlaces = reader.list(() => numbers(reader));
  const numberPlaces = reader.list(() => numbers(reader));
  const found = shapeOf.map((shape) => {
    const counts = [0, 0];
    const parts = [...shapes[Number(shape)]].map((byte) => {
      if (byte !== 1 && byte !== 2) return Buffer.from([byte]);
      const places = byte === 1 ? wordPlaces : numberPlaces;
      const number = places[Math.min(counts[byte - 1]++, 3)].shift();
      return byte === 1 ? words[Number(number)] : Buffer.from(number.toString());
    });
    return Buffer.concat(parts);
  });
  must(
    [...wordPlaces, ...numberPlaces].every((place) => place.length === 0),
    'words are left',
  );
  return found;
}

/** @param {Reader} reader @param {bigint[]} devices */
function ids(reader, devices) {
  const numbersOfDevices = numbers(reader);
  const counters = numbers(reader);
  must(numbersOfDevices.length === counters.length, 'ids');
  return counters.map((counter, index) => {
    const device = devices[Number(numbersOfDevices[index])];
    must(device < 1n << 31n && counter < 1n << 32n, 'an id');
    return (device << 32n) | counter;
  });
}

/** @param {bigint} value */
function varintBytes(value) {
  const bytes = [];
  for (; value >= 0x80n; value >>= 7n) bytes.push(Number(value & 0x7fn) | 0x80);
  bytes.push(Number(value));
  return Buffer.from(bytes);
}
const signed = (/** @type {bigint} */ bits) => varintBytes(zigzag(BigInt.asIntN(64, bits)));

/**
 * The payloads of a group, as docs/data-format.md 'Values' has them.
 * @param {Reader} reader @param {bigint[]} devices
 */
function group(reader, devices) {
  const kind = reader.varint(16);
  const field = reader.varint(16);
  const layout = reader.byte();
  const type = reader.varint();
  const numberColumns = reader.list(() => numbers(reader));
  const idColumns = reader.list(() => ids(reader, devices));
  const textColumns = reader.list(() => texts(reader));
  const stringColumns = reader.list(() => byteStrings(reader));
  /** @type {() => Buffer} */
  const nextOf = {
    0: () => Buffer.alloc(0),
    1: () => signed(numberColumns[0].shift()),
    2: () => textColumns[0].shift(),
    3: () => Buffer.concat([textColumns[0].shift(), signed(numberColumns[0].shift())]),
    4: () =>
      Buffer.concat([
        varintBytes(numberColumns[0].shift()),
        varintBytes(idColumns[0].shift()),
        signed(numberColumns[1].shift()),
      ]),
    5: () => varintBytes(idColumns[0].shift()),
    6: () => signed(numberColumns[0].shift()),
    7: () => stringColumns[0].shift(),
  }[layout === 1 ? 7 : Number(type)];
  must(layout <= 1 && nextOf, 'a group of values');
  const all = [numberColumns, idColumns, textColumns, stringColumns].flat();
  const isEmpty = () => all.every((column) => column.length === 0);
  return { kind, field, type, next: nextOf, isEmpty };
}

/** @param {Reader} reader */
function form(reader) {
  return { kind: reader.varint(16), groups: reader.list(() => Number(reader.varint(32))) };
}

/** @param {Buffer} bytes */
export function readBody(bytes) {
  const reader = new Reader(bytes);
  const devices = reader.list(() => reader.varint(32));
  const names = numbers(reader);
  const commandWalls = numbers(reader);
  const forms = reader.list(() => form(reader));
  const commandOf = numbers(reader);
  const formOf = numbers(reader);
  const records = ids(reader, devices);
  const milliseconds = numbers(reader);
  const counters = numbers(reader);
  const stampDevices = numbers(reader);
  const walls = numbers(reader);
  const groups = reader.list(() => group(reader, devices));
  must(reader.left === 0, 'bytes behind the body');
  const changes = records.map((record, index) => ({
    command: Number(commandOf[index]),
    kind: Number(forms[Number(formOf[index])].kind),
    record: record.toString(),
    milliseconds: milliseconds[index].toString(),
    counter: Number(counters[index]),
    device: Number(devices[Number(stampDevices[index])]),
    wall_ms: BigInt.asIntN(64, milliseconds[index] + walls[index]).toString(),
    cells: forms[Number(formOf[index])].groups.map((number) => ({
      field: Number(groups[number].field),
      type: groups[number].type.toString(),
      payload: groups[number].next().toString('hex'),
    })),
  }));
  must(
    groups.every((values) => values.isEmpty()),
    'values that belong to no change',
  );
  const commands = names.map((name, index) => {
    const first = changes.find(({ command }) => command === index);
    const wall = commandWalls[index] + (first ? BigInt(first.wall_ms) : 0n);
    return { name: Number(name), wall_ms: BigInt.asIntN(64, wall).toString() };
  });
  return { commands, changes };
}

/** @param {Buffer} batch */
export function readHeader(batch) {
  const reader = new Reader(batch);
  must(reader.take(8).toString('latin1') === '\x89HOLDBAT', 'no batch');
  const formatVersion = reader.take(4).readUInt32LE();
  const leastReaderVersion = reader.take(4).readUInt32LE();
  const length = reader.take(4).readUInt32LE();
  const rest = new Reader(reader.take(length));
  return {
    bytes: batch.subarray(0, 20 + length),
    format_version: formatVersion,
    least_reader_version: leastReaderVersion,
    space: rest.take(16).toString('hex'),
    epoch: rest.take(16).toString('hex'),
    device: rest.take(16).toString('hex'),
    sequence: rest.take(8).readBigUInt64LE().toString(),
    before: rest.take(32).toString('hex'),
    seen: rest.list(() => ({
      device: rest.take(16).toString('hex'),
      sequence: rest.varint().toString(),
    })),
  };
}

/** @param {Buffer} batch @param {Buffer} root @param {Buffer} publicKey */
export function openBatch(batch, root, publicKey) {
  const { bytes: header, ...shown } = readHeader(batch);
  must(shown.device === nameOf(publicKey), 'of another device');
  const [message, signature] = [batch.subarray(0, -64), batch.subarray(-64)];
  must(isSigned('holdall batch', message, signature, publicKey), 'a wrong signature');
  if (shown.least_reader_version > 1) return { header: shown };
  must(shown.epoch === epochOf(root), 'of another epoch');
  const nonce = batch.subarray(header.length, header.length + 24);
  const sealed = batch.subarray(header.length + 24, -64);
  const key = blake2b(Buffer.from('holdall batch key'), root);
  const plain = new Reader(openSealed(key, nonce, header, sealed));
  const size = plain.varint();
  const body = inflateSync(plain.sized());
  must(BigInt(body.length) === size, 'a body of another length');
  must(
    plain.take(plain.left).every((byte) => byte === 0),
    'padding that is not zero',
  );
  return { header: shown, ...readBody(body) };
}
