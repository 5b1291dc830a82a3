// One phase of the workload on one peer, in a process of its own; prints a line of JSON. Files of
// one phase are there for the next. It runs beside the peers' packages: run.mjs copies it there.
//
// usage: peer.mjs PEER gen|mergeone|mergefresh|open FOLDER EDITS
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import zlib from 'node:zlib';
import { deviceCount, edits, fields, firstDeals } from './workload.mjs';

/**
 * A peer's document is whatever the peer makes of it. `merge` and `edit` give the document that is
 * valid from then on, and what a call gives may be a promise.
 * @typedef {object} Peer
 * @property {(ids: string[], deals: import('./workload.mjs').Deal[]) => any} create
 * @property {(bytes: Uint8Array) => any} open
 * @property {(document: any) => any} save
 * @property {(document: any, device: number, steps: Iterable<Step>) => any} edit
 * @property {(document: any) => any} changes  of the last edit(), as they are sent
 * @property {(document: any, changes: Uint8Array[]) => any} merge
 * @property {(document: any) => any} touch  reads one field of every deal
 * @property {(document: any) => any} read  all deals by their ids
 */
/** @typedef {[id: string, field: string, value: import('./workload.mjs').Value]} Step */

const [, , name = '', phase = '', folder = '', count = ''] = process.argv;
/** @type {Record<string, () => Promise<{peer: Peer}>>} */
const adapters = {
  yjs: () => import('./peers/yjs.mjs'),
  loro: () => import('./peers/loro.mjs'),
  tinybase: () => import('./peers/tinybase.mjs'),
  crsqlite: () => import('./peers/crsqlite.mjs'),
  automerge: () => import('./peers/automerge.mjs'),
};
const adapter = adapters[name];
if (!adapter) throw new Error(`no peer '${name}'`);
const { peer } = await adapter();
mkdirSync(folder, { recursive: true });
const others = Array.from({ length: deviceCount - 1 }, (_, index) => index + 1);

const load = (/** @type {string} */ file) =>
  new Uint8Array(readFileSync(path.join(folder, file)));
const keep = (/** @type {string} */ file, /** @type {Uint8Array} */ bytes) =>
  writeFileSync(path.join(folder, file), bytes);
const residentPeak = () => process.resourceUsage().maxRSS * 1024;
/** Of all threads, in microseconds. */
const processorUs = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
const deflated = (/** @type {Uint8Array} */ bytes) =>
  zlib.deflateRawSync(bytes, { level: 6 }).length;

/** @param {number} device @param {string[]} ids @returns {Iterable<Step>} */
function* stepsOf(device, ids) {
  for (const [deal, field, value] of edits(device, Number(count))) {
    yield [ids[deal] ?? '', fields[field] ?? '', value];
  }
}

/** Of all deals, the same on all devices. @param {any} document */
async function state(document) {
  const deals = await peer.read(document);
  const hash = createHash('sha256');
  for (const id of Object.keys(deals).sort()) {
    hash.update(`${id}\0${fields.map((field) => String(deals[id][field])).join('\0')}`);
  }
  return hash.digest('hex').slice(0, 16);
}

async function generate() {
  const { ids, deals } = firstDeals();
  const base = await peer.create(ids, deals);
  keep('base', base);
  const sizes = { wire_bytes: 0, wire_deflated: 0 };
  for (let device = 0; device < deviceCount; device += 1) {
    const document = await peer.edit(await peer.open(base), device, stepsOf(device, ids));
    const sent = await peer.changes(document);
    keep(`changes${device}`, sent);
    sizes.wire_bytes += sent.length;
    sizes.wire_deflated += deflated(sent);
    if (device === 0) keep('replica', await peer.save(document));
  }
  return sizes;
}

async function mergeOne() {
  const changes = others.map((device) => load(`changes${device}`));
  let document = await peer.open(load('replica'));
  await peer.touch(document);
  const residentBefore = residentPeak();
  const began = performance.now();
  const processorBegan = processorUs();
  document = await peer.merge(document, changes);
  await peer.touch(document);
  const mergeUs = (performance.now() - began) * 1000;
  const takenUs = processorUs() - processorBegan;
  const peak = residentPeak();
  keep('final', await peer.save(document));
  return {
    merge_us: mergeUs,
    processor_us: takenUs,
    resident_before: residentBefore,
    resident_peak: peak,
    state: await state(document),
  };
}

async function mergeFresh() {
  const base = load('base');
  const changes = [0, ...others].map((device) => load(`changes${device}`));
  const began = performance.now();
  const processorBegan = processorUs();
  const document = await peer.merge(await peer.open(base), changes);
  await peer.touch(document);
  const mergeUs = (performance.now() - began) * 1000;
  const takenUs = processorUs() - processorBegan;
  return { merge_us: mergeUs, processor_us: takenUs, state: await state(document) };
}

async function openSaved() {
  const saved = load('final');
  const began = performance.now();
  const document = await peer.open(saved);
  await peer.touch(document);
  return { open_us: (performance.now() - began) * 1000, state: await state(document) };
}

const phases = { gen: generate, mergeone: mergeOne, mergefresh: mergeFresh, open: openSaved };
console.log(JSON.stringify(await phases[/** @type {keyof typeof phases} */ (phase)]()));
