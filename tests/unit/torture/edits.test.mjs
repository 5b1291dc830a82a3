// The comparing half of the torture: each way of losing an edit is found, and no other is blamed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Journal } from '../../torture/edits.mjs';
import { decodeCells } from '../../torture/file_history.mjs';

/** Edits a, b, c … of one stay, of which the first ones were shown as saved. */
function journalOf(/** @type {string} */ edits, /** @type {number} */ saved) {
  const journal = new Journal();
  const stay = journal.newStay();
  const issued = [...edits].map((words) => journal.issue(words, stay));
  for (const edit of issued.slice(0, saved)) journal.acknowledge(edit);
  return journal;
}
const found = (/** @type {Journal} */ journal, /** @type {string} */ words) =>
  journal.settle([...words]).map((difference) => `${difference.kind} ${difference.words}`);

test('what was not shown as saved may be missing from the end on', () => {
  for (const there of ['ab', 'abc', 'abcd']) {
    assert.deepEqual(found(journalOf('abcd', 2), there), []);
  }
});

test('an edit that was shown as saved and is missing is lost', () => {
  assert.deepEqual(found(journalOf('abcd', 3), 'ab'), ['lost c']);
  assert.deepEqual(found(journalOf('abcd', 4), ''), ['lost a', 'lost b', 'lost c', 'lost d']);
});

test('an edit that is missing before one that is there is a gap', () => {
  assert.deepEqual(found(journalOf('abcd', 1), 'abd'), ['gap c']);
  assert.deepEqual(found(journalOf('abcd', 3), 'abd'), ['lost c']);
});

test('an edit that is there twice, in a wrong place, or was never made is found', () => {
  assert.deepEqual(found(journalOf('abc', 0), 'abb'), ['twice b']);
  assert.deepEqual(found(journalOf('abc', 0), 'acb'), ['order b', 'gap b']);
  assert.deepEqual(found(journalOf('abc', 0), 'axb'), ['unknown x']);
});

test('the same edit made twice is not taken for one', () => {
  assert.deepEqual(found(journalOf('aba', 0), 'aba'), []);
  assert.deepEqual(found(journalOf('aba', 3), 'ab'), ['lost a']);
});

test('another stay may follow what was never stored, but not stand before what was', () => {
  const journal = new Journal();
  const [one, other] = [journal.newStay(), journal.newStay()];
  const a = journal.issue('a', one);
  journal.acknowledge(a);
  journal.issue('b', one);
  journal.issue('c', other);
  assert.deepEqual(found(journal, 'ac'), []);
  const turned = new Journal();
  turned.acknowledge(turned.issue('a', turned.newStay()));
  turned.issue('c', turned.newStay());
  assert.deepEqual(found(turned, 'ca'), ['order c']);
});

test('what an earlier kill has left stays as it was', () => {
  const journal = journalOf('abc', 2);
  assert.deepEqual(found(journal, 'abc'), []);
  journal.issue('d', journal.newStay());
  assert.deepEqual(found(journal, 'abcd'), []);
  const words = 'edit 2 was found after an earlier kill as b, now there is c';
  assert.deepEqual(found(journal, 'acd'), [`lost ${words}`]);
});

test('cells of a change are read as docs/data-format.md has them', () => {
  const cells = decodeCells(Buffer.from('010202486902030545555252ac0206060102', 'hex'));
  assert.equal(cells.get(1), 'Hi');
  assert.equal(cells.has(2), false);
});
