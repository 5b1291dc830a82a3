#!/usr/bin/env node
// Words that have no place here: calls that cost size or safety, notes of unfinished work, and
// names of places that only one machine knows.
//
// usage: scripts/checks/banned.mjs [--self-test]
import { lineAt, runCheck } from './lib/check.mjs';
import { codeOnly, withoutComments } from './lib/cpp.mjs';

/** @typedef {import('./lib/check.mjs').Tree} Tree */
/** @typedef {import('./lib/check.mjs').Problem} Problem */
/**
 * @typedef {object} Rule
 * @property {RegExp} files
 * @property {RegExp} [except]
 * @property {(text: string) => string} [read]  what to look at, with the same offsets
 * @property {RegExp} word
 * @property {string} remedy
 */

const cpp = /^src\/.*\.(cpp|h)$/;
const script = /^(web|scripts|tests)\/.*\.m?js$/;
const text = /^(?!package-lock\.json$)(?!tests\/fixtures\/).*(?<!\.(png|ico|otf|ttf|csv|po))$/;
const self = /^scripts\/checks\/banned\.mjs$/;
const scriptInCpp = /\bEM_(ASYNC_)?JS\([^]*?\}\);/g;
const hosts = ['registry.npmjs', 'deb.debian', 'ftp.debian', 'snapshot.debian', 'pypi',
  'proxy.golang', 'unpkg', 'jsdelivr', 'crates.io'].map((host) => host.replace('.', '\\.'));

/** @type {Rule[]} */
const rules = [
  {
    files: cpp,
    read: withoutComments,
    word: new RegExp('\\bstd::(v?format(_to)?(_n)?|print|println|regex\\w*|any|async|thread)\\b|' +
      '#\\s*include\\s*<(format|print|regex|iostream|iomanip|sstream|any|thread|future)>', 'g'),
    remedy: 'too large for the page; see base/ and i18n/ for what to use instead',
  },
  {
    files: cpp,
    except: /^src\/(native|main)\//,
    read: withoutComments,
    word: /#\s*include\s*<(fstream|filesystem)>/g,
    remedy: 'files belong into src/native/, behind src/platform/',
  },
  {
    files: cpp,
    except: /^src\/(base\/assert\.cpp|main\/)/,
    read: codeOnly,
    word: /\b[fsvd]{0,2}n?printf\b|\bf?puts\s*\(|\bputchar\s*\(|\bstd::(cout|cerr|clog)\b/g,
    remedy: 'nothing prints; return an Error, or HOLDALL_ASSERT for a bug',
  },
  {
    files: cpp,
    read: codeOnly,
    word: /\bthrow\b|\bcatch\s*\((?!const std::bad_alloc&\))/g,
    remedy: 'errors are values: return Result<T>; only std::bad_alloc is caught, and becomes one',
  },
  {
    files: cpp,
    read: (whole) => codeOnly(whole).replace(scriptInCpp, (found) => ' '.repeat(found.length)),
    word: /(?<!#\s*include <|unique_ptr<[\w:]+>( \w+)?\(\s*)\bnew\b|(?<!=\s*)\bdelete\b/g,
    remedy: 'own memory by a container or std::make_unique',
  },
  {
    files: cpp,
    except: /^src\/browser\//, // what JavaScript fills, or fills in for it
    read: codeOnly,
    word: /(?<![\w.>]|\w::)(?:std::)?\b(malloc|calloc|realloc|free)\s*\(/g,
    remedy: 'own memory by a container',
  },
  {
    files: cpp,
    read: codeOnly,
    word: /\bdynamic_cast\b|\btypeid\b/g,
    remedy: 'no RTTI: use a variant or a virtual function',
  },
  {
    files: cpp,
    read: codeOnly,
    word: /\b(ato[ifl]|strto[dlfu]\w*|strcpy|strcat|gets|setjmp|longjmp|std::rand|srand)\s*\(/g,
    remedy: 'use std::from_chars, std::string or platform::Randomness',
  },
  {
    files: /^tests\/unit\/.*\.(cpp|h)$/,
    read: withoutComments,
    word: /#\s*include\s*<(format|print|regex|iostream|sstream)>/g,
    remedy: 'the wasm build of the tests has no need of it',
  },
  {
    files: script,
    except: self,
    word: new RegExp('\\beval\\s*\\(|\\bnew Function\\s*\\(|\\bdocument\\.write\\b|' +
      '\\.(inner|outer)HTML\\s*=|\\binsertAdjacentHTML\\b', 'g'),
    remedy: 'it breaks the CSP or lets text become code; build elements',
  },
  {
    files: /^web\/(?!build\.mjs).*\.js$/,
    word: /\bconsole\.(log|debug|info)\s*\(|\bdebugger\b|\balert\s*\(/g,
    remedy: 'the page says nothing in the console unless it fails',
  },
  {
    files: text,
    except: self,
    word: /\b(TODO|FIXME|HACK)\b/g,
    remedy: 'finish it or leave it out; what is missing belongs into an issue',
  },
  {
    files: text,
    except: self,
    word: new RegExp(`\\b(${hosts.join('|')})\\b`, 'g'),
    remedy: 'no host of a registry: apt and npm know theirs',
  },
  {
    files: text,
    except: self,
    word: /(?<![\w.*$}~/-])\/(work|home|root|Users|mnt)\/\w[\w./-]*/g,
    remedy: 'a path of one machine; make it relative to the clone or to a variable',
  },
];

/** @param {Tree} tree @returns {Problem[]} */
function find(tree) {
  return rules.flatMap(({ files, except, word, remedy, read }) =>
    tree.matching(files).filter((file) => !except?.test(file)).flatMap((file) => {
      const whole = tree.text(file);
      return [...(read ? read(whole) : whole).matchAll(word)].map((found) => ({
        file,
        line: lineAt(whole, found.index),
        message: `${found[0].trim()}: ${remedy}`,
      }));
    }));
}

/** @param {string} line */
const source = (line) => ({ 'src/store/a.cpp': `int a;\n${line}\n` });

runCheck(find, [
  { what: 'std::format', files: source('std::format("{}", 1);'), finds: /a\.cpp:2: std::format/ },
  { what: 'iostream', files: source('#include <iostream>'), finds: /a\.cpp:2: .*iostream/ },
  { what: 'printf', files: source('std::printf("b");'), finds: /printf/ },
  {
    what: 'a word in a text or a comment',
    files: source('// throw, new, printf\nauto b = "throw new printf";'),
    finds: null,
  },
  { what: 'raw new', files: source('auto* b = new int;'), finds: /new: own memory/ },
  { what: 'raw delete', files: source('delete b;'), finds: /delete: own memory/ },
  { what: 'a deleted function', files: source('A(const A&) = delete;'), finds: null },
  { what: 'throw', files: source('throw 1;'), finds: /throw: errors are values/ },
  { what: 'eval', files: { 'web/a.js': 'eval("1");\n' }, finds: /a\.js:1: eval/ },
  { what: 'unfinished work', files: { 'docs/a.md': 'TODO\n' }, finds: /a\.md:1: TODO/ },
  {
    what: 'a registry',
    files: { 'scripts/a': `https://registry.${'npmjs'}.org/b\n` },
    finds: /host/,
  },
  { what: 'a path', files: { 'docs/a.md': 'see /home/me/a\n' }, finds: /a\.md:1: \/home\/me/ },
  { what: 'a path below a variable', files: { 'scripts/a': 'cd "$x/home/me"\n' }, finds: null },
]);
