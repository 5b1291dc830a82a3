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
constexpr const char* dumps[] = {
    "SELECT quote(id)||quote(clock)||life||quote(unknown)||quote(name)||quote(position)||"
    "quote(merged_into) FROM pipeline ORDER BY id",
    "SELECT quote(id)||quote(clock)||life||quote(unknown)||quote(name)||quote(pipeline)||"
    "quote(position)||quote(probability)||quote(merged_into) FROM stage ORDER BY id",
    "SELECT quote(id)||quote(clock)||life||quote(unknown)||quote(name)||quote(merged_into) "
    "FROM organisation ORDER BY id",
    "SELECT quote(id)||quote(clock)||life||quote(unknown)||quote(name)||quote(organisation)||"
    "quote(merged_into) FROM person ORDER BY id",
    "SELECT quote(id)||quote(clock)||life||quote(unknown)||quote(name)||quote(merged_into) "
    "FROM member ORDER BY id",
    "SELECT quote(id)||quote(clock)||life||quote(unknown)||quote(title)||quote(value_minor)||"
    "quote(value_currency)||quote(stage)||quote(pipeline)||quote(position)||outcome||'/'||"
    "outcome_reason||'/'||closed_ms||quote(expected_close)||quote(organisation)||quote(person)||"
    "quote(owner)||quote(owner_name)||quote(product_name)||quote(opened_on)||quote(external_key)||"
    "quote(outcome_note)||quote(merged_into) FROM deal ORDER BY id",
    "SELECT kind||'/'||id||quote(clock)||life||quote(unknown) FROM other_record ORDER BY kind, id",
    // The board's totals, and the same added up anew.
    "SELECT pipeline||' '||outcome||' '||stage||' '||currency||' '||sum(deals)||' '||"
    "sum(minor_high)||' '||sum(minor_low) FROM board_total GROUP BY pipeline, outcome, stage, "
    "currency HAVING sum(deals) <> 0 OR sum(minor_high) <> 0 OR sum(minor_low) <> 0 ORDER BY 1",
    "SELECT ifnull(pipeline, 0)||' '||outcome||' '||ifnull(stage, 0)||' '||"
    "ifnull(value_currency, '')||' '||count(*)||' '||sum(ifnull(value_minor, 0) >> 32)||' '||"
    "sum(ifnull(value_minor, 0) & 4294967295) FROM deal WHERE life % 2 = 1 GROUP BY "
    "ifnull(pipeline, 0), outcome, ifnull(stage, 0), ifnull(value_currency, '') ORDER BY 1",
};
constexpr std::size_t totals_kept = std::size(dumps) - 2;
constexpr std::size_t totals_anew = std::size(dumps) - 1;

Result<std::vector<std::string>> dump(store::Database& database) {
  std::vector<std::string> all;
  for (const char* sql : dumps) {
    std::string& text = all.emplace_back();
    const Result<store::Statement*> select = database.cached(sql);
    if (!select) return fail(select.error());
    store::StatementUse use(**select);
    for (;;) {
      const Result<bool> row = use->step();
      if (!row) return fail(row.error());
      if (!*row) break;
      text.append(use->text(0)).push_back('\n');
    }
  }
  return all;
}

// The first lines in which two texts differ.
std::string difference(const std::string& left, const std::string& right) {
  const auto [one, other] = std::ranges::mismatch(left, right);
  const auto line = [](const std::string& text, std::size_t at) {
    const std::size_t before = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  return "\n  " + line(left, static_cast<std::size_t>(one - left.begin())) + "\n  " +
         line(right, static_cast<std::size_t>(other - right.begin()));
}

Status check_dumps(const std::vector<std::unique_ptr<Device>>& devices) {
  const Result<std::vector<std::string>> first = dump(devices.front()->store().database());
  if (!first) return fail(first.error());
  if ((*first)[totals_kept] != (*first)[totals_anew])
    return violation("the board's totals are not those of its deals:" +
                     difference((*first)[totals_kept], (*first)[totals_anew]));
  for (const auto& device : devices) {
    if (device == devices.front()) continue;
    const Result<std::vector<std::string>> other = dump(device->store().database());
    if (!other) return fail(other.error());
    for (std::size_t index = 0; index < first->size(); ++index) {
      if ((*other)[index] != (*first)[index])
        return violation(words(*devices.front()) + " and " + words(*device) + " differ:" +
                         difference((*first)[index], (*other)[index]));
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
Status check_history(Device& device, const RecordKey& key,
                     const std::vector<const Edit*>& edits) {
  const auto found = store::changes_of_record(
      device.store().records(), static_cast<model::RecordKind>(key.kind), {key.id});
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
    return violation(words(device) + " finds other conflicts in " + words(key) +
                     " than there are");
  const store::TouchedRecord record{kind, {key.id}};
  if (told.any() && std::ranges::find(*pointed_at, record) == pointed_at->end())
    return violation("no merge has pointed " + words(device) + " at the conflict in " +
                     words(key));
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

Status check_soundness(Device& device, const SettlementKind& kind) {
  const Result<std::vector<std::string>> problems =
      store::find_problems(device.store().database());
  if (!problems) return fail(problems.error());
  for (const std::string& problem : *problems) {
    // Of two devices with one number each takes the other's records for its own.
    const bool of_numbers = problem.starts_with("Records whose ids this device would give again");
    if (!(of_numbers && kind.same_numbers)) return violation(words(device) + ": " + problem);
  }
  return {};
}

}  // namespace

Status check_agreement(const std::vector<std::unique_ptr<Device>>& devices, const Model& model,
                       const SettlementKind& kind, native::SeededRandomness& dice,
                       Totals& totals) {
  if (Status same = check_dumps(devices); !same) return same;
  const Records records = model.by_record();
  for (const auto& [key, edits] : records) {
    const Result<ExpectedRecord> expected = expect(edits);
    if (!expected) return violation(words(key) + ": " + expected.error().detail);
    if (Status shown = check_record(*devices.front(), key, *expected); !shown) return shown;
  }
  // An import holds up what is written beside it, and hides what its author had not seen.
  const bool tells_conflicts = std::ranges::none_of(
      devices, [](const auto& device) { return device->has_imported; });
  for (const RecordKey& key : some_of(records, dice)) {
    const ExpectedConflicts conflicts = expect_conflicts(records.at(key));
    if (tells_conflicts && conflicts.any()) ++totals.conflicts;
    for (const auto& device : devices) {
      if (Status whole = check_history(*device, key, records.at(key)); !whole) return whole;
      if (!tells_conflicts) continue;
      if (Status told = check_conflicts(*device, key, conflicts); !told) return told;
    }
  }
  return check_soundness(*devices[static_cast<std::size_t>(dice.below(devices.size()))], kind);
}

}  // namespace holdall::sim
