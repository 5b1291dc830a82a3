// The rules that the simulation must miss, one by one. Each is switched off by putting another text
// in the place of the one that holds it.

/**
 * @typedef {{name: string, rule: string, file: string, text: string, replacement: string}} Mutant
 */

const merge = 'src/change/merge.cpp';

/** @type {Mutant[]} */
export const mutants = [
  {
    name: 'last_writer',
    rule: 'of two writes of a cell the greater stamp wins',
    file: merge,
    text: 'return stamp > *own ? CellFate::took_effect : CellFate::lost;',
    replacement: 'return CellFate::took_effect;',
  },
  {
    name: 'last_writer_at_base',
    rule: 'a write behind the creation wins over the value of the creation',
    file: merge,
    text: 'if (own == nullptr && stamp > base) return CellFate::took_effect;',
    replacement: 'if (own == nullptr && stamp > base) return CellFate::lost;',
  },
  {
    name: 'tie',
    rule: 'of two values with one stamp the greater bytes win',
    file: merge,
    text: 'return has_greater_bytes(cell.value, held) ? CellFate::took_effect : CellFate::lost;',
    replacement: 'return CellFate::lost;',
  },
  {
    name: 'longest_life',
    rule: 'the greatest causal length of a record wins, whatever the stamps',
    file: merge,
    text: 'if (length < state.life) return CellFate::lost;',
    replacement: '',
  },
  {
    name: 'stamp_of_life',
    rule: 'the stamp of a life is the greatest that came with its length',
    file: merge,
    text: 'length > state.life || stamp > state.clock.stamp(model::life_field)',
    replacement: 'length > state.life',
  },
  {
    name: 'stamp_of_set',
    rule: "a set's stamp is the greatest of its changes",
    file: merge,
    text: 'if (is_newer) state.clock.set(cell.field, stamp);',
    replacement: '',
  },
  {
    name: 'base_arrives',
    rule: 'the stamp of the creation becomes the base of the clock, also when edits came first',
    file: merge,
    text: 'report.base_moved = is_creation(change) && move_base(state, change.stamp);',
    replacement: 'report.base_moved = false;',
  },
  {
    name: 'least_base',
    rule: 'of several creations the least stamp is the base',
    file: merge,
    text: 'return creation != Stamp{} && (base == Stamp{} || creation < base);',
    replacement: 'return creation != Stamp{} && base == Stamp{};',
  },
  {
    name: 'base_leaves_stamps',
    rule: 'when the base falls all cells keep their stamps',
    file: merge,
    text: 'state.clock.move_base(creation, valued);',
    replacement: 'state.clock.move_base(creation, {});',
  },
  {
    name: 'never_written',
    rule: 'a cell that was never written yields to any write',
    file: merge,
    text: 'if (!was_written) return CellFate::took_effect;',
    replacement: 'if (!was_written && stamp >= base) return CellFate::took_effect;',
  },
  {
    name: 'values_are_read',
    rule: 'the values of a row are read where a set or a tie needs them',
    file: merge,
    text: 'if (model::is_set_field(cell.field)) return true;',
    replacement: 'if (model::is_set_field(cell.field)) return false;',
  },
  {
    name: 'longest_element',
    rule: 'of each element of a set the greatest causal length wins',
    file: 'src/change/set_elements.cpp',
    text: 'append_element(writer, bytes, std::max(held_length, told_length));',
    replacement: 'append_element(writer, bytes, told_length != 0 ? told_length : held_length);',
  },
  {
    name: 'next_stamp',
    rule: 'an edit made after seeing a value has the greater stamp, whatever the clock says',
    file: 'src/change/stamp.cpp',
    text: 'if (now_ms > cell.milliseconds) return {now_ms, 0, device};',
    replacement: 'return {now_ms, 0, device};',
  },
  {
    name: 'stamp_of_cell',
    rule: "the stamp of an edit goes beyond its own cell's",
    file: 'src/store/command_writer.cpp',
    text: 'change::next_stamp(row.clock.stamp(cell.field), store_->clock().wall_ms(),',
    replacement: 'change::next_stamp(row.clock.base(), store_->clock().wall_ms(),',
  },
  {
    name: 'history',
    rule: 'a row knows which batches hold changes of it',
    file: 'src/store/merge.cpp',
    text: 'if (Status listed = append_batches(row_.batches, batches_); !listed) return listed;',
    replacement: '',
  },
  {
    name: 'emptied',
    rule: 'a cell that was emptied is emptied everywhere',
    file: merge,
    text: 'erase_value(state.cells, cell.field);',
    replacement: 'return CellFate::lost;',
  },
  {
    name: 'hidden_import',
    rule: 'an import is not published before it is revealed',
    file: 'src/store/own_changes.cpp',
    text: 'visit_changes(store.database(), *published, std::min(*hidden, last_change + 1),',
    replacement: 'visit_changes(store.database(), *published, last_change + 1,',
  },
  {
    name: 'durable_first',
    rule: 'nothing leaves a device before it is durable there',
    file: 'src/sync/stored_file.cpp',
    text: '[&replica](std::function<void(Status)> done) { ' +
      'replica.when_durable(std::move(done)); });',
    replacement: '[](std::function<void(Status)> done) { done(Status{}); });',
  },
  {
    name: 'intent_first',
    rule: 'a head is durable as an intent before it leaves',
    file: 'src/sync/publisher.cpp',
    text: '  const Step durable = co_await make_durable(ports_.replica);\n' +
      '  if (!durable) co_return durable;\n' +
      '  const Step looked = co_await look_before_head();\n',
    replacement: '  const Step looked = co_await look_before_head();\n',
  },
  {
    name: 'lost_place',
    rule: 'what a place has lost is put there again',
    file: 'src/sync/publisher.cpp',
    text: 'found = OwnHeads::lost;',
    replacement: 'found = OwnHeads::as_left;',
  },
  {
    name: 'refusals',
    rule: 'a batch that others refuse is looked at again',
    file: 'src/sync/puller.cpp',
    text: 'if (refusal.device == space_.device().name()) ' +
      'report_.suspects.push_back(refusal.sequence);',
    replacement: '{}',
  },
  {
    name: 'close_first',
    rule: 'own changes are closed into a batch before others are merged',
    file: 'src/sync/intake.cpp',
    text: 'const Status closed = close_batches(replica, space, randomness);',
    replacement: 'const Status closed;',
  },
  {
    name: 'parked_is_read',
    rule: 'what was parked is taken in by a version that can read it',
    file: 'src/sync/puller.cpp',
    text: '      take_in_parked(roster_, space_, ports_.replica, ports_.randomness);',
    replacement: '      0;',
  },
  {
    name: 'parked_no_more',
    rule: 'what is merged is parked no more',
    file: 'src/sync/intake.cpp',
    text: 'parking_.release(header->device, header->sequence, records_);',
    replacement: '',
  },
  {
    name: 'conflict_is_noted',
    rule: 'a merge points at the records in which edits have met',
    file: 'src/store/merge.cpp',
    text: 'meets = meets || (overwritten_[index] && report_.cells[index] != CellFate::known);',
    replacement: '',
  },
  {
    name: 'seen_is_no_conflict',
    rule: 'a value that a later writer of the cell has seen is in no conflict',
    file: 'src/change/conflict.cpp',
    text: '        was_overwritten(write, writes))\n      continue;',
    replacement: '        false)\n      continue;',
  },
  {
    name: 'beside_deletion',
    rule: 'only what was written without knowledge of the deletion is an edit beside it',
    file: 'src/change/conflict.cpp',
    text: 'if (!is_beside || is_creation(*edit.change)) continue;',
    replacement: 'if (is_creation(*edit.change)) continue;',
  },
  {
    name: 'copy_is_new',
    rule: 'a copy of a profile goes on as a device of its own',
    file: 'src/sync/renewal.cpp',
    text: '.number = number,\n                                    .kept_bodies',
    replacement: '.number = store.device(),\n                                    .kept_bodies',
  },
  {
    name: 'new_ids_everywhere',
    rule: 'what a new device renumbers gets its new id in every link to it, too',
    file: 'src/store/renewal.cpp',
    text: 'for (CellValue& cell : change.cells) ids_.renumber(cell.value);',
    replacement: '',
  },
  {
    name: 'rivals_once',
    rule: "what the rival's batches hold too is not written a second time",
    file: 'src/store/renewal.cpp',
    text: 'if (is_rivals(change)) return take_out(logged.number);',
    replacement: '',
  },
  {
    name: 'given_first',
    rule: 'a number is not yielded while a batch that left by hand is at no place',
    file: 'src/sync/renewal.cpp',
    text: 'if (!renewal.of_copy && *given > renewal.common_batches)',
    replacement: 'if (false)',
  },
  {
    name: 'common_stays',
    rule: "the batches that a copy has in common with the stream stay the old device's",
    file: 'src/sync/renewal.cpp',
    text: 'std::min(renewal.common_batches, outbox->sequence);',
    replacement: '0;',
  },
  {
    name: 'history_of_kept',
    rule: "a row knows which of the old device's batches hold changes of it",
    file: 'src/store/renewal.cpp',
    text: 'if (Status listed = list_batches(record, added); !listed) return listed;',
    replacement: '',
  },
];
