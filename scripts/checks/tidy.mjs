#!/usr/bin/env node
// clang-tidy over the sources of src/ that build natively, with .clang-tidy. What it said of a file
// is kept in the cache until that file, a header of ours that it includes, or a setting changes.
//
// usage: scripts/checks/tidy.mjs [--self-test] [FILE...]      (default: every file)
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync,
  statSync, utimesSync, writeFileSync } from 'node:fs';
import { cpus, homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './lib/check.mjs';
import { includesOf } from './lib/cpp.mjs';

const tidy = 'clang-tidy-19';
const build = path.join(root, 'build/native-debug');
const caches = process.env['HOLDALL_CACHE'] ??
  path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'holdall');
const cache = path.join(caches, 'tidy');
const keptDays = 14;
// The analyser's quick mode: the thorough one takes a minute for a single large file.
const quick = ['-analyzer-config', 'mode=shallow'].flatMap((word) =>
  ['--extra-arg=-Xclang', `--extra-arg=${word}`]);

/** @typedef {{file: string, command: string}} Unit */

/** Gives the function that names what a unit's findings depend on. */
function keyMaker() {
  const settings = [
    readFileSync(path.join(root, '.clang-tidy')),
    execFileSync(tidy, ['--version']),
    quick.join(),
  ];
  /** @type {Map<string, string>} */
  const texts = new Map();
  /** @param {string} file */
  const textOf = (file) => {
    const text = texts.get(file) ?? readFileSync(file, 'utf8');
    texts.set(file, text);
    return text;
  };
  /** @param {string} file @param {Set<string>} seen */
  const collect = (file, seen) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { name, quoted } of includesOf(textOf(file))) {
      const found = quoted && ['src', 'build/native-debug/generated']
        .map((folder) => path.join(root, folder, name)).find((candidate) => existsSync(candidate));
      if (found) collect(found, seen);
    }
  };
  /** @param {Unit} unit */
  return (unit) => {
    const hash = createHash('sha256').update(unit.command);
    for (const setting of settings) hash.update(setting);
    /** @type {Set<string>} */
    const files = new Set();
    collect(unit.file, files);
    for (const file of files) hash.update(`${path.relative(root, file)}\n`).update(textOf(file));
    return hash.digest('hex').slice(0, 32);
  };
}

/**
 * The first line of each finding, with places below the clone.
 * @param {string[]} arguments_
 * @returns {Promise<string>}
 */
function run(arguments_) {
  return new Promise((done, fail) => {
    execFile(tidy, ['--quiet', ...arguments_], { maxBuffer: 1 << 26 }, (error, output, log) => {
      if (error && typeof error.code !== 'number') return fail(error);
      const findings = output.split('\n').filter((line) => /: (error|warning): /.test(line))
        .map((line) => line.replace(`${root}/`, '').replace(',-warnings-as-errors', ''));
      if (error && findings.length === 0) return fail(new Error(output + log));
      done([...new Set(findings)].join('\n'));
    });
  });
}

/**
 * What clang-tidy says of a unit, from the cache if it was asked before.
 * @param {Unit} unit @param {string} key
 */
async function lookAt(unit, key) {
  const kept = path.join(cache, key);
  if (existsSync(kept)) {
    utimesSync(kept, new Date(), new Date());
    return readFileSync(kept, 'utf8');
  }
  const findings = await run(['-p', build, ...quick, unit.file]);
  if (!findings.includes('clang-diagnostic-error')) {
    writeFileSync(`${kept}.new${process.pid}`, findings);
    renameSync(`${kept}.new${process.pid}`, kept);
  }
  return findings;
}

function forgetOld() {
  const oldest = Date.now() - keptDays * 24 * 60 * 60 * 1000;
  for (const name of readdirSync(cache)) {
    const file = path.join(cache, name);
    if (statSync(file).mtimeMs < oldest) rmSync(file);
  }
}

/** Whether it finds a known bug with our settings. */
async function trusted() {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdall-tidy-'));
  try {
    const file = path.join(folder, 'bad.cpp');
    writeFileSync(file, 'int bad(int a) {\n  int* b = nullptr;\n  return a > 1 ? *b : a;\n}\n');
    const config = `--config-file=${path.join(root, '.clang-tidy')}`;
    const findings = await run([config, ...quick, file, '--']);
    return /bad\.cpp:3.*NullDereference/.test(findings);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function main() {
  if (!(await trusted())) {
    console.error('the check itself is broken: clang-tidy misses a null dereference');
    return 2;
  }
  if (process.argv.includes('--self-test')) return 0;
  const chosen = process.argv.slice(2).map((name) => path.resolve(name));
  /** @type {Unit[]} */
  const all = JSON.parse(readFileSync(path.join(build, 'compile_commands.json'), 'utf8'));
  const units = all.filter(({ file }) => file.startsWith(path.join(root, 'src/')) &&
    existsSync(file) && (chosen.length === 0 || chosen.includes(file)));
  mkdirSync(cache, { recursive: true });
  forgetOld();
  const keyOf = keyMaker();
  /** @type {Set<string>} */
  const findings = new Set();
  const waiting = [...units];
  const worker = async () => {
    for (let unit = waiting.shift(); unit; unit = waiting.shift()) {
      const said = await lookAt(unit, keyOf(unit));
      for (const line of said.split('\n').filter(Boolean)) findings.add(line);
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, cpus().length) }, worker));
  for (const line of [...findings].sort()) console.error(line);
  return findings.size > 0 ? 1 : 0;
}

process.exitCode = await main();
