// The peers' packages: development dependencies of one bench alone, named in a package.json of its
// own.
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

const cache = process.env.HOLDALL_CACHE ??
  path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'holdall');

/**
 * Installs the peers of a bench outside the clone, unless they are there.
 * @param {string} bench  the folder with its package.json
 * @returns {Promise<string>} the folder that has node_modules now
 */
export async function installPeers(bench) {
  const folder = path.join(cache, `bench-${path.basename(bench)}`);
  const lock = await readFile(path.join(bench, 'package-lock.json'), 'utf8');
  const installed = path.join(folder, 'installed-lock.json');
  if ((await readFile(installed, 'utf8').catch(() => '')) !== lock) {
    console.error("installing the peers' packages");
    await mkdir(folder, { recursive: true });
    for (const name of ['package.json', 'package-lock.json']) {
      await copyFile(path.join(bench, name), path.join(folder, name));
    }
    const wanted = ['ci', '--silent', '--no-audit', '--no-fund', '--ignore-scripts'];
    execFileSync('npm', wanted, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    await writeFile(installed, lock);
  }
  return folder;
}
