#!/usr/bin/env node
// Switches one rule after the other off, in a copy of the file that holds it, and has the
// simulation find out. Each mutant is the program `simulate` with one object file more, which the
// linker takes in place of that in the library.
//
// usage: scripts/simulate --mutants [NAME]...
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutants } from './rules.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const build = path.join(root, 'build/native-release');
const folder = path.join(build, 'mutants');
const schedules = 10_000;

const commands = execFileSync('ninja', ['-C', build, '-t', 'commands', 'simulate'], {
  encoding: 'utf8',
}).split('\n').filter((line) => line !== '');
const linking = commands.find((line) => / -o simulate(\s|$)/.test(line)) ?? '';

/** Runs a line of a shell; its output is shown only if it fails. @param {string} line */
function shell(line) {
  const done = spawnSync('sh', ['-c', line], { cwd: build, encoding: 'utf8' });
  if (done.status === 0) return;
  process.stdout.write(done.stdout + done.stderr);
  throw new Error(`this failed: ${line}`);
}

/** The program without that rule. @param {import('./rules.mjs').Mutant} mutant */
function make({ name, file, text, replacement }) {
  const source = path.join(root, file);
  const before = readFileSync(source, 'utf8');
  const parts = before.split(text);
  if (parts.length !== 2) {
    throw new Error(`${file} holds the text of the mutant '${name}' ${parts.length - 1} times; ` +
      'it must hold it once: bring tests/sim/rules.mjs up to date');
  }
  const copy = path.join(folder, `${name}.cpp`);
  writeFileSync(copy, parts.join(replacement));
  const compiling = commands.find((line) => line.endsWith(` -c ${source}`));
  if (!compiling) throw new Error(`no command compiles ${file}`);
  shell(compiling.replace(/ -M[DTF]( \S+\.(o|d)\b)?/g, '').replace(/ -o \S+/, '')
    .replace(` -c ${source}`, ` -w -c ${copy} -o ${folder}/${name}.o`));
  const program = path.join(folder, name);
  shell(linking.replace(/ -o simulate(?=\s|$)/, ` ${folder}/${name}.o -o ${program}`));
  return program;
}

/** @param {string} program @param {string[]} words */
const play = (program, ...words) =>
  spawnSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 26 });

/** What caught it; nothing: nothing did. @param {string} program */
function tryOut(program) {
  const jobs = `${cpus().length}`;
  const done = play(program, `${schedules}`, '--seed', '1', '--jobs', jobs);
  const found = /^seed (\d+): .*/m.exec(done.stdout);
  if (done.status === 0 || !found) return '';
  if (play(path.join(build, 'simulate'), '1', '--seed', found[1] ?? '').status !== 0) {
    throw new Error(`the schedule of seed ${found[1]} fails with every rule in its place`);
  }
  return found[0];
}

mkdirSync(folder, { recursive: true });
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !mutants.some((mutant) => mutant.name === name));
if (unknown.length > 0) {
  process.stderr.write(`no mutant ${unknown}; there are ${mutants.map(({ name }) => name)}\n`);
  process.exit(2);
}
let missed = 0;
const tried = mutants.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
for (const mutant of tried) {
  const begin = Date.now();
  const caught = tryOut(make(mutant));
  if (!caught) missed += 1;
  const seconds = ((Date.now() - begin) / 1000).toFixed(0);
  process.stdout.write(`${caught ? 'caught' : 'MISSED'} ${mutant.name} (${mutant.rule}), ` +
    `${seconds} s${caught ? `\n  ${caught}` : ''}\n`);
}
process.stdout.write(`${JSON.stringify({ mutants: tried.length, missed })}\n`);
process.exit(missed === 0 ? 0 : 1);
