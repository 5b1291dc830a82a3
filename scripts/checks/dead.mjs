#!/usr/bin/env node
// Every file is of use: headers are included, modules imported, shaders and icons named somewhere.
//
// usage: scripts/checks/dead.mjs [--self-test]
import path from 'node:path/posix';
import { runCheck } from './lib/check.mjs';
import { includesOf } from './lib/cpp.mjs';

/** @typedef {import('./lib/check.mjs').Tree} Tree */
/** @typedef {import('./lib/check.mjs').Problem} Problem */

/** Files that something must name, where it must stand, and by what name. */
const named = [
  { files: /^web\/(?!build\.mjs$|tsconfig|types\.d\.ts$)[^/]+$/, by: /^web\// },
  { files: /^scripts\/(lib|checks\/lib)\//, by: /^(scripts|tests|web)\// },
  { files: /^tests\/.*\/lib\/|^tests\/bench\/(?!.*\.bench\.mjs$).*\.m?js$/, by: /^tests\// },
  { files: /^cmake\//, by: /^(cmake\/|CMakeLists\.txt$|CMakePresets\.json$)/ },
  {
    files: /^shaders\//,
    by: /^src\/render\/.*\.cpp$/,
    as: (/** @type {string} */ name) => name.replace('.', '_'),
  },
  { files: /^assets\/icons\//, by: /^(web|docs)\/|^README\.md$/ },
  { files: /^tests\/fixtures\//, by: /^tests\/(?!fixtures\/)/ },
  { files: /^docs\/.*\.(png|jpg|svg|webp)$/, by: /^(docs\/.*|README)\.md$/ },
];
const binary = /\.(png|ico|otf|ttf|jpg|webp)$/;

/** @param {Tree} tree @returns {Problem[]} */
function find(tree) {
  return [...deadHeaders(tree), ...unnamed(tree)];
}

/**
 * What only tests include is dead too, but for the twins that are made for them.
 * @param {Tree} tree @returns {Problem[]}
 */
function deadHeaders(tree) {
  /** @type {Map<string, Set<string>>} */
  const includers = new Map();
  for (const file of tree.matching(/^(src|tests)\/.*\.(cpp|h)$/)) {
    for (const { name, quoted } of includesOf(tree.text(file))) {
      const beside = path.join(path.dirname(file), name);
      const target = quoted && tree.has(beside) ? beside : `src/${name}`;
      includers.set(target, (includers.get(target) ?? new Set()).add(file));
    }
  }
  // The compiler takes ImGui's settings by a definition.
  const cmake = tree.matching(/\.cmake$/).map((file) => tree.text(file)).join('\n');
  return tree.matching(/^(src|tests)\/.*\.h$/).flatMap((file) => {
    if (cmake.includes(`"${file.replace('src/', '')}"`)) return [];
    const own = file.replace(/\.h$/, '.cpp');
    const users = [...(includers.get(file) ?? [])].filter((user) => user !== own);
    if (users.some((user) => user.startsWith('src/'))) return [];
    const twin = /^(src\/native|src\/render\/recording_\w+|tests)\b/.test(file);
    if (users.length > 0 && twin) return [];
    const by = users.length > 0 ? 'only tests include it' : 'nothing includes it';
    return [{ file, message: `${by}: use it or remove it` }];
  });
}

/** @param {Tree} tree @returns {Problem[]} */
function unnamed(tree) {
  return named.flatMap(({ files, by, as }) => tree.matching(files).flatMap((file) => {
    const base = path.basename(file);
    const stem = as ? as(base) : base.replace(/\.(cmake)$/, '');
    const users = tree.matching(by).filter((user) => user !== file && !binary.test(user));
    if (users.some((user) => tree.text(user).includes(stem))) return [];
    return [{ file, message: `nothing names ${stem}: use it or remove it` }];
  }));
}

const empty = { 'src/base/a.h': '' };
const user = '#include "base/a.h"\n';

runCheck(find, [
  { what: 'no user', files: { ...empty, 'src/base/a.cpp': user }, finds: /a\.h: nothing includes/ },
  { what: 'tests alone', files: { ...empty, 'tests/unit/base/a.cpp': user }, finds: /only tests/ },
  { what: 'a header in use', files: { ...empty, 'src/base/b.cpp': user }, finds: null },
  {
    what: 'a module that nothing imports',
    files: { 'web/a.js': '', 'web/build.mjs': "'b.js'" },
    finds: /web\/a\.js: nothing names a\.js/,
  },
  { what: 'a shader', files: { 'shaders/a.frag': '' }, finds: /nothing names a_frag/ },
  {
    what: 'a shader in use',
    files: { 'shaders/a.frag': '', 'src/render/b.cpp': 'use(a_frag);' },
    finds: null,
  },
]);
