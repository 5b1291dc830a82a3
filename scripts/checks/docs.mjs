#!/usr/bin/env node
// The documents keep up with the tree: each level has its paragraph in docs/architecture.md, each
// link leads somewhere, each script and preset that a document names exists.
//
// usage: scripts/checks/docs.mjs [--self-test]
import path from 'node:path/posix';
import { lineAt, runCheck } from './lib/check.mjs';

/** @typedef {import('./lib/check.mjs').Tree} Tree */
/** @typedef {import('./lib/check.mjs').Problem} Problem */

const architecture = 'docs/architecture.md';

/** @param {Tree} tree @returns {Problem[]} */
function find(tree) {
  const documents = tree.matching(/^(README\.md|docs\/.*\.md)$/);
  return [...levels(tree), ...documents.flatMap((file) => [
    ...links(tree, file),
    ...scripts(tree, file),
  ])];
}

/** @param {Tree} tree @returns {Problem[]} */
function levels(tree) {
  const text = tree.has(architecture) ? tree.text(architecture) : '';
  const folders = new Set(tree.matching(/^src\/\w+\//).map((file) => file.split('/')[1] ?? ''));
  const described = new Map([...text.matchAll(/^\*\*(\w+)\*\* /gm)]
    .map((found) => [found[1] ?? '', lineAt(text, found.index)]));
  return [
    ...[...folders].filter((folder) => !described.has(folder)).map((folder) => ({
      file: architecture,
      message: `no paragraph begins with **${folder}**: say what src/${folder}/ is for`,
    })),
    ...[...described].filter(([folder]) => !folders.has(folder)).map(([folder, line]) => ({
      file: architecture,
      line,
      message: `there is no src/${folder}/: remove its paragraph`,
    })),
  ];
}

/** The anchor that a heading gets. @param {string} heading */
const anchorOf = (heading) =>
  heading.trim().toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');

/** @param {Tree} tree @param {string} file @returns {Problem[]} */
function links(tree, file) {
  const text = tree.text(file);
  const found = [...text.matchAll(/\]\(([^)\s]+)\)|\b(?:src|href)="([^"]+)"/g)];
  return found.flatMap((match) => {
    const link = match[1] ?? match[2] ?? '';
    if (/^(https?|mailto):/.test(link)) return [];
    const [name = '', anchor] = link.split('#');
    const target = name ? path.join(path.dirname(file), name) : file;
    const line = lineAt(text, match.index);
    if (!tree.files.some((other) => other === target || other.startsWith(`${target}/`))) {
      return [{ file, line, message: `${link} leads nowhere: mend the link` }];
    }
    if (!anchor || !target.endsWith('.md')) return [];
    const headings = [...tree.text(target).matchAll(/^#+ (.*)$/gm)];
    if (headings.some(([, heading = '']) => anchorOf(heading) === anchor)) return [];
    return [{ file, line, message: `no heading of ${target} is #${anchor}` }];
  });
}

/** @param {Tree} tree @param {string} file @returns {Problem[]} */
function scripts(tree, file) {
  const text = tree.text(file);
  return [...text.matchAll(/(?<![\w/.])scripts\/[\w./-]*\w/g)].flatMap((found) => {
    const [name] = found;
    if (tree.files.some((other) => other === name || other.startsWith(`${name}/`))) return [];
    return [{ file, line: lineAt(text, found.index), message: `there is no ${name}` }];
  });
}

/** @param {string} text */
const documents = (text) => ({ 'src/base/a.h': '', [architecture]: text });

runCheck(find, [
  { what: 'a level without words', files: documents('# A\n'), finds: /no paragraph/ },
  { what: 'a level with words', files: documents('**base** is below.\n'), finds: null },
  { what: 'an old level', files: documents('**base** a\n\n**b** a\n'), finds: /md:3: there is no/ },
  { what: 'a dead link', files: documents('**base** [a](b.md)\n'), finds: /md:1: b\.md leads/ },
  { what: 'a dead anchor', files: documents('# A b\n**base** [](#b)\n'), finds: /md:2: no head/ },
  { what: 'a living anchor', files: documents('# A b\n**base** [a](#a-b)\n'), finds: null },
  { what: 'a script of old', files: documents('**base** `scripts/a`\n'), finds: /no scripts\/a/ },
]);
