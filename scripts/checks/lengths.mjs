#!/usr/bin/env node
// Lines of 100 columns, files of 600 lines, functions of 70. What cannot be broken (an address, a
// hash) is exempt.
//
// usage: scripts/checks/lengths.mjs [--self-test]
import ts from 'typescript';
import { runCheck } from './lib/check.mjs';
import { functionsOf } from './lib/cpp.mjs';

const columnsMax = 100;
const fileLinesMax = 600;
const functionLinesMax = 70;

/** @typedef {import('./lib/check.mjs').Tree} Tree */
/** @typedef {import('./lib/check.mjs').Problem} Problem */
/** @typedef {{name: string, first: number, last: number}} Span */

/** Written by hand; catalogues, fixtures, prose and data break lines where they like. */
const written = /^(src|tests|web|scripts|shaders|cmake|\.ci)\/.*|^CMakeLists\.txt$/;
const data = /\.(po|csv|json|webmanifest|svg|png|ico|md|html)$|^tests\/(fixtures|fuzz\/corpus)\//;

/** A line with an address or a hash in it. @param {string} line */
const unbreakable = (line) => line.split(/\s+/).some((word) => word.length >= 64);

/** @param {Tree} tree @returns {Problem[]} */
function find(tree) {
  return tree.matching(written).filter((file) => !data.test(file)).flatMap((file) => [
    ...longLines(file, tree.lines(file)),
    ...longFunctions(file, functionsIn(file, tree.text(file))),
  ]);
}

/** @param {string} file @param {Span[]} functions @returns {Problem[]} */
function longFunctions(file, functions) {
  return functions.filter(({ first, last }) => last - first >= functionLinesMax)
    .map(({ name, first, last }) => ({
      file,
      line: first,
      message: `${name} has ${last - first + 1} lines, at most ${functionLinesMax}: ` +
        'split it by what it does',
    }));
}

/** @param {string} file @param {string[]} lines @returns {Problem[]} */
function longLines(file, lines) {
  /** @type {Problem[]} */
  const problems = [];
  lines.forEach((line, index) => {
    const columns = [...line].length;
    if (columns > columnsMax && !unbreakable(line)) {
      const message = `${columns} columns, at most ${columnsMax}: break it`;
      problems.push({ file, line: index + 1, message });
    }
  });
  const count = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  if (count > fileLinesMax) {
    const message = `${count} lines, at most ${fileLinesMax}: make it two files`;
    problems.push({ file, message });
  }
  return problems;
}

/** @param {string} file @param {string} text @returns {Span[]} */
function functionsIn(file, text) {
  if (/\.(cpp|h)$/.test(file)) return functionsOf(text);
  if (/\.m?js$/.test(file)) return scriptFunctions(file, text);
  if (!/\.\w+$/.test(file) && /^#!.*\bbash\b/.test(text)) return shellFunctions(text);
  return [];
}

/** @param {string} file @param {string} text @returns {Span[]} */
function scriptFunctions(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  /** @type {Span[]} */
  const spans = [];
  /** @param {import('typescript').Node} node */
  const visit = (node) => {
    const suite = ts.isFunctionLike(node) && ts.isCallExpression(node.parent) &&
      node.parent.expression.getText().startsWith('describe');
    if (ts.isFunctionLike(node) && !suite) {
      spans.push({
        name: node.name?.getText() ?? 'a function',
        first: source.getLineAndCharacterOfPosition(node.getStart()).line + 1,
        last: source.getLineAndCharacterOfPosition(node.getEnd()).line + 1,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return spans;
}

/** @param {string} text @returns {Span[]} */
function shellFunctions(text) {
  /** @type {Span[]} */
  const spans = [];
  /** @type {{name: string, first: number} | null} */
  let open = null;
  text.split('\n').forEach((line, index) => {
    const start = /^(\w+)\(\) *\{/.exec(line);
    if (start && !line.trimEnd().endsWith('}')) open = { name: start[1] ?? '', first: index + 1 };
    if (line === '}' && open) {
      spans.push({ ...open, last: index + 1 });
      open = null;
    }
  });
  return spans;
}

const many = 'x();\n'.repeat(75);
const few = 'x();\n'.repeat(40);
/** @param {string} body */
const cpp = (body) => ({ 'src/base/a.cpp': body });

runCheck(find, [
  {
    what: 'a long line',
    files: cpp(`\n// ${'word '.repeat(25)}\n`),
    finds: /a\.cpp:2: 128 columns/,
  },
  { what: 'letters, not bytes', files: cpp(`// ${'слово '.repeat(16)}\n`), finds: null },
  { what: 'an address', files: cpp(`// https://example.org/${'path/'.repeat(20)}\n`), finds: null },
  { what: 'a long file', files: cpp('int a;\n'.repeat(601)), finds: /a\.cpp: 601 lines/ },
  {
    what: 'a long function',
    files: cpp(`namespace a {\n\nint b(int c) {\n${many}}\n\n}\n`),
    finds: /a\.cpp:3: b has 77 lines/,
  },
  {
    what: 'a long constructor',
    files: cpp(`class A {\n public:\n  A(B b = {}) : b_{b} {\n${many}}\n};\n`),
    finds: /a\.cpp:3: A has 77 lines/,
  },
  { what: 'two functions', files: cpp(`void a() {\n${few}}\nvoid b() {\n${few}}\n`), finds: null },
  {
    what: 'a brace in a literal',
    files: cpp(`void a() { b('{', "{", R"({)"); }\n${'int c;\n'.repeat(80)}`),
    finds: null,
  },
  { what: 'a table', files: cpp(`constexpr int a[] = {\n${'1,\n'.repeat(80)}};\n`), finds: null },
  {
    what: 'a long function of a script',
    files: { 'web/a.js': `const b = () => {\n${many}};\n` },
    finds: /a\.js:1: .* 77 lines/,
  },
  {
    what: 'a suite of tests',
    files: { 'tests/a.mjs': `describe('b', () => {\n${many}});\n` },
    finds: null,
  },
  {
    what: 'a long function of a shell',
    files: { 'scripts/a': `#!/bin/bash\nb() {\n${many}}\n` },
    finds: /a:2: b has 77/,
  },
]);
