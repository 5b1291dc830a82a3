// What every check here shares: it looks at a tree of files, names each problem with its place and
// its remedy, and first shows on small bad trees that it can fail.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/**
 * @typedef {{file: string, line?: number, message: string}} Problem  how to mend it, too
 * @typedef {{what: string, files: Record<string, string>, finds: RegExp | null}} Trial
 *   a tree in which the check must find one problem, or none if `finds` is null
 */

/** What is made, fetched or another's. */
const foreign = new Set(['.git', 'build', 'dist', 'dist.new', 'node_modules']);

/** A folder of sources, with the files read once. */
export class Tree {
  /** @type {Map<string, string>} */
  #texts = new Map();

  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
    /** Paths from the folder, with '/'. */
    this.files = [...this.#walk('')].sort();
  }

  /** @param {string} below @returns {Generator<string>} */
  *#walk(below) {
    for (const entry of readdirSync(path.join(this.folder, below), { withFileTypes: true })) {
      const name = below ? `${below}/${entry.name}` : entry.name;
      if (entry.isDirectory()) {
        if (!foreign.has(entry.name)) yield* this.#walk(name);
        continue;
      }
      if (entry.isFile()) yield name;
    }
  }

  /** The files whose path the pattern matches. @param {RegExp} pattern */
  matching(pattern) {
    return this.files.filter((file) => pattern.test(file));
  }

  /** @param {string} file */
  has(file) {
    return this.files.includes(file);
  }

  /** @param {string} file */
  text(file) {
    let text = this.#texts.get(file);
    if (text === undefined) {
      text = readFileSync(path.join(this.folder, file), 'utf8');
      this.#texts.set(file, text);
    }
    return text;
  }

  /** @param {string} file */
  lines(file) {
    return this.text(file).split('\n');
  }
}

/**
 * The number, from 1, of the line in which a character stands.
 * @param {string} text @param {number} offset
 */
export function lineAt(text, offset) {
  return text.slice(0, offset).split('\n').length;
}

/**
 * @template T
 * @param {Record<string, string>} files
 * @param {(tree: Tree) => T} use
 * @returns {T}
 */
function withTree(files, use) {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdall-check-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    return use(new Tree(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {Problem} problem */
const shown = ({ file, line, message }) => `${file}${line ? `:${line}` : ''}: ${message}`;

/**
 * Whether the check finds what it must in its trials; says what it missed.
 * @param {(tree: Tree) => Problem[]} find @param {Trial[]} trials
 */
function trusted(find, trials) {
  let good = true;
  for (const { what, files, finds } of trials) {
    const found = withTree(files, find).map(shown);
    const [first = ''] = found;
    if (finds ? found.length === 1 && finds.test(first) : found.length === 0) continue;
    good = false;
    console.error(`the check itself is broken; ${what}: expected ${finds ?? 'nothing'}, found:`);
    for (const line of found) console.error(`  ${line}`);
  }
  return good;
}

/**
 * Runs the trials and then the check over the clone, or with --self-test the trials alone.
 * @param {(tree: Tree) => Problem[]} find @param {Trial[]} trials
 */
export function runCheck(find, trials) {
  if (!trusted(find, trials)) {
    process.exitCode = 2;
    return;
  }
  if (process.argv.includes('--self-test')) return;
  const problems = find(new Tree(root));
  for (const problem of problems) console.error(shown(problem));
  if (problems.length > 0) process.exitCode = 1;
}
