// The message catalogues: assets/catalogues/{en,ru,uk}.po become two C++ files, or are checked.
// Plain node, no dependencies. The format is gettext's PO; a msgid is a symbolic key such as
// `board.add_deal`.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const usage = `Usage: node scripts/catalogues.mjs MODE [OPTION VALUE]...
Modes:
  --out DIR     write text_keys.h and catalogue_data.cpp into DIR
  --check       every language complete, placeholders and plurals right, no key unused, no key used
                that is missing
  --characters  print every character that the catalogues hold
Options:
  --in DIR      the catalogues (default assets/catalogues)
  --src DIR     the sources that use the keys (default src)`;

// In the order of i18n::Language. Plural forms by CLDR: English one/other, Russian and Ukrainian
// one/few/many.
const languages = [
  { code: 'en', name: 'english', forms: 2, rule: 'nplurals=2; plural=(n != 1);' },
  ...['ru', 'uk'].map((code) => ({
    code, name: code === 'ru' ? 'russian' : 'ukrainian', forms: 3,
    rule: 'nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : ' +
      'n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);',
  })),
];

const poLine = /^(?:(msgid|msgid_plural|msgstr|msgstr\[(\d+)\])\s+)?"((?:[^"\\]|\\.)*)"$/;

/**
 * Reads a PO file into its entries.
 * @param {string} text
 * @param {string} path for messages
 * @param {string[]} problems is appended to
 */
function parsePo(text, path, problems) {
  const entries = new Map();
  let header = '';
  let entry = null;
  let field = null;
  const problem = (line, message) => problems.push(`${path}:${line}: ${message}`);
  const finish = () => {
    if (entry && entry.key === '') header = entry.forms[0] ?? '';
    else if (entry) {
      if (entries.has(entry.key)) problem(entry.line, `${entry.key} stands twice`);
      entries.set(entry.key, entry);
    }
    entry = null;
    field = null;
  };
  let fuzzy = false;
  text.split('\n').forEach((raw, index) => {
    const number = index + 1;
    const line = raw.trim();
    if (line.startsWith('#')) {
      if (/^#,.*\bfuzzy\b/.test(line)) fuzzy = true;
      return;
    }
    if (line === '') return;
    const match = poLine.exec(line);
    if (!match) return problem(number, `not understood: ${line}`);
    const piece = match[3].replace(/\\(.)/g, (_, c) => ({ n: '\n', t: '\t' })[c] ?? c);
    if (match[1] === 'msgid') {
      finish();
      if (fuzzy) problem(number, 'marked fuzzy');
      fuzzy = false;
      entry = { key: '', plural: false, forms: [], line: number };
      field = 'msgid';
    } else if (match[1]) {
      if (!entry) return problem(number, 'text without a msgid');
      field = match[1] === 'msgid_plural' ? 'msgid_plural' : Number(match[2] ?? 0);
      if (field === 'msgid_plural') entry.plural = true;
    }
    if (!entry) return problem(number, 'text without a msgid');
    if (field === 'msgid') entry.key += piece;
    else if (typeof field === 'number') entry.forms[field] = (entry.forms[field] ?? '') + piece;
  });
  finish();
  return { header, entries };
}

const placeholders = (form) => [...new Set(form.match(/\{\w+\}/g) ?? [])].sort().join(' ');
const enumerator = (key) => key.replaceAll('.', '_');

/** Reads the three catalogues and notes what is wrong with each entry. */
function readCatalogues(folder) {
  const problems = [];
  const catalogues = languages.map((language) => {
    const path = join(folder, `${language.code}.po`);
    const text = readFileSync(path, 'utf8');
    return { ...language, path, ...parsePo(text, relative(root, path), problems) };
  });
  const english = catalogues[0].entries;
  const names = new Map();
  for (const [key, entry] of english) {
    const where = `${relative(root, catalogues[0].path)}:${entry.line}`;
    const name = enumerator(key);
    if (!/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$/.test(key)) problems.push(`${where}: not a key: ${key}`);
    if (names.has(name)) problems.push(`${where}: ${key} clashes with ${names.get(name)}`);
    names.set(name, key);
  }
  for (const catalogue of catalogues) checkCatalogue(catalogue, english, problems);
  return { catalogues, keys: [...english.keys()].sort(), problems };
}

function checkCatalogue(catalogue, english, problems) {
  const path = relative(root, catalogue.path);
  if (!catalogue.header.includes(`Plural-Forms: ${catalogue.rule}`)) {
    problems.push(`${path}: the header must hold "Plural-Forms: ${catalogue.rule}"`);
  }
  for (const key of english.keys()) {
    if (!catalogue.entries.has(key)) problems.push(`${path}: ${key} is missing`);
  }
  for (const [key, entry] of catalogue.entries) {
    const problem = (message) => problems.push(`${path}:${entry.line}: ${key} ${message}`);
    const original = english.get(key);
    if (!original) {
      problem('is not in en.po');
      continue;
    }
    if (entry.plural !== original.plural) problem('is plural in only one language');
    const wanted = original.plural ? catalogue.forms : 1;
    const count = entry.forms.length;
    if (count !== wanted) problem(`has ${count} forms, not ${wanted}`);
    const expected = placeholders(original.forms[0] ?? '');
    for (let index = 0; index < count; ++index) {
      const form = entry.forms[index] ?? '';
      const found = placeholders(form);
      if (form.trim() === '') problem('is empty');
      if (found !== expected) problem(`has the placeholders ${found || 'none'}, not ${expected}`);
      if (original.plural && !form.includes('{count}')) problem('does not show {count}');
      if (/[\u0000-\u0009\u000b-\u001f]/.test(form)) problem('holds a control character');
    }
  }
}

function sources(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.(h|cpp)$/.test(file.name))
    .map((file) => join(file.parentPath ?? file.path, file.name));
}

/** A key is used as Text::key or, for the names of built-in records, as the literal "key". */
function checkUse(keys, folder, problems) {
  const byName = new Map(keys.map((key) => [enumerator(key), key]));
  const used = new Set();
  for (const path of sources(folder)) {
    const text = readFileSync(path, 'utf8');
    for (const match of text.matchAll(/\bText::([a-z0-9_]+)/g)) {
      const key = byName.get(match[1]);
      if (key) used.add(key);
      else problems.push(`${relative(root, path)}: Text::${match[1]} is in no catalogue`);
    }
    for (const match of text.matchAll(/"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"/g)) used.add(match[1]);
  }
  for (const key of keys) {
    if (!used.has(key)) problems.push(`${key} is used nowhere in ${relative(root, folder)}`);
  }
}

function cString(text) {
  return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}\\0"`;
}

function keysHeader(keys) {
  return `// Written by scripts/catalogues.mjs from assets/catalogues; edit those.
#pragma once

#include <cstddef>
#include <cstdint>

namespace holdall::i18n {

// Every text that a person can see.
enum class Text : std::uint16_t {
${keys.map((key) => `  ${enumerator(key)},`).join('\n')}
};

inline constexpr std::size_t text_count = ${keys.length};

}  // namespace holdall::i18n
`;
}

/** The forms of all keys behind one another, NUL-terminated, and where each key starts. */
function table(catalogue, keys, english) {
  const forms = keys.map((key) => {
    const original = english.get(key);
    const entry = catalogue.entries.get(key);
    const wanted = original.plural ? catalogue.forms : 1;
    // A build shows English where a translation is still missing; --check does not let it pass.
    const source = entry && entry.forms.length === wanted ? entry : original;
    const last = source.forms.at(-1) ?? '';
    return Array.from({ length: wanted }, (_, index) => source.forms[index] ?? last);
  });
  let offset = 0;
  const offsets = forms.map((list) => {
    const start = offset;
    for (const form of list) offset += Buffer.byteLength(form) + 1;
    return start;
  });
  const lines = [];
  for (let index = 0; index < offsets.length; index += 16) {
    lines.push(`    ${offsets.slice(index, index + 16).join(', ')},`);
  }
  return `constexpr char ${catalogue.name}_forms[] =
${forms.map((list) => `    ${list.map(cString).join(' ')}`).join('\n')};
constexpr std::uint32_t ${catalogue.name}_starts[] = {
${lines.join('\n')}
};
`;
}

function dataSource(catalogues, keys) {
  const english = catalogues[0].entries;
  return `// Written by scripts/catalogues.mjs from assets/catalogues; edit those.
#include "i18n/catalogue.h"

// The forms of a language may be longer than the 64 KiB that ISO C++ guarantees for a literal.
#pragma clang diagnostic ignored "-Woverlength-strings"

namespace holdall::i18n {

namespace {

${catalogues.map((catalogue) => table(catalogue, keys, english)).join('\n')}
constexpr const char* key_names[] = {
${keys.map((key) => `    "${key}",`).join('\n')}
};

}  // namespace

const CatalogueTable catalogue_tables[] = {
${catalogues.map(({ name }) => `    {${name}_forms, ${name}_starts},`).join('\n')}
};

const char* const* const catalogue_keys = key_names;

}  // namespace holdall::i18n
`;
}

function writeIfChanged(path, text) {
  try {
    if (readFileSync(path, 'utf8') === text) return;
  } catch {
    // It is not there yet.
  }
  writeFileSync(path, text);
}

function options(args) {
  const folders = { in: join(root, 'assets/catalogues'), src: join(root, 'src'), out: '' };
  const chosen = { ...folders, mode: '' };
  for (let index = 0; index < args.length; ++index) {
    const name = args[index].replace(/^--/, '');
    if (name === 'help') chosen.mode = 'help';
    else if (name === 'check' || name === 'characters') chosen.mode = name;
    else if (name in folders && index + 1 < args.length) chosen[name] = args[++index];
    else return { ...chosen, mode: '' };
  }
  if (chosen.out && !chosen.mode) chosen.mode = 'write';
  return chosen;
}

function main() {
  const chosen = options(process.argv.slice(2));
  if (chosen.mode === 'help' || chosen.mode === '') {
    (chosen.mode ? process.stdout : process.stderr).write(`${usage}\n`);
    return chosen.mode ? 0 : 2;
  }
  const { catalogues, keys, problems } = readCatalogues(chosen.in);
  if (chosen.mode === 'characters') {
    const entries = catalogues.flatMap((catalogue) => [...catalogue.entries.values()]);
    const characters = new Set(entries.flatMap((entry) => entry.forms).join(''));
    console.log([...characters].filter((character) => character > ' ').sort().join(''));
    return 0;
  }
  if (chosen.mode === 'check') {
    checkUse(keys, chosen.src, problems);
    for (const problem of problems) console.error(problem);
    if (problems.length > 0) return 1;
    console.log(`catalogues: ${keys.length} keys in ${languages.length} languages`);
    return 0;
  }
  for (const problem of problems) console.error(`warning: ${problem}`);
  mkdirSync(chosen.out, { recursive: true });
  writeIfChanged(join(chosen.out, 'text_keys.h'), keysHeader(keys));
  writeIfChanged(join(chosen.out, 'catalogue_data.cpp'), dataSource(catalogues, keys));
  return 0;
}

process.exitCode = main();
