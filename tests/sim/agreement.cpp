#include "agreement.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "change/value_codec.h"
#include "store/change_log.h"
#include "store/conflicts.h"
#include "store/soundness.h"

namespace holdall::sim {
namespace {

using Records = std::map<RecordKey, std::vector<const Edit*>>;

std::string words(const RecordKey& key) {
  return "kind " + std::to_string(key.kind) + ", record " + std::to_string(key.id);
}
std::string words(const Device& device) { return "device " + std::to_string(device.author()); }

// All rows of all records, without what each device has of its own: the numbers of imports and
// batches, and since when a deal has had its stage, which an undo gives back on its device alone.
// Then the board's totals, and the same added up anew.
struct Table {
  const char* name;
  const char* sql;
  int columns;
};
constexpr Table tables[] = {
    {"pipeline", "SELECT id, clock, life, unknown, name, position, merged_into FROM pipeline", 7},
    {"stage",
     "SELECT id, clock, life, unknown, name, pipeline, position, probability, merged_into "
     "FROM stage",
     9},
    {"organisation", "SELECT id, clock, life, unknown, name, merged_into FROM organisation", 6},
    {"person", "SELECT id, clock, life, unknown, name, organisation, merged_into FROM person", 7},
    {"member", "SELECT id, clock, life, unknown, name, merged_into FROM member", 6},
    {"deal",
     "SELECT id, clock, life, unknown, title, value_minor, value_currency, stage, pipeline, "
     "position, outcome, outcome_reason, closed_ms, expected_close, organisation, person, owner, "
     "owner_name, product_name, opened_on, external_key, outcome_note, merged_into FROM deal",
     23},
    {"other_record", "SELECT id, kind, clock, life, unknown FROM other_record", 5},
    {"board_total",
     "SELECT pipeline, outcome, stage, currency, sum(deals), sum(minor_high), sum(minor_low) "
     "FROM board_total GROUP BY pipeline, outcome, stage, currency HAVING sum(deals) <> 0 "
     "OR sum(minor_high) <> 0 OR sum(minor_low) <> 0 ORDER BY 1, 2, 3, 4",
     7},
    {"totals of deals",
     "SELECT ifnull(pipeline, 0), outcome, ifnull(stage, 0), ifnull(value_currency, ''), count(*), "
     "sum(ifnull(value_minor, 0) >> 32), sum(ifnull(value_minor, 0) & 4294967295) FROM deal "
     "WHERE life % 2 = 1 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
     7},
};
constexpr std::size_t totals_kept = std::size(tables) - 2;
constexpr std::size_t totals_anew = std::size(tables) - 1;

// Rows as the bytes of their columns.
using Dump = std::vector<std::vector<Bytes>>;

Result<Dump> dump(store::Database& database) {
  Dump all;
  for (const Table& table : tables) {
    std::vector<Bytes>& rows = all.emplace_back();
    const Result<store::Statement*> select = database.cached(table.sql);
    if (!select) return fail(select.error());
    store::StatementUse use(**select);
    for (;;) {
      const Result<bool> row = use->step();
      if (!row) return fail(row.error());
      if (!*row) break;
      ByteWriter bytes;
      for (int column = 0; column < table.columns; ++column) {
        bytes.fixed_u8(use->is_null(column) ? 1 : 0);
        bytes.sized(use->blob(column));
      }
      rows.push_back(bytes.take());
    }
  }
  return all;
}

// The columns of a row for who looks for the reason.
std::string words(const Bytes& row) {
  std::string text;
  ByteReader reader(row);
  while (reader.left() > 0 && !reader.failed()) {
    const bool none = reader.fixed_u8() == 1;
    text += none ? " none" : " '";
    for (const std::uint8_t byte : reader.sized()) {
      constexpr char digits[] = "0123456789abcdef";
      if (byte >= ' ' && byte < 0x7F) {
        text += static_cast<char>(byte);
      } else {
        text.append({'\\', digits[byte >> 4], digits[byte & 15]});
      }
    }
    if (!none) text += "'";
  }
  return text;
}

std::string difference(const std::vector<Bytes>& left, const std::vector<Bytes>& right) {
  const auto [one, other] = std::ranges::mismatch(left, right);
  return "\n  " + (one == left.end() ? "nothing" : words(*one)) + "\n  " +
         (other == right.end() ? "nothing" : words(*other));
}

Status check_dumps(const std::vector<Device*>& devices) {
  const Result<Dump> first = dump(devices.front()->store().database());
  if (!first) return fail(first.error());
  if ((*first)[totals_kept] != (*first)[totals_anew])
    return violation("the board's totals are not those of its deals:" +
                     difference((*first)[totals_kept], (*first)[totals_anew]));
  for (Device* device : devices) {
    if (device == devices.front()) continue;
    const Result<Dump> other = dump(device->store().database());
    if (!other) return fail(other.error());
    for (std::size_t index = 0; index < first->size(); ++index) {
      if ((*other)[index] != (*first)[index])
        return violation(words(*devices.front()) + " and " + words(*device) + " differ in " +
                         tables[index].name + ":" + difference((*first)[index], (*other)[index]));
    }
  }
  return {};
}

Bytes encoded(const model::Value& value) {
  ByteWriter writer;
  change::encode_value(writer, value);
  return writer.take();
}

Status check_record(Device& device, const RecordKey& key, const ExpectedRecord& expected) {
  const auto kind = static_cast<model::RecordKind>(key.kind);
  const auto row = device.store().records().row(kind, {key.id});
  if (!row) return fail(row.error());
  const auto cells = device.store().records().cells(kind, {key.id});
  if (!cells) return fail(cells.error());
  if (!*row) return violation("there is no row of " + words(key));
  if ((*row)->life != expected.life)
    return violation(words(key) + " has turned " + std::to_string((*row)->life) + " times, not " +
                     std::to_string(expected.life));
  std::size_t left = expected.cells.size() + expected.sets.size();
  for (const change::CellValue& cell : *cells) {
    const Bytes value = encoded(cell.value);
    const std::string where = words(key) + ", field " + std::to_string(cell.field);
    const auto plain = expected.cells.find(cell.field);
    const auto set = expected.sets.find(cell.field);
    if (plain == expected.cells.end() && set == expected.sets.end())
      return violation(where + " holds a value that nobody wrote, or that was overwritten");
    if (plain != expected.cells.end() && plain->second != value)
      return violation(where + " does not hold what was written last");
    if (set != expected.sets.end() && set->second != raw_elements_of(value))
      return violation(where + " holds other elements than were put in and out");
    --left;
  }
  if (left != 0) return violation(words(key) + " lacks a cell that was written");
  return {};
}

// Every edit of the record stands there as it was written, and nothing else.
Status check_history(Device& device, const RecordKey& key, const std::vector<const Edit*>& edits) {
  const auto found = store::changes_of_record(device.store().records(),
                                              static_cast<model::RecordKind>(key.kind), {key.id});
  if (!found) return fail(found.error());
  using Told = std::tuple<RawStamp, std::int64_t, Bytes>;
  std::multiset<Told> told;
  for (const store::LoggedChange& logged : *found) {
    const change::Change& change = logged.change;
    told.insert({{change::packed_time(change.stamp), change.stamp.device},
                 change.wall_ms,
                 change::encode_cells(change.cells)});
  }
  for (const Edit* edit : edits) {
    ByteWriter cells;
    for (const RawCell& cell : edit->change.cells) {
      cells.varint(cell.field);
      cells.append(cell.value);
    }
    const auto there = told.find({edit->change.stamp, edit->change.wall_ms, cells.take()});
    if (there == told.end())
      return violation("the history of " + words(key) + " lacks an edit of device " +
                       std::to_string(edit->author) + " on " + words(device));
    told.erase(there);
  }
  if (!told.empty()) return violation("the history of " + words(key) + " has what nobody wrote");
  return {};
}

// What people wrote beside each other is found as such, and was pointed at when it was merged.
Status check_conflicts(Device& device, const RecordKey& key, const ExpectedConflicts& expected) {
  const auto kind = static_cast<model::RecordKind>(key.kind);
  const auto pointed_at = store::records_in_conflict(device.store());
  if (!pointed_at) return fail(pointed_at.error());
  const auto found = store::conflicts_of_record(device.store(), kind, {key.id});
  if (!found) return fail(found.error());
  ExpectedConflicts told;
  for (const store::CellRivals& rivals : found->cells) {
    for (const store::LoggedChange& loser : rivals.losers) {
      const auto cell =
          std::ranges::find(loser.change.cells, rivals.field, &change::CellValue::field);
      if (rivals.field == model::life_field) {
        const std::int64_t length = std::get<std::int64_t>(cell->value);
        told.lost[rivals.field].insert({static_cast<std::uint8_t>(length % 2)});
      } else {
        told.lost[rivals.field].insert(encoded(cell->value));
      }
    }
  }
  for (const store::EditInBin& edit : found->edits_in_bin) {
    const change::Stamp& stamp = edit.edit.change.stamp;
    told.edits_in_bin.emplace(edit.field,
                              RawStamp{change::packed_time(stamp), std::int64_t{stamp.device}});
  }
  if (told != expected)
    return violation(words(device) + " finds other conflicts in " + words(key) + " than there are");
  const store::TouchedRecord record{kind, {key.id}};
  if (told.any() && std::ranges::find(*pointed_at, record) == pointed_at->end())
    return violation("no merge has pointed " + words(device) + " at the conflict in " + words(key));
  return {};
}

// All of them, or a few that were touched more than once.
std::vector<RecordKey> some_of(const Records& records, native::SeededRandomness& dice) {
  constexpr std::uint64_t whole_once_in = 16;
  constexpr int sample = 4;
  std::vector<RecordKey> all;
  const bool whole = dice.below(whole_once_in) == 0;
  for (const auto& [key, edits] : records)
    if (whole || edits.size() > 1) all.push_back(key);
  if (whole) return all;
  std::vector<RecordKey> some;
  for (int left = sample; left > 0 && !all.empty(); --left)
    some.push_back(all[static_cast<std::size_t>(dice.below(all.size()))]);
  return some;
}

Status check_soundness(Device& device, const Exceptions& exceptions) {
  const Result<std::vector<std::string>> problems = store::find_problems(device.store().database());
  if (!problems) return fail(problems.error());
  for (const std::string& problem : *problems) {
    const bool of_numbers = problem.starts_with("Records whose ids this device would give again");
    if (!(of_numbers && exceptions.same_numbers)) return violation(words(device) + ": " + problem);
  }
  return {};
}

}  // namespace

Status check_agreement(const std::vector<Device*>& devices, const Model& model,
                       const Exceptions& exceptions, native::SeededRandomness& dice,
                       Totals& totals) {
  if (Status same = check_dumps(devices); !same) return same;
  const Records records = model.by_record();
  for (const auto& [key, edits] : records) {
    // What nobody has touched is the same on all, which has been looked at.
    if (edits.size() == 1 && edits.front()->author == born) continue;
    const Result<ExpectedRecord> expected = expect(edits);
    if (!expected) return violation(words(key) + ": " + expected.error().detail);
    if (Status shown = check_record(*devices.front(), key, *expected); !shown) return shown;
  }
  // An import holds up what is written beside it, and hides what its author had not seen.
  const bool tells_conflicts =
      !exceptions.copied &&
      std::ranges::none_of(devices, [](const Device* device) { return device->has_imported; });
  for (const RecordKey& key : some_of(records, dice)) {
    const ExpectedConflicts conflicts = expect_conflicts(records.at(key));
    if (tells_conflicts && conflicts.any()) ++totals.conflicts;
    for (Device* device : devices) {
      if (Status whole = check_history(*device, key, records.at(key)); !whole) return whole;
      if (!tells_conflicts) continue;
      if (Status told = check_conflicts(*device, key, conflicts); !told) return told;
    }
  }
  constexpr std::uint64_t sound_once_in = 4;
  if (dice.below(sound_once_in) != 0) return {};
  return check_soundness(*devices[static_cast<std::size_t>(dice.below(devices.size()))],
                         exceptions);
}

}  // namespace holdall::sim
