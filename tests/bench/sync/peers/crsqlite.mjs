// cr-sqlite in memory: the changes of a device as rows, packed as compactly as by hand.
import { readFileSync } from 'node:fs';
import createModule from '@vlcn.io/wa-sqlite/dist/crsqlite-sync.mjs';
import { MemoryVFS } from '@vlcn.io/wa-sqlite/src/examples/MemoryVFS.js';
import { Factory } from '@vlcn.io/wa-sqlite/src/sqlite-api.js';
import * as codes from '@vlcn.io/wa-sqlite/src/sqlite-constants.js';
import { fields } from '../workload.mjs';

const wasm = new URL('../node_modules/@vlcn.io/wa-sqlite/dist/crsqlite-sync.wasm', import.meta.url);
const sqlite = Factory(await createModule({ wasmBinary: readFileSync(wasm) }));
const files = new MemoryVFS();
sqlite.vfs_register(files, false);
const columns =
  '"table","pk","cid","val","col_version","db_version","site_id","cl","seq"';
const schema = 'PRAGMA page_size=8192; PRAGMA cache_size=-65536; PRAGMA journal_mode=MEMORY; ' +
  `PRAGMA synchronous=OFF; CREATE TABLE deal(id TEXT PRIMARY KEY NOT NULL,${fields.join(',')}); ` +
  "SELECT crsql_as_crr('deal');";
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const siteAt = 6;

/** @type {Map<number, string>} the file of each database */
const names = new Map();
/** @type {unknown} */
let before;

/** @param {number} database @param {string} sql @param {unknown[]} [values] */
async function rowsOf(database, sql, values) {
  /** @type {any[][]} */
  const rows = [];
  for await (const statement of sqlite.statements(database, sql)) {
    if (values) sqlite.bind_collection(statement, values);
    while (await sqlite.step(statement) === codes.SQLITE_ROW) rows.push(sqlite.row(statement));
  }
  return rows;
}

/** Runs one statement for each row. */
async function runAll(
  /** @type {number} */ database, /** @type {string} */ sql, /** @type {unknown[][]} */ rows,
) {
  await sqlite.exec(database, 'BEGIN');
  for await (const statement of sqlite.statements(database, sql)) {
    for (const row of rows) {
      sqlite.bind_collection(statement, row);
      await sqlite.step(statement);
      await sqlite.reset(statement);
    }
  }
  await sqlite.exec(database, 'COMMIT');
}

/** A database of its own file in memory. @param {Uint8Array} [content] */
async function openFile(content) {
  const name = `${names.size}.db`;
  if (content) {
    const data = content.slice().buffer;
    files.mapNameToFile.set(name, { name, flags: 0, size: data.byteLength, data });
  }
  const flags = codes.SQLITE_OPEN_CREATE | codes.SQLITE_OPEN_READWRITE;
  const database = await sqlite.open_v2(name, flags, 'memory');
  names.set(database, name);
  if (!content) await sqlite.exec(database, schema);
  return database;
}

/** @param {number[]} out @param {number | bigint} number */
function pushVarint(out, number) {
  let rest = Number(number);
  while (rest > 127) {
    out.push(rest % 128 | 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

/** @param {number[]} out @param {Uint8Array} bytes */
function pushSized(out, bytes) {
  pushVarint(out, bytes.length);
  for (const byte of bytes) out.push(byte);
}

/** Rows of crsql_changes of one site. @param {any[][]} rows */
function encode(rows) {
  /** @type {number[]} */
  const out = [];
  pushVarint(out, rows.length);
  pushSized(out, rows[0]?.[siteAt] ?? new Uint8Array());
  for (const row of rows) {
    row.forEach((value, index) => {
      if (index === siteAt) return;
      if (value === null) {
        out.push(0);
      } else if (typeof value === 'string') {
        out.push(1);
        pushSized(out, encoder.encode(value));
      } else if (typeof value === 'object') {
        out.push(2);
        pushSized(out, Uint8Array.from(value));
      } else {
        out.push(3);
        pushVarint(out, value);
      }
    });
  }
  return Uint8Array.from(out);
}

/** @param {Uint8Array} bytes */
function decode(bytes) {
  let at = 0;
  const varint = () => {
    let [number, factor, byte] = [0, 1, 0];
    do {
      byte = bytes[at] ?? 0;
      at += 1;
      number += (byte & 127) * factor;
      factor *= 128;
    } while (byte & 128);
    return number;
  };
  const sized = () => {
    const length = varint();
    at += length;
    return bytes.subarray(at - length, at);
  };
  const value = () => {
    const type = bytes[at];
    at += 1;
    if (type === 0) return null;
    if (type === 1) return decoder.decode(sized());
    return type === 2 ? sized().slice() : varint();
  };
  const count = varint();
  const site = sized().slice();
  return Array.from({ length: count }, () => {
    /** @type {unknown[]} */
    const row = [];
    for (let index = 0; index < 9; index += 1) row.push(index === siteAt ? site : value());
    return row;
  });
}

/** @type {import('../peer.mjs').Peer} */
export const peer = {
  async create(ids, deals) {
    const database = await openFile();
    await runAll(database, `INSERT INTO deal VALUES(?${',?'.repeat(fields.length)})`,
      ids.map((id, index) => [id, ...fields.map((field) => deals[index]?.[field])]));
    const all = encode(await rowsOf(database, `SELECT ${columns} FROM crsql_changes`));
    return all;
  },
  // What all begin with is a set of changes, what a device has saved the file of its database.
  async open(bytes) {
    if (decoder.decode(bytes.subarray(0, 15)) !== 'SQLite format 3') {
      return this.merge(await openFile(), [bytes]);
    }
    return openFile(bytes);
  },
  save(database) {
    const file = files.mapNameToFile.get(names.get(database));
    return new Uint8Array(file.data, 0, file.size).slice();
  },
  async edit(database, _device, steps) {
    [[before]] = await rowsOf(database, 'SELECT crsql_db_version()');
    /** @type {Map<string, number>} */
    const updates = new Map();
    for (const field of fields) {
      const sql = sqlite.str_new(database, `UPDATE deal SET "${field}"=? WHERE id=?`);
      updates.set(field, (await sqlite.prepare_v2(database, sqlite.str_value(sql))).stmt);
    }
    for (const [id, field, value] of steps) {
      const update = updates.get(field);
      sqlite.bind_collection(update, [value, id]);
      await sqlite.step(update);
      await sqlite.reset(update);
    }
    for (const update of updates.values()) await sqlite.finalize(update);
    return database;
  },
  async changes(database) {
    return encode(await rowsOf(database, `SELECT ${columns} FROM crsql_changes ` +
      'WHERE db_version>? AND site_id IS crsql_site_id()', [before]));
  },
  async merge(database, changes) {
    for (const one of changes) {
      await runAll(database, `INSERT INTO crsql_changes(${columns}) VALUES(?,?,?,?,?,?,?,?,?)`,
        decode(one));
    }
    return database;
  },
  touch: (database) => rowsOf(database, 'SELECT sum(length(amount)) FROM deal'),
  async read(database) {
    const rows = await rowsOf(database, `SELECT id,${fields.join(',')} FROM deal`);
    return Object.fromEntries(rows.map(([id, ...values]) =>
      [id, Object.fromEntries(fields.map((field, index) => [field, values[index]]))]));
  },
};
