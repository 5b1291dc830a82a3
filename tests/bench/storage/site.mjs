// The pages of the bench and the peers' packages, served together.
import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { root } from '../../e2e/lib/browser.mjs';
import { serve } from '../../e2e/lib/server.mjs';
import { installPeers } from '../peers.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const wasmDir = path.join(root, 'build/web-release');

/** @param {string} out @param {string} packages */
async function bundle(out, packages) {
  await esbuild.build({
    entryPoints: ['holdall_page.js', 'peer_page.js', 'peer_worker.js', 'raw_page.js']
      .map((name) => path.join(here, name)),
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'chrome100',
    minify: true,
    nodePaths: [packages],
    define: { 'process.env.PERF_BUILD': '""' }, // absurd-sql expects a bundler that knows it
    external: ['/node_modules/*', 'fs', 'path', 'crypto'],
    alias: { 'holdall-glue': path.join(wasmDir, 'holdall_bench_storage.mjs') },
    logLevel: 'error',
  });
  const page = await readFile(path.join(here, 'page.html'), 'utf8');
  for (const name of ['holdall', 'peer', 'raw']) {
    await writeFile(path.join(out, `${name}.html`), page.replace('__SCRIPT__', `${name}_page.js`));
  }
  const wasm = 'holdall_bench_storage.wasm';
  await copyFile(path.join(wasmDir, wasm), path.join(out, wasm));
}

/**
 * Builds the program and the pages and serves them, isolated from other origins: some peers need
 * shared memory, and clocks are finer there. Files stay in the browser's cache as an installed
 * app's do.
 */
export async function openSite() {
  execFileSync(path.join(root, 'scripts/build'), ['web-release', 'holdall_bench_storage'],
    { stdio: ['ignore', 2, 2] });
  const packages = path.join(await installPeers(here), 'node_modules');
  const out = await mkdtemp(path.join(tmpdir(), 'holdall-bench-'));
  await bundle(out, packages);
  const server = await serve({ '/node_modules/': packages, '/': out }, {
    headers: {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cache-control': 'max-age=3600',
    },
  });
  return {
    url: server.url,
    async close() {
      await server.close();
      await rm(out, { recursive: true });
    },
  };
}
