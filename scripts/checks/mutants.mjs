#!/usr/bin/env node
// The texts by which the simulation's rules are switched off stand in the sources, each once.
//
// usage: scripts/checks/mutants.mjs [--self-test]
import { mutants } from '../../tests/sim/rules.mjs';
import { runCheck } from './lib/check.mjs';

/** @typedef {import('./lib/check.mjs').Tree} Tree */
/** @typedef {import('./lib/check.mjs').Problem} Problem */

/** @param {Tree} tree @returns {Problem[]} */
function find(tree) {
  return mutants.flatMap(({ name, file, text }) => {
    const times = tree.has(file) ? tree.text(file).split(text).length - 1 : 0;
    if (times === 1) return [];
    return [{
      file,
      message: `the text of the mutant ${name} stands there ${times} times, not once: ` +
        'bring tests/sim/rules.mjs up to date',
    }];
  });
}

/** @type {Record<string, string>} */
const files = {};
for (const { file, text } of mutants) files[file] = `${files[file] ?? ''}${text}\n`;
const some = mutants[0] ?? { file: '', text: '' };
const whole = files[some.file] ?? '';
const without = { ...files, [some.file]: whole.replace(some.text, '') };
const twice = { ...files, [some.file]: whole + some.text };

runCheck(find, [
  { what: 'all there', files, finds: null },
  { what: 'one that is gone', files: without, finds: /stands there 0 times/ },
  { what: 'one that stands there twice', files: twice, finds: /stands there 2 times/ },
]);
