// Prints the sizes of a folder of static files, plain and compressed by brotli, as a table and a
// line of JSON.
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
  const brotli = Math.min(bytes.length, zlib.brotliCompressSync(bytes).length);
  return { name, plain: bytes.length, brotli };
}

/** @param {number} bytes */
const kb = (bytes) => (bytes / 1000).toFixed(1);

const rows = files('').map(measure).sort((a, b) => b.brotli - a.brotli);
const total = rows.reduce((sum, row) => sum + row.brotli, 0);
const plain = rows.reduce((sum, row) => sum + row.plain, 0);
for (const row of [...rows, { name: 'all of it', plain, brotli: total }]) {
  const [whole, packed] = [row.plain, row.brotli].map((bytes) => kb(bytes).padStart(9));
  console.log(`${whole} KB ${packed} KB brotli  ${row.name}`);
}
const line = {
  what: 'everything on the first load, brotli',
  unit: 'KB',
  holdall: Number(kb(total)),
  goal: `<= ${goal_kb}`,
  met: total <= goal_kb * 1000,
};
console.log(JSON.stringify({ bench: 'size', rows: [line] }));
