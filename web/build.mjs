// Makes dist/: the page, its script with Emscripten's glue, the wasm module, fonts and icons, all
// under names with a hash of their content, and a service worker that knows them all.
//
// usage: node web/build.mjs --wasm-dir DIR --assets DIR --out DIR [--debug]
//   --wasm-dir  where the C++ build has put holdall.mjs and holdall.wasm
//   --assets    files that C++ asks for by name at the start (the fonts)
//   --debug     neither minified nor without a source map
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';

const web = path.dirname(fileURLToPath(import.meta.url));
const icons = path.join(web, '..', 'assets', 'icons');
const { values: options } = parseArgs({
  options: {
    'wasm-dir': { type: 'string' },
    assets: { type: 'string' },
    out: { type: 'string' },
    debug: { type: 'boolean', default: false },
  },
});
const wasmDir = required('wasm-dir');
const assetsDir = required('assets');
const out = path.resolve(required('out'));

/** @param {'wasm-dir' | 'assets' | 'out'} name */
function required(name) {
  const value = options[name];
  if (value) return value;
  console.error(`build.mjs: --${name} is missing; see the head of web/build.mjs`);
  process.exit(2);
}

/** The files of dist/ by their names there. @type {Map<string, Uint8Array>} */
const files = new Map();
/** From the plain name to the hashed one. @type {Map<string, string>} */
const hashedNames = new Map();

/** @param {string} name @param {Uint8Array | string} content @returns {string} */
function addHashed(name, content) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
  const { name: stem, ext } = path.parse(name);
  const hashed = `${stem}.${hash}${ext}`;
  files.set(hashed, bytes);
  hashedNames.set(name, hashed);
  return hashed;
}

/** Puts the hashed names where a template says __FILE:name__. @param {string} template */
function withNames(template) {
  return template.replace(/__FILE:([^_]+)__/g, (_, name) => {
    const hashed = hashedNames.get(name);
    if (!hashed) throw new Error(`build.mjs: no file ${name}`);
    return hashed;
  });
}

/** @param {string} name */
const source = (name) => readFile(path.join(web, name), 'utf8');

/** The files of the folder, without editors' leftovers. @param {string} folder */
async function filesOf(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}

/** @param {string} entry @param {esbuild.BuildOptions} more */
async function bundle(entry, more) {
  const result = await esbuild.build({
    entryPoints: [path.join(web, entry)],
    bundle: true,
    write: false,
    format: 'esm',
    target: ['chrome100', 'firefox100', 'safari15.4'],
    minify: !options.debug,
    sourcemap: options.debug ? 'inline' : false,
    legalComments: 'none',
    logLevel: 'warning',
    ...more,
  });
  const [file] = result.outputFiles ?? [];
  if (!file) throw new Error(`build.mjs: ${entry} gave nothing`);
  return file.text;
}

/** Adds what C++ asks for by name. */
async function addAssets() {
  /** @type {Record<string, string>} */
  const assets = {};
  for (const name of await filesOf(assetsDir)) {
    assets[name] = addHashed(name, await readFile(path.join(assetsDir, name)));
  }
  return assets;
}

const wasmBytes = await readFile(path.join(wasmDir, 'holdall.wasm'));
const wasm = addHashed('holdall.wasm', wasmBytes);
const assets = await addAssets();
for (const name of await filesOf(icons)) addHashed(name, await readFile(path.join(icons, name)));
const style = await esbuild.transform(await source('style.css'), {
  loader: 'css',
  minify: !options.debug,
});
addHashed('style.css', style.code);
addHashed(
  'app.js',
  await bundle('main.js', {
    alias: { 'holdall-glue': path.resolve(wasmDir, 'holdall.mjs') },
    define: {
      HOLDALL_FILES: JSON.stringify({ wasm, wasmBytes: wasmBytes.length, assets }),
    },
  }),
);
addHashed('manifest.webmanifest', withNames(await source('manifest.webmanifest')));

const page = withNames(await source('index.html')).replace(
  '__PRELOADS__',
  [wasm, ...Object.values(assets)]
    .map((name) => `<link rel="preload" href="${name}" as="fetch" crossorigin>`)
    .join('\n'),
);
// The version is that of everything: any change makes another.
const version = createHash('sha256')
  .update(page)
  .update(await source('sw.js'))
  .digest('hex')
  .slice(0, 16);
files.set('index.html', Buffer.from(page.replace('__VERSION__', version)));
const worker = (await bundle('sw.js', { format: 'iife' }))
  .replace('__VERSION__', version)
  .replace(/["']__HASHED__["']/, [...hashedNames.values()].map((name) => `"${name}"`).join(','));
files.set('sw.js', Buffer.from(worker));

// Beside the old one first, so that a server never shows half a site.
const fresh = `${out}.new`;
await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });
for (const [name, bytes] of files) await writeFile(path.join(fresh, name), bytes);
await rm(out, { recursive: true, force: true });
await rename(fresh, out);
