// Shared spaces through the command line program, run as a person or cron runs it
// (docs/command-line.md 'Devices').
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const program = path.join(root, 'build/native-debug/holdall');
const backup = path.join(root, 'tests/fixtures/schema/schema_1.holdall');
const passphrase = 'Ґанок і кішка';

const folder = mkdtempSync(path.join(tmpdir(), 'holdall-'));
after(() => rmSync(folder, { recursive: true }));
let folders = 0;
/** A folder with an empty one in it that is to be shared. */
const newFolder = () => {
  const made = path.join(folder, String((folders += 1)));
  mkdirSync(path.join(made, 'place'), { recursive: true });
  return {
    place: path.join(made, 'place'),
    a: path.join(made, 'a'),
    b: path.join(made, 'b'),
    c: path.join(made, 'c'),
    file: (/** @type {string} */ name) => path.join(made, name),
  };
};

/** @param {string} [secret] */
const environment = (secret = passphrase) => ({
  ...process.env,
  TZ: 'UTC',
  HOLDALL_PASSPHRASE: secret,
});
/**
 * @param {string[]} words @param {{secret?: string | null, input?: string | Uint8Array}} [how]
 *   `secret`: the passphrase in the environment, null for none
 */
const run = (words, { secret = passphrase, input } = {}) => {
  const env = environment(secret ?? undefined);
  if (secret === null) Reflect.deleteProperty(env, 'HOLDALL_PASSPHRASE');
  // In a session of its own, so that it has no terminal to ask on.
  const { status, stdout, stderr } = spawnSync('setsid', ['--wait', program, ...words], {
    env,
    maxBuffer: 1 << 26,
    timeout: 60_000,
    ...(input === undefined ? {} : { input }),
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
/** A command that must fail. @param {number} code @param {RegExp} why @param {string[]} words */
const refused = (code, why, ...words) => {
  const answer = run(words);
  assert.match(answer.complained, why);
  assert.equal(answer.code, code, answer.complained);
};
/** All files below, with when they were written. @param {string} below */
const filesOf = (below) =>
  readdirSync(below, { recursive: true })
    .map((name) => String(name))
    .sort()
    .map((name) => [name, statSync(path.join(below, name)).mtimeMs]);
/** @param {string} device */
const spaceOf = (device) => JSON.parse(said('inspect', '--json', device)).space;

/** A space of two devices, of which the first has brought the deals of a backup. */
const pair = () => {
  const at = newFolder();
  const invitation = said('found', '--label=laptop', `--from=${backup}`, at.a, at.place).trim();
  said('join', '--label=phone', at.b, at.place, invitation);
  said('sync', at.a, at.place);
  said('sync', at.b, at.place);
  return at;
};

test('devices that share a folder have the same deals in the end', () => {
  const at = newFolder();
  const invitation = said('found', '--label=laptop', `--from=${backup}`, at.a, at.place);
  const joined = said('join', '--label=phone', at.b, at.place, invitation);
  assert.match(joined, /^came: 1 batch, went: 1 batch$/m);
  assert.match(joined, /^laptop: 1 batch, up to date$/m);
  assert.match(joined, /^phone \(this device\): 1 batch$/m);
  assert.equal(said('list', at.b), said('list', backup));
  assert.equal(said('export', at.b, '-'), said('export', backup, '-'));
  // The third is invited by the second, through an address as a browser shows it.
  const link = `https://crm.example/#/join/${said('invite', at.b, at.place)}`;
  said('join', '--label=server', at.c, at.place, link);
  for (const device of [at.a, at.b, at.c, at.a]) said('sync', device, at.place);
  // Where nothing is new nothing is written.
  const before = filesOf(path.dirname(at.place));
  assert.match(said('sync', at.a, at.place), /^came: 0 batches, went: 0 batches$/m);
  assert.deepEqual(filesOf(path.dirname(at.place)), before);
  for (const device of [at.a, at.b, at.c]) {
    assert.equal(said('verify', device), `${device}: sound\n`);
    assert.equal(said('list', device), said('list', backup));
    const { devices, open_invitations: open } = spaceOf(device);
    const labels = devices.map((/** @type {{label: string}} */ each) => each.label);
    assert.deepEqual(labels.sort(), ['laptop', 'phone', 'server']);
    assert.equal(open, 0);
  }
});

test('a space can begin empty, and nobody is a member by a command line', () => {
  const at = newFolder();
  const word = said('found', '--address=https://files.example/team/', at.a, at.place).trim();
  assert.match(word, /^[\w-]+$/);
  assert.equal(run(['join', at.b, at.place, '-'], { input: `  ${word}\n` }).code, 0);
  for (const device of [at.a, at.b]) {
    assert.equal(said('list', device, 'members'), 'id\tname\n');
    assert.equal(said('list', device, 'stages'), said('list', backup, 'stages'));
  }
  assert.ok(spaceOf(at.a).devices.every((/** @type {{label: string}} */ each) => each.label));
});

test('a passphrase comes from a file, from the environment, or from a terminal', () => {
  const at = newFolder();
  const file = at.file('passphrase');
  writeFileSync(file, `${passphrase}\r\n`);
  const found = run(['found', `--passphrase-file=${file}`, at.a, at.place], { secret: 'other' });
  assert.equal(found.code, 0);
  const join = ['join', at.b, at.place, found.said.trim()];
  const wrong = run(join, { secret: 'Ґанок' });
  assert.equal(wrong.code, 1);
  assert.match(wrong.complained, /The passphrase is not that of the space/);
  const empty = run(join, { secret: '' });
  assert.equal(empty.code, 1);
  assert.match(empty.complained, /the passphrase is empty/);
  const none = run(join, { secret: null });
  assert.equal(none.code, 3);
  assert.match(none.complained, /no terminal to ask on \(--passphrase-file or the variable/);
  const missing = run([...join, `--passphrase-file=${file}2`]);
  assert.equal(missing.code, 3);
  assert.match(missing.complained, /the passphrase: cannot open: No such file/);
  assert.ok(!existsSync(at.b), 'nothing is left of what failed');
  assert.equal(run([...join, '--passphrase-file=-'], { secret: '', input: passphrase }).code, 0);
});

test('a passphrase is asked for on the terminal and not shown', () => {
  const at = newFolder();
  // Python has pseudo-terminals; it answers each question with a line.
  const script = `
import os, pty, sys, time
answers = sys.argv[1].split("|")
pid, terminal = pty.fork()
if pid == 0:
    os.environ.pop("HOLDALL_PASSPHRASE", None)
    os.execv(sys.argv[2], sys.argv[2:])
seen = b""
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    seen += piece
    if piece.endswith(b": ") and answers:
        os.write(terminal, (answers.pop(0) + "\\n").encode())
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;
  const onTerminal = (/** @type {string} */ answers, /** @type {string[]} */ ...words) => {
    const args = ['-c', script, answers, program, ...words];
    const { status, stdout, stderr } = spawnSync('python3', args, { timeout: 60_000 });
    assert.equal(String(stderr), '');
    assert.ok(!String(stdout).includes('geheim'), 'what is typed is not shown');
    return { code: status, said: String(stdout) };
  };
  const unlike = onTerminal('geheim|geheim2', 'found', at.a, at.place);
  assert.equal(unlike.code, 1);
  assert.match(unlike.said, /the two passphrases are not the same/);
  const found = onTerminal('geheim|geheim', 'found', at.a, at.place);
  assert.equal(found.code, 0, found.said);
  const invitation = found.said.trim().split(/\s+/).at(-1) ?? '';
  assert.equal(run(['join', at.b, at.place, invitation], { secret: 'geheim' }).code, 0);
});

test('an invitation that is none, or leads elsewhere, is told from one that is good', () => {
  const at = newFolder();
  const invitation = said('found', at.a, at.place).trim();
  refused(1, /the text is no invitation/, 'join', at.b, at.place, 'https://crm.example/');
  refused(1, /cut off or mistyped/, 'join', at.b, at.place, invitation.slice(0, -3));
  const other = newFolder();
  said('found', other.a, other.place);
  refused(3, /space of this invitation is not in this folder/, 'join', at.b, other.place,
    invitation);
  refused(3, /cannot be reached/, 'join', at.b, at.file('nowhere'), invitation);
  assert.ok(!existsSync(at.b));
});

test('a shared folder that is away is told, and nothing is lost', () => {
  const at = pair();
  renameSync(at.place, at.file('away'));
  for (const device of [at.a, at.b]) {
    refused(3, /shared folder cannot be reached.*try again later/, 'sync', device, at.place);
  }
  for (let tries = 0; tries < 20; tries += 1) {
    refused(3, /no invitation yet/, 'invite', at.a, at.place);
  }
  assert.equal(spaceOf(at.a).open_invitations, 0);
  assert.ok(!existsSync(at.place));
  renameSync(at.file('away'), at.place);
  for (const device of [at.a, at.b, at.a]) said('sync', device, at.place);
  const fresh = newFolder();
  rmSync(fresh.place, { recursive: true });
  refused(3, /device is made all the same: 'holdall invite'/, 'found', fresh.a, fresh.place);
  mkdirSync(fresh.place);
  said('join', fresh.b, fresh.place, said('invite', fresh.a, fresh.place));
});

test('a shared folder that was emptied is told and filled again', () => {
  const at = pair();
  rmSync(at.place, { recursive: true });
  mkdirSync(at.place);
  refused(1, /put there was gone[^]*/, 'sync', at.b, at.place);
  assert.match(run(['sync', at.b, at.place]).complained, /laptop: What it had put there is gone/);
  refused(1, /What this device had put there was gone/, 'sync', at.a, at.place);
  for (const device of [at.b, at.a, at.b]) said('sync', device, at.place);
  const word = said('invite', at.b, at.place).trim();
  said('join', at.c, at.place, word);
  assert.equal(said('list', at.c), said('list', backup));
});

test('what was copied becomes a device of its own', () => {
  const at = pair();
  cpSync(at.a, at.c, { recursive: true });
  said('invite', at.a, at.place);
  assert.match(said('sync', at.c, at.place), /It is a device of its own now/);
  for (const device of [at.a, at.b, at.c]) {
    const told = said('sync', device, at.place);
    assert.doesNotMatch(told, /device of its own now/);
    assert.equal(told.match(/up to date/g)?.length, 2);
  }
  assert.equal(said('list', at.c), said('list', at.a));
});

test('a second process is turned away from a device, but may read it', async () => {
  const at = pair();
  const holder = spawn('flock', [path.join(at.a, 'in-use'), 'cat']);
  try {
    for (let tries = 0; tries < 200 && run(['sync', at.a, at.place]).code !== 3; tries += 1) {
      await sleep(20);
    }
    refused(3, /another process is at work on this device/, 'sync', at.a, at.place);
    assert.equal(said('verify', at.a), `${at.a}: sound\n`);
  } finally {
    holder.stdin.end();
  }
});

test('what is killed at any moment goes on where it was', async () => {
  const at = newFolder();
  /** Kills the command after so long; whether it was still at work. @param {number} wait_ms */
  const killed = async (wait_ms, /** @type {string[]} */ ...words) => {
    const child = spawn(program, words, { env: environment(), stdio: 'ignore' });
    /** @type {Promise<NodeJS.Signals | null>} */
    const ended = new Promise((done) => child.on('exit', (_code, signal) => done(signal)));
    await sleep(wait_ms);
    child.kill('SIGKILL');
    return (await ended) === 'SIGKILL';
  };
  let kills = 0;
  for (let wait = 100; await killed(wait, 'found', at.a, at.place); wait += 150) {
    kills += 1;
    // Once the device is made it is only the invitation that is missing.
    if (run(['verify', at.a]).code === 0) break;
  }
  const invitation = said('invite', at.a, at.place).trim();
  for (let wait = 100; await killed(wait, 'join', at.b, at.place, invitation); wait += 150) {
    kills += 1;
    if (run(['verify', at.b]).code === 0) break;
  }
  assert.ok(kills >= 2, `${kills}`);
  for (let wait = 5; wait < 80; wait += 15) {
    await killed(wait, 'sync', at.b, at.place);
    await killed(wait, 'sync', at.a, at.place);
  }
  for (const device of [at.b, at.a, at.b]) said('sync', device, at.place);
  for (const device of [at.a, at.b]) {
    assert.equal(said('verify', device), `${device}: sound\n`);
  }
});

test('what a colleague lacks goes by hand too', () => {
  const at = newFolder();
  said('found', '--label=laptop', `--from=${backup}`, at.a, at.place);
  const parcel = at.file('all.holdall-sync');
  assert.equal(said('send', at.a, parcel), '');
  refused(3, /there is a file of this name; --force replaces/, 'send', at.a, parcel);
  const { devices, id } = spaceOf(at.a);
  const told = JSON.parse(said('inspect', '--json', parcel));
  assert.equal(told.form, 'parcel');
  assert.equal(told.space, id);
  assert.deepEqual(told.sender_has, [{ device: devices[0].name, batches: 1 }]);
  assert.equal(told.streams.length, 1);
  assert.equal(told.streams[0].last, 1);
  assert.match(said('inspect', parcel), new RegExp(`^Space {15}${id}$`, 'm'));
  for (const words of [['verify', parcel], ['list', parcel], ['pack', parcel, at.file('x')]]) {
    refused(1, /This is a parcel of a shared space/, ...words);
  }
  assert.match(said('join', '--label=phone', at.b, parcel), /^came: 1 batch, known before: 0/);
  assert.equal(said('list', at.b), said('list', backup));
  // The reply holds only what the laptop lacks, and says who the phone is.
  const reply = at.file('reply.holdall-sync');
  said('send', `--for=${parcel}`, at.b, reply);
  assert.ok(readFileSync(reply).length < readFileSync(parcel).length / 2);
  assert.match(said('receive', at.a, reply), /^came: 1 batch, known before: 0, new devices: 1$/m);
  assert.match(said('receive', at.a, reply), /^came: 0 batches, known before: 1, new devices: 0$/m);
  assert.equal(spaceOf(at.a).devices.length, 2);
  const whole = readFileSync(parcel);
  const piped = run(['receive', at.b, '-'], { input: whole });
  assert.match(piped.said, /known before: 1/);
  for (const length of [0, 5, 20, 1000, whole.length - 1]) {
    const answer = run(['receive', at.b, '-'], { input: whole.subarray(0, length) });
    assert.equal(answer.code, 1);
    assert.match(answer.complained, length < 8 ? /no parcel/ : /cut off/);
  }
  const other = newFolder();
  said('found', other.a, other.place);
  refused(1, /It is of another space/, 'receive', other.a, parcel);
  refused(1, /It is of another space/, 'send', `--for=${parcel}`, other.a, other.file('out'));
});

test('a device is packed and exported without the secrets of its space', () => {
  const at = pair();
  const packed = at.file('backup.holdall');
  const plain = at.file('plain.sqlite');
  assert.equal(said('pack', at.b, packed), '');
  assert.equal(said('export', at.b, plain), '');
  for (const file of [packed, plain]) {
    assert.equal(said('verify', file), `${file}: sound\n`);
    assert.equal(said('list', file), said('list', backup));
    assert.equal(spaceOf(file), null);
  }
  assert.ok(spaceOf(at.b), 'the device still has them');
  said('sync', at.b, at.place);
  refused(1, /database is of a shared space already/, 'found', `--from=${packed}`, at.c, at.place);
  refused(1, /database is of a shared space already/, 'found', `--from=${at.a}`, at.c, at.place);
  assert.ok(!existsSync(at.c));
});

test('a device is only made where nothing else is', () => {
  const at = pair();
  refused(3, /there is a device in this folder already/, 'found', at.a, at.place);
  refused(3, /folder for a new device is not empty/, 'found', at.place, at.place);
  const file = at.file('file');
  writeFileSync(file, '');
  refused(3, /this is no folder/, 'join', file, at.place, 'word');
  for (const command of ['sync', 'invite']) {
    refused(3, /no device of a shared space in this folder/, command, at.c, at.place);
  }
  assert.ok(!existsSync(at.c));
  mkdirSync(at.c);
  said('join', at.c, at.place, said('invite', at.a, at.place));
});

test('a device that is damaged is told, and nothing of it is sent', () => {
  const at = pair();
  const journal = path.join(at.a, 'journal');
  const whole = readFileSync(journal);
  for (const where of [0, 20, 200, Math.floor(whole.length / 2)]) {
    const changed = Buffer.from(whole);
    changed[where] = (changed[where] ?? 0) ^ 0x10;
    writeFileSync(journal, changed);
    const before = readdirSync(at.place, { recursive: true });
    refused(1, /damaged|newer version/, 'sync', at.a, at.place);
    refused(1, /damaged|newer version/, 'verify', at.a);
    assert.deepEqual(readdirSync(at.place, { recursive: true }), before);
  }
  writeFileSync(journal, whole);
  said('sync', at.a, at.place);
});

test('a device can have several places, if it has a name for each', () => {
  const at = pair();
  const second = at.file('second');
  mkdirSync(second);
  said('sync', '--place-name=second', at.a, second);
  said('sync', '--place-name=second', at.b, second);
  for (const device of [at.a, at.b, at.a]) said('sync', device, at.place);
  // A place may move, as long as its name stays.
  renameSync(at.place, at.file('moved'));
  for (const device of [at.a, at.b]) said('sync', device, at.file('moved'));
});

test('a command line about a device that cannot be understood says why', () => {
  const at = newFolder();
  /** @type {[RegExp, ...string[]][]} */
  const cases = [
    [/folder of the device is missing/, 'found'],
    [/folder that is shared is missing/, 'sync', at.a],
    [/no use for 'more'/, 'sync', at.a, at.place, 'more'],
    [/'--label' does not belong/, 'sync', '--label=x', at.a, at.place],
    [/'--for' does not belong/, 'found', '--for=x', at.a, at.place],
    [/'--label' needs a value/, 'found', '--label', at.a, at.place],
    [/'--label' needs a value/, 'found', '--label=', at.a, at.place],
    [/'--label' is too long/, 'found', `--label=${'x'.repeat(2001)}`, at.a, at.place],
    [/a-z and 0-9 alone/, 'sync', '--place-name=A', at.a, at.place],
    [/file to write is missing/, 'send', at.a],
    [/name of the parcel is missing/, 'receive', at.a],
    [/There is no option '--passphrase'/, 'found', '--passphrase=secret', at.a, at.place],
  ];
  for (const [why, ...words] of cases) refused(2, why, ...words);
  assert.ok(!existsSync(at.a));
});
