// Prints the sizes of a folder of static files, plain and compressed by brotli, as a table and a line of JSON.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const goal_kb = 700; // everything on the first load, with the board
const folder = process.argv[2];

/** @param {string} below @returns {string[]} */
function files(below) {
  return readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(below, entry.name);
    return entry.isDirectory() ? files(name) : [name];
  });
}

/** @param {string} name */
function measure(name) {
  const bytes = readFileSync(path.join(folder, name));
  return { name, plain: bytes.length, brotli: Math.min(bytes.length, zlib.brotliCompressSync(bytes).length) };
}

/** @param {number} bytes */
const kb = (bytes) => (bytes / 1000).toFixed(1);

const rows = files('').map(measure).sort((a, b) => b.brotli - a.brotli);
const total = rows.reduce((sum, row) => sum + row.brotli, 0);
for (const row of [...rows, { name: 'all of it', plain: rows.reduce((sum, row) => sum + row.plain, 0), brotli: total }]) {
  console.log(`${kb(row.plain).padStart(9)} KB ${kb(row.brotli).padStart(9)} KB brotli  ${row.name}`);
}
const line = {
  what: 'everything on the first load, brotli',
  unit: 'KB',
  holdall: Number(kb(total)),
  goal: `<= ${goal_kb}`,
  met: total <= goal_kb * 1000,
};
console.log(JSON.stringify({ bench: 'size', rows: [line] }));
