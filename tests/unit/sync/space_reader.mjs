// Reads the folder of a shared space as its devices have left it, knowing the passphrase alone, as
// docs/sync-format.md describes it: who is in it, and what each of them wrote. Throws where
// something is missing, changed or contradicts itself.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { blake2b } from './batch_crypto.mjs';
import { openBatch } from './batch_reader.mjs';
import {
  openHead,
  openIndex,
  openIntroduction,
  openSpace,
  paths,
  Refused,
} from './object_reader.mjs';

/** @typedef {ReturnType<typeof openHead>} Head */
/** @typedef {ReturnType<typeof openIndex>} Index */
/** @typedef {ReturnType<typeof openIntroduction>} Introduction */
/** @typedef {{attempt: number, size_bytes: number, hash: string}} File */
/** @typedef {{folder: string, space: string, root: Buffer}} Place */

/** @param {unknown} condition @param {string} what */
function must(condition, what) {
  if (!condition) throw new Error(what);
}

/** @param {Place} place @param {string} name */
function read(place, name) {
  const file = path.join(place.folder, name);
  return existsSync(file) ? readFileSync(file) : null;
}

/** A file that a head or an index names. @param {Place} place @param {string} name */
function readNamed(place, name, /** @type {File} */ { size_bytes: size, hash }) {
  const bytes = read(place, name);
  must(bytes, `${name} is missing`);
  must(bytes.length === size, `${name} has another length`);
  must(blake2b(bytes).toString('hex') === hash, `${name} has another hash`);
  return bytes;
}

/**
 * The head that counts: the greater one of those that are whole. Null: there is none.
 * @param {Place} place @param {string} device @param {Buffer} key
 */
function readHead(place, device, key) {
  /** @type {Head | null} */
  let last = null;
  for (const counter of ['0', '1']) {
    const object = read(place, paths.head(device, counter));
    if (!object) continue;
    let head;
    try {
      head = openHead(object, place.space, key);
    } catch {
      continue; // torn: that is what the other one is for
    }
    if (!last || BigInt(head.counter) > BigInt(last.counter)) last = head;
  }
  return last;
}

/**
 * What head and index name as the batches of a device, from the first that is live to the last.
 * @param {Head} head @param {Index | null} index
 */
function filesOf(head, index) {
  /** @type {Map<bigint, File>} */
  const files = new Map();
  const add = (/** @type {bigint} */ first, /** @type {File[]} */ named) =>
    named.forEach((file, at) => {
      const before = files.get(first + BigInt(at));
      must(!before || before.hash === file.hash, 'head and index name different batches');
      files.set(first + BigInt(at), file);
    });
  const last = BigInt(head.sequence);
  if (index) add(BigInt(index.first_sequence), index.batches);
  add(last - BigInt(head.batches.length) + 1n, head.batches);
  const first = index ? BigInt(index.first_sequence) : 1n;
  must(BigInt(files.size) === (last >= first ? last - first + 1n : 0n), 'a gap in a stream');
  return { first, last, files };
}

/**
 * The batches of a device, each verified and following the one before.
 * @param {Place} place @param {string} device @param {Buffer} key
 * @param {ReturnType<typeof filesOf>} named
 */
function readStream(place, device, key, { first, last, files }) {
  const batches = [];
  let before = '00'.repeat(32);
  for (let sequence = first; sequence <= last; ++sequence) {
    const file = files.get(sequence);
    must(file, `batch ${sequence} of ${device} is named by nobody`);
    const bytes = readNamed(place, paths.batch(device, `${sequence}`, file.attempt), file);
    const batch = openBatch(bytes, place.root, key);
    const { header } = batch;
    must('changes' in batch, 'a batch of a newer version');
    must(header.space === place.space, 'a batch of another space');
    must(header.sequence === `${sequence}`, 'a batch of another sequence');
    // What a snapshot holds is gone, and the hash of the last of it with it.
    const follows = header.before === before || (sequence === first && sequence > 1n);
    must(follows, `batch ${sequence} of ${device} follows another one`);
    before = file.hash;
    batches.push({ header, ...('changes' in batch ? batch : { commands: [], changes: [] }) });
  }
  return batches;
}

/** @param {Place} place @param {Introduction} introduction */
function readDevice(place, introduction) {
  const key = Buffer.from(introduction.key, 'hex');
  const name = introduction.header.device;
  const head = readHead(place, name, key);
  if (!head) return { name, introduction, head: null, index: null, seen: [], batches: [] };
  const [named] = head.index;
  const index = named
    ? openIndex(
        readNamed(place, paths.index(name, named.number, named.file.attempt), named.file),
        place.space,
        place.root,
        key,
      )
    : null;
  must(!index || index.number === named.number, 'an index of another number');
  const seen = head.index_has_seen ? index.seen : head.seen;
  const batches = readStream(place, name, key, filesOf(head, index));
  return { name, introduction, head, index, seen, batches };
}

/**
 * What lies at a door, where anybody can put anything. Null: no introduction.
 * @param {Place} place @param {Buffer} object
 */
function introductionAt(place, object) {
  try {
    return openIntroduction(object, place.space, place.root);
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** @typedef {ReturnType<typeof readDevice>} Device */
/**
 * Those whom a device makes known: by its index, and at the doors of its invitations.
 * @param {Place} place @param {Device} device
 */
function introductionsOf(place, { index }) {
  const inIndex = (index?.introductions ?? []).map((hex) => Buffer.from(hex, 'hex'));
  const found = inIndex.map((object) => openIntroduction(object, place.space, place.root));
  for (const invitation of index?.invitations ?? []) {
    const object = read(place, paths.introduction(invitation));
    const introduction = object && introductionAt(place, object);
    if (introduction && introduction.invitation === invitation) found.push(introduction);
  }
  return found;
}

/**
 * @param {string} folder @param {string} passphrase
 * @param {Parameters<typeof openSpace>[3]} [unwrap]
 * @returns {{space: string, devices: Device[], invitations: string[]}} the devices by their names;
 *   the invitations that nobody has used
 */
export function readSpace(folder, passphrase, unwrap) {
  const spaces = readdirSync(path.join(folder, 'space'));
  must(spaces.length === 1, 'not one space');
  const [space] = spaces;
  const object = readFileSync(path.join(folder, paths.space(space)));
  const { founder, root: rootHex, header } = openSpace(object, space, passphrase, unwrap);
  const place = { folder, space, root: Buffer.from(rootHex, 'hex') };
  // The founder's own introduction stands in the index that only the founder's key opens.
  const unknown = { header, key: founder, number: 0, label: '', invitation: null };
  /** @type {Map<string, Device>} */
  const devices = new Map();
  const next = [unknown];
  for (let one = next.pop(); one; one = next.pop()) {
    const known = devices.get(one.header.device);
    if (known && known.introduction !== unknown) continue;
    const device = known ? { ...known, introduction: one } : readDevice(place, one);
    devices.set(device.name, device);
    if (!known) next.push(...introductionsOf(place, device));
  }
  const all = [...devices.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  const used = new Set(all.map(({ introduction }) => introduction.invitation));
  const open = all.flatMap(({ index }) => index?.invitations ?? []);
  return { space, devices: all, invitations: open.filter((name) => !used.has(name)) };
}
