#!/usr/bin/env node
// Each level of src/ includes only itself, what CMakeLists.txt says it stands on (holdall_level,
// transitively) and the third-party code that CMakeLists.txt grants it (holdall_uses). A browser is
// known to browser/ alone.
//
// usage: scripts/checks/levels.mjs [--self-test]
import { lineAt, runCheck } from './lib/check.mjs';
import { codeOnly, includesOf } from './lib/cpp.mjs';

/** Third-party headers, and whether a header of ours may include them. */
const thirdParty = [
  { pattern: /^sqlite3\.h$/, target: 'third_party_sqlite', inHeaders: false },
  { pattern: /^xxhash\.h$/, target: 'third_party_xxhash', inHeaders: false },
  { pattern: /^zlib\.h$/, target: 'third_party_zlib', inHeaders: false },
  { pattern: /^sodium\//, target: 'third_party_sodium', inHeaders: false },
  { pattern: /^imgui\w*\.h$/, target: 'third_party_imgui', inHeaders: true },
  { pattern: /^cereal\//, target: 'third_party_cereal', inHeaders: true },
  { pattern: /^doctest\//, target: 'third_party_doctest', inHeaders: true },
];
/** They make objects of a type and a number that the bytes choose: never for bytes from outside. */
const forbidden = /^cereal\/(types\/(memory|polymorphic)\.hpp|external\/)/;
const browserHeader = /^(emscripten|GLES[23]|EGL|webgl)\b/;
const browserName =
  /\b(EM_(?:JS|ASM|ASYNC_JS)\w*|EMSCRIPTEN\w*|__EMSCRIPTEN__|__wasm\w*|emscripten_\w+)/g;
const systemHeader =
  /^(sys|net|netinet|arpa)\/|^(unistd|fcntl|poll|dirent|pthread|signal|dlfcn|termios)\.h$/;
const inBrowser = 'belongs into src/browser/ or a web program of src/main/, behind src/platform/';
const inNative = 'belongs into src/native/, behind src/platform/';

/** @typedef {import('./lib/check.mjs').Tree} Tree */
/** @typedef {import('./lib/check.mjs').Problem} Problem */

/** What CMakeLists.txt says of the levels. @param {Tree} tree */
function readLevels(tree) {
  const text = tree.text('CMakeLists.txt').replace(/#.*/g, '');
  /** @type {Map<string, Set<string>>} each level with all that it may include, itself too */
  const allowed = new Map();
  for (const [, body = ''] of text.matchAll(/holdall_level\(([^)]*)\)/g)) {
    const [level = '', ...below] = body.trim().split(/\s+/);
    const reach = below.flatMap((name) => [...(allowed.get(name) ?? [])]);
    allowed.set(level, new Set([level, ...reach]));
  }
  allowed.set('main', new Set([...allowed.keys(), 'main']));
  /** @type {Map<string, Set<string>>} */
  const uses = new Map();
  for (const [, body = ''] of text.matchAll(/holdall_uses\(([^)]*)\)/g)) {
    const [level = '', ...targets] = body.trim().split(/\s+/);
    uses.set(level, new Set(targets));
  }
  return { allowed, uses };
}

/** Where Emscripten's and OpenGL's headers belong. @param {string} file @param {string} header */
function mayKnowBrowser(file, header) {
  if (/^(src\/(browser\/|main\/web)|tests\/unit\/browser\/)/.test(file)) return true;
  return /^GLES/.test(header) && /^src\/render\/gl_/.test(file);
}

/**
 * Why a file must not include a header that is not of this tree, or ''.
 * @param {string} file @param {string} header @param {Set<string>} uses
 */
function objection(file, header, uses) {
  const name = `<${header}>`;
  if (forbidden.test(header)) return `${name} must not read bytes from outside; write it by hand`;
  if (browserHeader.test(header)) return mayKnowBrowser(file, header) ? '' : `${name} ${inBrowser}`;
  if (systemHeader.test(header)) {
    return /^src\/(native|browser|main)\/|^tests\//.test(file) ? '' : `${name} ${inNative}`;
  }
  const known = thirdParty.find(({ pattern }) => pattern.test(header));
  if (!known) {
    return /^[a-z_]+$/.test(header) ? '' : `${name}: name its origin in scripts/checks/levels.mjs`;
  }
  if (known.target === 'third_party_doctest' && file.startsWith('tests/')) return '';
  if (!uses.has(known.target)) return `${name}: CMakeLists.txt grants no ${known.target} here`;
  if (known.inHeaders || file.endsWith('.cpp')) return '';
  return `${name} belongs into a .cpp file; declare forward what a header needs`;
}

/**
 * Why a file of a level must not include another of this tree, or ''.
 * @param {string} file @param {string} level @param {string} name @param {Set<string>} reach
 */
function objectionInTree(file, level, name, reach) {
  const target = name.split('/')[0] ?? '';
  const helper = target === '..' || !name.includes('/');
  if (file.startsWith('tests/') && helper) return '';
  if (!name.includes('/')) return `include "${level}/${name}": paths begin at src/`;
  if (reach.has(target)) return '';
  return `${level}/ must not include ${target}/: move what is shared down, or pass it in`;
}

/** @param {Tree} tree @returns {Problem[]} */
function find(tree) {
  const { allowed, uses } = readLevels(tree);
  /** @type {Problem[]} */
  const problems = [];
  for (const file of tree.matching(/^(src|tests\/unit)\/\w+\/.*\.(cpp|h)$/)) {
    const folder = /^(?:src|tests\/unit)\/(\w+)\//.exec(file)?.[1] ?? '';
    // What the tests of several levels share may know all of them.
    const level = file.startsWith('tests/unit/support/') ? 'main' : folder;
    const reach = new Set(allowed.get(level));
    if (file.startsWith('tests/')) reach.add('native').add('platform').add('base');
    const text = tree.text(file);
    if (!allowed.has(level)) {
      problems.push({ file, message: `add holdall_level(${level} …) to CMakeLists.txt` });
    }
    for (const { name, quoted, line } of includesOf(text)) {
      const ours = quoted && !thirdParty.some(({ pattern }) => pattern.test(name));
      const message = ours ? objectionInTree(file, level, name, reach)
        : objection(file, name, uses.get(level) ?? new Set());
      if (message) problems.push({ file, line, message });
    }
    if (file.endsWith('.h') && !/^\s*#pragma once\b/m.test(text)) {
      problems.push({ file, line: 1, message: 'put #pragma once at its head' });
    }
    problems.push(...browserNames(file, text));
  }
  return [...problems, ...cycles(tree)];
}

/** @param {string} file @param {string} text @returns {Problem[]} */
function browserNames(file, text) {
  if (mayKnowBrowser(file, '')) return [];
  return [...codeOnly(text).matchAll(browserName)].map((found) => ({
    file,
    line: lineAt(text, found.index),
    message: `${found[0]} ${inBrowser}`,
  }));
}

/** Headers that include themselves through others. @param {Tree} tree @returns {Problem[]} */
function cycles(tree) {
  /** @type {Problem[]} */
  const problems = [];
  const done = new Set();
  /** @param {string} file @param {string[]} way */
  const visit = (file, way) => {
    if (way.includes(file)) {
      const circle = [...way.slice(way.indexOf(file)), file].join(' -> ');
      problems.push({ file, message: `includes itself: ${circle}; cut one of them` });
      return;
    }
    if (done.has(file) || !tree.has(file)) return;
    for (const { name, quoted } of includesOf(tree.text(file))) {
      if (quoted) visit(`src/${name}`, [...way, file]);
    }
    done.add(file);
  };
  for (const file of tree.matching(/^src\/.*\.h$/)) visit(file, []);
  return problems;
}

const cmake = 'holdall_level(base)\nholdall_level(store base)\nholdall_level(app store)\n' +
  'holdall_uses(store third_party_sqlite)\n';
/** @param {string} name @param {string} text */
const file = (name, text) => ({ 'CMakeLists.txt': cmake, [name]: text });

runCheck(find, [
  {
    what: 'an arrow upwards',
    files: file('src/base/a.cpp', '\n#include "store/b.h"\n'),
    finds: /a\.cpp:2: base\/ must not/,
  },
  {
    what: 'arrows are transitive',
    files: file('src/app/a.cpp', '#include "base/b.h"\n#include <vector>\n'),
    finds: null,
  },
  {
    what: 'a comment is no include',
    files: file('src/base/a.cpp', '// #include "store/b.h"\n'),
    finds: null,
  },
  {
    what: 'sqlite3.h in a header',
    files: file('src/store/a.h', '#pragma once\n#include <sqlite3.h>\n'),
    finds: /a\.h:2: .*\.cpp file/,
  },
  {
    what: 'sqlite3.h in its place',
    files: file('src/store/a.cpp', '#include <sqlite3.h>\n'),
    finds: null,
  },
  {
    what: 'sqlite3.h above the store',
    files: file('src/app/a.cpp', '#include "sqlite3.h"\n'),
    finds: /grants no/,
  },
  {
    what: 'ImGui in app/',
    files: file('src/app/a.cpp', '#include <imgui.h>\n'),
    finds: /third_party_imgui/,
  },
  {
    what: 'Emscripten outside browser/',
    files: file('src/app/a.cpp', '#include <emscripten.h>\n'),
    finds: /src\/browser/,
  },
  {
    what: 'its macros',
    files: file('src/app/a.cpp', 'int a;\n#ifdef __EMSCRIPTEN__\n#endif\n'),
    finds: /a\.cpp:2: __EMSCRIPTEN__/,
  },
  {
    what: 'an unknown header',
    files: file('src/app/a.cpp', '#include <boost/any.hpp>\n'),
    finds: /name its origin/,
  },
  { what: 'an unnamed level', files: file('src/other/a.cpp', ''), finds: /holdall_level\(other/ },
  {
    what: 'a test that reaches up',
    files: file('tests/unit/base/a.cpp', '#include "store/b.h"\n'),
    finds: /must not include store/,
  },
  {
    what: 'headers in a circle',
    files: {
      ...file('src/base/a.h', '#pragma once\n#include "base/b.h"\n'),
      'src/base/b.h': '#pragma once\n#include "base/a.h"\n',
    },
    finds: /includes itself: src\/base\/a\.h -> src\/base\/b\.h/,
  },
]);
