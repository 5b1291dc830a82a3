// The reading half of the torture: what is sound is put together, and every damage is found.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import createHash from 'xxhash-wasm';
import { readStored } from '../../torture/stored_image.mjs';

const { h64Raw } = await createHash();
const chunkBytes = 262_144;
const writer = 0x1122334455667788n;

const fromHex = (/** @type {string} */ text) => new Uint8Array(Buffer.from(text, 'hex'));
const u32 = (/** @type {number} */ value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (/** @type {number | bigint} */ value) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const varint = (/** @type {number} */ value) => {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Buffer.from([...bytes, value]);
};
const sealed = (/** @type {number} */ seed, /** @type {Uint8Array[]} */ ...parts) => {
  const body = Buffer.concat(parts);
  return new Uint8Array(Buffer.concat([body, u64(h64Raw(body, BigInt(seed)))]));
};

/** @param {{last: number, first: number, size: number, chunks: number, epoch?: number}} wanted */
const header = ({ last, first, size, chunks, epoch = 3 }) =>
  sealed(
    0,
    Buffer.from('HOLDALL\0'),
    u32(1),
    u32(chunkBytes),
    u64(epoch),
    u64(writer),
    u64(last),
    u64(first),
    u64(size),
    u32(chunks),
  );

/**
 * A range has a text, or it is so long and lay so far behind its place before.
 * @param {number} key @param {number} size
 * @param {[start: number, text: string | number, moved?: number][]} ranges
 */
const record = (key, size, ranges, epoch = 3, token = writer) => {
  let end = 0;
  const places = ranges.map(([start, text, moved = 0]) => {
    const length = typeof text === 'number' ? text : text.length;
    const kind = typeof text === 'number' ? 1 : 0;
    const from = moved < 0 ? -2 * moved - 1 : 2 * moved;
    const place = [varint(start - end), varint(length * 2 + kind), ...(kind ? [varint(from)] : [])];
    end = start + length;
    return Buffer.concat(place);
  });
  const bytes = sealed(
    key,
    u64(epoch),
    u64(token),
    u64(size),
    varint(ranges.length),
    ...places,
    ...ranges.map(([, text]) => Buffer.from(typeof text === 'number' ? '' : text)),
  );
  return { key, bytes };
};

/** @param {number} key @param {number} current @param {string} text */
const chunk = (key, current, text) => ({
  key,
  bytes: sealed(key, Buffer.from(text), u64(current)),
});

/** @param {number} current @param {[page: number, text: string][]} pages */
const earlyPages = (current, pages) => {
  let next = 0;
  const numbers = pages.map(([page]) => {
    const gap = varint(page - next);
    next = page + 1;
    return gap;
  });
  const bodies = pages.map(([, text]) =>
    Buffer.concat([Buffer.from(text), Buffer.alloc(4096 - text.length)]),
  );
  return sealed(1, u64(current), varint(pages.length), ...numbers, ...bodies);
};

/** A database of 300,000 bytes: chunk 0 is stored, chunk 1 is made by the log alone. */
const sound = () => ({
  header: header({ last: 7, first: 5, size: 300_000, chunks: 1 }),
  earlyPages: earlyPages(5, [
    [0, 'from the CHUNK'],
    [2, 'page'],
  ]),
  log: [
    record(
      5,
      300_000,
      [
        [0, 'from old log'],
        [262_140, 'across the border'],
      ],
      2,
      1n,
    ),
    record(6, 262_150, [[8192, 'page']]),
    record(7, 300_000, [
      [9, 'CHUNK'],
      [299_999, '!'],
    ]),
  ],
  chunks: [chunk(0, 5, `from the chunk${'\0'.repeat(262_126)}acro`)],
});
/** @param {(stored: ReturnType<typeof sound>) => unknown} change */
const problemsAfter = (change) => {
  const stored = sound();
  change(stored);
  return readStored(stored).problems;
};

test('what is stored is put together; a chunk takes nothing that it has already', () => {
  const { image, problems, records } = readStored(sound());
  assert.deepEqual(problems, []);
  assert.equal(records, 3);
  assert.equal(image.length, 300_000);
  const text = Buffer.from(image).toString('latin1');
  assert.equal(text.slice(0, 14), 'from the CHUNK');
  assert.equal(text.slice(8192, 8196), 'page');
  // The record 6 has cut the image at 262,150; what stood behind is zeros.
  assert.equal(text.slice(262_140, 262_160), `across the${'\0'.repeat(10)}`);
  assert.equal(text[299_999], '!');
});

test('what moved in a page is taken from where it lay before', () => {
  const stored = sound();
  stored.header = header({ last: 8, first: 5, size: 300_000, chunks: 1 });
  // Each of two ranges lies where the other has come from.
  const swap = /** @type {[number, number, number][]} */ ([
    [0, 4, 5],
    [5, 4, -5],
  ]);
  stored.log.push(record(8, 300_000, swap));
  const { image, problems } = readStored(stored);
  assert.deepEqual(problems, []);
  assert.equal(Buffer.from(image).toString('latin1', 0, 14), 'the  fromCHUNK');
});

test('nothing stored is a new database', () => {
  const nothing = { header: null, earlyPages: null, log: [], chunks: [] };
  assert.deepEqual(readStored(nothing).problems, []);
  assert.match(readStored({ ...sound(), header: null }).problems[0], /no header/);
});

test('the vectors of the document are read', () => {
  const stored = {
    header: fromHex(
      '484f4c44414c4c0001000000000004000300000000000000887766554433221103040000000000' +
        '000104000000000000e093040000000000020000002e388f3c198c09e7',
    ),
    earlyPages: null,
    log: [
      record(1025, 300_000, []),
      record(1026, 300_000, []),
      {
        key: 1027,
        bytes: fromHex(
          '03000000000000008877665544332211e09304000000000002fcff0f20d3a702' +
            '02486f6c64616c6c206b65657073206974ff3a22451a8b963b7c',
        ),
      },
    ],
    chunks: [chunk(0, 1, ''), chunk(1, 1, '')],
  };
  const { image, problems } = readStored(stored);
  assert.deepEqual(problems, []);
  assert.equal(Buffer.from(image).toString('latin1', 262_140, 262_156), 'Holdall keeps it');
  assert.equal(image[299_999], 255);
  const moved = fromHex(
    '03000000000000008877665544332211e0930400000000000280801004001903' + '3e2028ff3b90a6ef9cad',
  );
  const next = readStored({
    ...stored,
    header: header({ last: 1028, first: 1025, size: 300_000, chunks: 2 }),
    log: [...stored.log, { key: 1028, bytes: moved }],
  });
  assert.deepEqual(next.problems, []);
  assert.equal(Buffer.from(next.image).toString('latin1', 262_140, 262_158), 'Hold> all keeps it');
  const vector = fromHex('486f6c64616c6c0204000000000000ebfd0ed428ea3199');
  assert.deepEqual(chunk(2, 1026, 'Holdall').bytes, vector);
});

test('a byte that was turned over anywhere is found', () => {
  const values = (/** @type {ReturnType<typeof sound>} */ stored) => [
    stored.header,
    stored.earlyPages,
    ...stored.log.map(({ bytes }) => bytes),
    ...stored.chunks.map(({ bytes }) => bytes),
  ];
  values(sound()).forEach((value, index) => {
    for (const at of [0, value.length >> 1, value.length - 1]) {
      const problems = problemsAfter((stored) => {
        const bytes = values(stored)[index];
        if (bytes) bytes[at] ^= 1;
      });
      assert.match(problems[0] ?? '', /checksum/, `value ${index}, byte ${at}`);
    }
  });
});

test('what is missing, beyond the end, of another writer or too new is found', () => {
  /** @type {[RegExp, (stored: ReturnType<typeof sound>) => unknown][]} */
  const damages = [
    [/record 6 of 5 to 7 is missing/, ({ log }) => log.splice(1, 1)],
    [/record 8 is beyond/, ({ log }) => log.push(record(8, 300_000, []))],
    [
      /record 7: the last record is of an earlier epoch/,
      ({ log }) => {
        log[2] = record(7, 300_000, [], 2);
      },
    ],
    [/record 6: another writer/, ({ log }) => (log[1] = record(6, 300_000, [], 3, 5n))],
    [/record 6: its epoch/, ({ log }) => (log[1] = record(6, 300_000, [], 4))],
    [/record 7: the image has 299999/, ({ log }) => (log[2] = record(7, 299_999, []))],
    [/record 6: the checksum/, ({ log }) => (log[1] = { ...log[2], key: 6 })],
    [
      /record 6: it ends/,
      ({ log }) => {
        log[1] = {
          key: 6,
          bytes: sealed(
            6,
            u64(3),
            u64(writer),
            u64(300_000),
            varint(1),
            varint(0),
            varint(18),
            Buffer.from('torn'),
          ),
        };
      },
    ],
    [/record 6: a range left/, ({ log }) => (log[1] = record(6, 300_000, [[4090, 4, 3]]))],
    [/record 6: a range left/, ({ log }) => (log[1] = record(6, 300_000, [[4097, 4, -2]]))],
    [/record 6: a range moved/, ({ log }) => (log[1] = record(6, 300_000, [[40, 4, 0]]))],
    [/chunk 0 of 1 is missing/, ({ chunks }) => chunks.pop()],
    [/chunk 0: it is current to 8/, ({ chunks }) => (chunks[0] = chunk(0, 8, 'x'))],
    [/early pages: current to 3/, (stored) => (stored.earlyPages = earlyPages(3, [[0, 'x']]))],
    [/early page 0 is another/, (stored) => (stored.earlyPages = earlyPages(7, [[0, 'x']]))],
    [
      /header: 2 chunks are more/,
      (stored) => {
        stored.header = header({ last: 7, first: 5, size: 100, chunks: 2 });
      },
    ],
    [
      /header: the first sequence is 9/,
      (stored) => {
        stored.header = header({ last: 7, first: 9, size: 300_000, chunks: 1 });
      },
    ],
  ];
  for (const [words, change] of damages) assert.match(problemsAfter(change)[0] ?? '', words);
});
