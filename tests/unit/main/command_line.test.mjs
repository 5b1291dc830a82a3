// The command line program, run as a person or cron runs it (docs/command-line.md).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = path.join(root, 'build/native-debug/holdall');
const fixtures = path.join(root, 'tests/fixtures/schema');
const backup = path.join(fixtures, 'schema_1.holdall');
const csv = path.join(fixtures, 'schema_1_deals.csv');

const folder = mkdtempSync(path.join(tmpdir(), 'holdall-'));
after(() => rmSync(folder, { recursive: true }));
let folders = 0;
/** An empty folder. */
const newFolder = () => {
  const made = path.join(folder, String((folders += 1)));
  mkdirSync(made);
  return made;
};
/** @param {string} name @param {string | Uint8Array} content */
const fileOf = (name, content) => {
  const file = path.join(newFolder(), name);
  writeFileSync(file, content);
  return file;
};

/**
 * @param {string[]} words @param {{input?: Uint8Array, shell?: string}} [how]
 *   `shell`: what a shell does before it becomes the program
 */
const run = (words, { input, shell } = {}) => {
  const [command, args] = shell
    ? ['bash', ['-c', `${shell} exec "$0" "$@"`, program, ...words]]
    : [program, words];
  const { status, stdout, stderr } = spawnSync(command, args, {
    env: { ...process.env, TZ: 'UTC' },
    maxBuffer: 1 << 26,
    timeout: 60_000,
    ...(input ? { input } : {}),
  });
  return { code: status, bytes: stdout, said: String(stdout), complained: String(stderr) };
};
/** What a command prints that must succeed. @param {string[]} words */
const said = (...words) => {
  const { code, said: text, complained } = run(words);
  assert.equal(complained, '');
  assert.equal(code, 0);
  return text;
};
/** Each of which ends with a line feed. @param {string} text */
const linesOf = (text) => {
  assert.ok(text.endsWith('\n'));
  return text.slice(0, -1).split('\n');
};
/** A command that must fail. @param {number} code @param {RegExp} why @param {string[]} words */
const refused = (code, why, ...words) => {
  const answer = run(words);
  assert.match(answer.complained, why);
  assert.equal(answer.code, code, answer.complained);
  assert.equal(answer.said, '');
};
/** @param {string} file @param {string} sql */
const sqlite = (file, sql) => {
  const { status, stdout, stderr } = spawnSync('sqlite3', ['-batch', file], { input: sql });
  assert.equal(String(stderr), '');
  assert.equal(status, 0);
  return String(stdout).trim();
};
/** The database of the fixture as a plain file, after these statements. */
const plainDatabase = (sql = '') => {
  const file = path.join(newFolder(), 'plain.sqlite');
  said('export', backup, file);
  if (sql) sqlite(file, sql);
  return file;
};

test('the help tells every command and option', () => {
  for (const word of ['--help', '-h', 'help']) {
    const text = said(word);
    const wanted = ['verify', 'inspect', 'list', 'export', 'pack', 'found', 'invite', 'join',
      'sync', 'send', 'receive', '--json', '--format', '--language', '--force', '--label', '--from',
      '--address', '--for', '--place-name', '--passphrase-file', 'exit codes'];
    for (const each of wanted) assert.ok(text.includes(each), each);
  }
  assert.equal(said('verify', '--help'), said('--help'));
});

test('a command line that cannot be understood says why', () => {
  const out = path.join(newFolder(), 'out');
  /** @type {[RegExp, ...string[]][]} */
  const cases = [
    [/Say what to do/],
    [/no command 'frobnicate'/, 'frobnicate', backup],
    [/name of a file is missing/, 'verify'],
    [/no use for 'more'/, 'verify', backup, 'more'],
    [/no option '--fast'/, 'verify', '--fast', backup],
    [/'--json' does not belong/, 'verify', '--json', backup],
    [/'--json' takes no value/, 'inspect', '--json=yes', backup],
    [/'--language' needs a value/, 'list', '--language', backup],
    [/no language 'de'; there are en, ru and uk/, 'list', '--language=de', backup],
    [/no list of 'dogs'; there are deals/, 'list', backup, 'dogs'],
    [/file to write is missing/, 'export', backup],
    [/ends neither in \.csv nor in \.sqlite/, 'export', backup, out],
    [/csv or sqlite, not 'xml'/, 'export', '--format=xml', backup, out],
    [/file to write is missing/, 'pack', backup],
  ];
  for (const [why, ...words] of cases) refused(2, why, ...words);
  assert.ok(!existsSync(out));
});

test('the backup of every version is sound', () => {
  const names = readdirSync(fixtures).filter((name) => name.endsWith('.holdall'));
  assert.ok(names.length > 0);
  for (const name of names) {
    const file = path.join(fixtures, name);
    assert.equal(said('verify', file), `${file}: sound\n`);
  }
});

test('the content of a backup is told as the restore tells it', () => {
  const found = JSON.parse(said('inspect', '--json', backup));
  assert.deepEqual(found, {
    form: 'backup',
    made: '2026-11-22T06:15:20.403Z',
    file_bytes: 44_912,
    image_bytes: 184_320,
    schema_version: 1,
    device: 554_293_586,
    last_change: '2026-11-22T06:15:19.205Z',
    last_command: 2,
    deals: { open: 75, won: 41, lost: 28 },
    organisations: 28,
    people: 55,
    members: 1,
    unfinished_imports: [],
    unfinished_reversal: false,
    space: null,
  });
  const text = said('inspect', backup);
  assert.match(text, /^Made {16}2026-11-22 06:15:20 UTC$/m);
  assert.match(text, /^Open deals {10}75$/m);
  const plain = plainDatabase();
  assert.match(said('inspect', plain), /^Form {16}plain SQLite database$/m);
  const ofPlain = JSON.parse(said('inspect', '--json', plain));
  assert.deepEqual(ofPlain, { ...found, form: 'sqlite', made: null, file_bytes: 184_320 });
});

test('a list is a table or lines of JSON, and both say the same', () => {
  const counts = { deals: 144, people: 55, organisations: 28, members: 1, stages: 6 };
  for (const [kind, count] of Object.entries(counts)) {
    const [head = '', ...rows] = linesOf(said('list', backup, kind));
    const objects = linesOf(said('list', '--json', backup, kind)).map((line) => JSON.parse(line));
    assert.equal(rows.length, count);
    assert.deepEqual(objects.map((each) => Object.keys(each).join('\t')), rows.map(() => head));
    assert.deepEqual(
      objects.map((each) => Object.values(each).map((value) => value ?? '').join('\t')),
      rows,
    );
  }
  assert.equal(said('list', backup), said('list', backup, 'deals'));
  assert.match(said('list', '--language=uk', backup, 'stages'), /^101\tЛід\tПродажі\t10$/m);
});

test('the exported CSV is that of the app', () => {
  const file = path.join(newFolder(), 'deals.csv');
  assert.equal(said('export', backup, file), '');
  assert.deepEqual(readFileSync(file), readFileSync(csv));
  assert.deepEqual(run(['export', backup, '-']).bytes, readFileSync(csv));
  assert.match(said('export', '--language=ru', backup, '-'), /,Лид,/);
});

test('the exported database is one that sqlite3 opens', () => {
  const file = plainDatabase();
  assert.equal(sqlite(file, 'PRAGMA integrity_check; SELECT count(*) FROM deal;'), 'ok\n144');
  const { bytes } = run(['export', '--format=sqlite', backup, '-']);
  assert.deepEqual(bytes, readFileSync(file));
});

test('a database that is packed comes back byte for byte', () => {
  const plain = plainDatabase("UPDATE deal SET title = 'By another program' WHERE value_minor > 0");
  const packed = path.join(newFolder(), 'packed.holdall');
  const before = Date.now();
  assert.equal(said('pack', plain, packed), '');
  assert.equal(said('verify', packed), `${packed}: sound\n`);
  assert.deepEqual(run(['export', '--format=sqlite', packed, '-']).bytes, readFileSync(plain));
  const made = Date.parse(JSON.parse(said('inspect', '--json', packed)).made);
  assert.ok(made >= before && made <= Date.now());
  refused(1, /This is a backup already/, 'pack', packed, `${packed}.2`);
});

test('a file can come from the standard input and go to the standard output', () => {
  const input = readFileSync(backup);
  assert.equal(run(['verify', '-'], { input }).said, 'standard input: sound\n');
  const unpacked = run(['export', '--format=sqlite', '-', '-'], { input }).bytes;
  const packed = run(['pack', '-', '-'], { input: unpacked }).bytes;
  assert.equal(run(['verify', '-'], { input: packed }).code, 0);
  const torn = run(['verify', '-'], { input: input.subarray(0, 30_000) });
  assert.equal(torn.code, 1);
  assert.match(torn.complained, /^standard input: The backup is damaged or cut off/);
});

test('a backup that is cut off is not sound', () => {
  const whole = readFileSync(backup);
  for (const length of [1, 7, 8, 39, 40, 100, 4096, 20_000, whole.length - 1]) {
    const file = fileOf('torn.holdall', whole.subarray(0, length));
    refused(1, length < 8 ? /not a backup of Holdall/ : /damaged or cut off/, 'verify', file);
  }
  const longer = fileOf('longer.holdall', Buffer.concat([whole, Buffer.from('x')]));
  refused(1, /bytes behind the end of the backup/, 'verify', longer);
});

test('a backup with a flipped byte is not sound, or holds what it held', () => {
  const whole = readFileSync(backup);
  const image = run(['export', '--format=sqlite', backup, '-']).bytes;
  let found = 0;
  for (let at = 0; at < whole.length; at += at < 48 ? 7 : 1999) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 0x40;
    const file = fileOf('flipped.holdall', changed);
    const answer = run(['verify', file]);
    if (answer.code === 0) {
      // What a bit of a zlib header means may be nothing.
      assert.deepEqual(run(['export', '--format=sqlite', file, '-']).bytes, image);
    } else {
      found += 1;
      assert.equal(answer.code, 1);
      assert.match(answer.complained, /backup/);
      const out = path.join(path.dirname(file), 'out.csv');
      assert.equal(run(['export', file, out]).code, 1);
      assert.ok(!existsSync(out));
    }
  }
  assert.ok(found >= 20, `${found}`);
});

test('what is no database of Holdall is called by its name', () => {
  const foreign = path.join(newFolder(), 'foreign.sqlite');
  sqlite(foreign, 'CREATE TABLE other (column)');
  refused(1, /not a backup of Holdall.*a database of another program/, 'verify', foreign);
  refused(1, /not a backup of Holdall/, 'inspect', fileOf('text.holdall', 'Just a text\n'));
  refused(1, /The file is empty/, 'list', fileOf('empty.holdall', ''));
  refused(1, /another program/, 'pack', foreign, path.join(newFolder(), 'out.holdall'));
  const newer = plainDatabase('PRAGMA user_version = 99');
  refused(1, /newer version of Holdall\. Use the program of that version/, 'verify', newer);
  refused(1, /tables are not those/, 'verify', plainDatabase('CREATE VIEW v AS SELECT 1'));
});

test('a plain database that may not be all there is refused', () => {
  const wal = plainDatabase();
  sqlite(wal, '.output /dev/null\nPRAGMA journal_mode = WAL;');
  refused(1, /WAL mode.*VACUUM INTO/, 'pack', wal, path.join(newFolder(), 'out.holdall'));
  const whole = readFileSync(plainDatabase());
  const short = fileOf('short.sqlite', whole.subarray(0, whole.length - 4096));
  refused(1, /damaged or cut off/, 'verify', short);
});

test('a database that contradicts itself is named with what is wrong', () => {
  refused(1, /totals of the board are not those[^]*not sound/, 'verify',
    plainDatabase('UPDATE board_total SET deals = deals + 1'));
  refused(1, /Deals in a stage that is not there: 1\n/, 'verify',
    plainDatabase('UPDATE deal SET stage = 12345 WHERE id = (SELECT max(id) FROM deal)'));
  refused(1, /SQLite finds: row \d+ missing from index person_name/, 'verify',
    plainDatabase(`CREATE TEMP TABLE kept AS SELECT * FROM sqlite_schema
        WHERE name = 'person_name';
      PRAGMA writable_schema = ON;
      DELETE FROM sqlite_schema WHERE name = 'person_name';
      PRAGMA writable_schema = RESET;
      UPDATE person SET name = 'Behind its back' WHERE id = (SELECT max(id) FROM person);
      PRAGMA writable_schema = ON;
      INSERT INTO sqlite_schema SELECT * FROM kept;`));
});

test('a file that is not there, and one that cannot be written, are said', () => {
  const place = newFolder();
  refused(3, /missing\.holdall: cannot open: No such file/, 'verify', `${place}/missing.holdall`);
  refused(3, /cannot read: Is a directory/, 'verify', place);
  refused(3, /cannot create: No such file/, 'export', backup, `${place}/no/where.csv`);
  refused(3, /not a file/, 'export', '--format=csv', '--force', backup, place);
  refused(3, /not a file/, 'export', '--format=csv', '--force', backup, '/dev/null');
  assert.deepEqual(readdirSync(place), []);
});

test('nothing is overwritten unless that is wanted', () => {
  for (const [command, input, name] of [
    ['export', backup, 'deals.csv'],
    ['export', backup, 'copy.sqlite'],
    ['pack', plainDatabase(), 'copy.holdall'],
  ]) {
    const file = fileOf(String(name), 'old');
    const words = [String(command), String(input), file];
    refused(3, /there is a file of this name; --force replaces/, ...words);
    assert.equal(String(readFileSync(file)), 'old');
    assert.equal(said(...words, '--force'), '');
    assert.ok(readFileSync(file).length > 1000);
    assert.deepEqual(readdirSync(path.dirname(file)), [name]);
  }
});

test('a disk without room leaves what was there', () => {
  // The limit for the size of a file, in units of 1 KiB, stands for a full disk.
  const shell = "trap '' XFSZ; ulimit -f 8;";
  for (const name of ['deals.csv', 'copy.sqlite']) {
    const place = newFolder();
    const fresh = run(['export', backup, path.join(place, name)], { shell });
    assert.match(fresh.complained, /cannot write: File too large/);
    assert.equal(fresh.code, 3);
    assert.deepEqual(readdirSync(place), []);
    const file = path.join(place, name);
    copyFileSync(csv, file);
    assert.equal(run(['export', '--force', backup, file], { shell }).code, 3);
    assert.deepEqual(readFileSync(file), readFileSync(csv));
    assert.deepEqual(readdirSync(place), [name]);
  }
  const full = run(['list', backup], { shell: 'exec >/dev/full;' });
  assert.match(full.complained, /standard output: cannot write: No space left on device/);
  assert.equal(full.code, 3);
});
