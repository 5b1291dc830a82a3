// The processes behind a browser and its tabs, as the operating system has them.
import { readFile, readdir } from 'node:fs/promises';

const spinMs = 300;

/** All of a group that are neither dead nor only waiting to be buried. @param {number} group */
export async function processesOf(group) {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(names.map(describe));
  return all.filter((each) => each.group === group && !'ZX'.includes(each.state));
}

/** One that has just ended has no state. @param {string} name */
async function describe(name) {
  const read = (file) => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '');
  const [stat, command] = await Promise.all([read('stat'), read('cmdline')]);
  // proc(5): what is wanted stands behind the name, which may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const workedTicks = Number(fields[11]) + Number(fields[12]);
  return { id: Number(name), state: fields[0], group: Number(fields[2]), workedTicks, command };
}

/**
 * Stops the process of a tab in the middle of whatever it does, as a suspended device does;
 * DevTools' own freezing leaves a page running that has the focus.
 * @returns {Promise<() => void>} lets it run again
 */
export async function stopTab(browser, page) {
  const worked = new Map();
  for (const { id, workedTicks } of await processesOf(browser.processId)) {
    worked.set(id, workedTicks);
  }
  await page.evaluate((durationMs) => {
    const end = performance.now() + durationMs;
    while (performance.now() < end);
  }, spinMs);
  const renderers = (await processesOf(browser.processId))
    .filter(({ command }) => command.includes('--type=renderer'))
    .map(({ id, workedTicks }) => ({ id, worked: workedTicks - (worked.get(id) ?? 0) }))
    .sort((one, other) => other.worked - one.worked);
  process.kill(renderers[0].id, 'SIGSTOP');
  let stopped = true;
  return () => {
    if (stopped) process.kill(renderers[0].id, 'SIGCONT');
    stopped = false;
  };
}
