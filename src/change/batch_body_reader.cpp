#include <algorithm>
#include <new>
#include <utility>

#include "base/assert.h"
#include "change/batch_body.h"
#include "change/bounded_archive.h"

namespace holdall::change {
namespace {

// The values of one change may be as long as a quarter of what may be allocated for it: a text that
// grows is there three times for a moment, and the cells themselves take as much again at most.
constexpr std::size_t text_share = 4;

// What a value has outside of its cell.
std::size_t heap_bytes(const model::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text->size();
  if (const auto* key = std::get_if<model::OrderKey>(&value)) return key->bytes.size();
  if (const auto* set = std::get_if<model::SetElements>(&value)) return set->encoded.size();
  if (const auto* unknown = std::get_if<model::UnknownValue>(&value))
    return unknown->payload.size();
  return 0;
}

std::unexpected<Error> damaged(const char* what) { return fail(ErrorCode::damaged, what); }

}  // namespace

Result<BodyReader> BodyReader::open(Bytes body, AllocationBudget budget, TrailingBytes trailing) {
  try {
    BodyReader reader;
    if (!budget.take(body.size())) return damaged("a body that unfolds too far");
    reader.body_ = std::move(body);
    Result<BatchColumns<ByteView>> columns =
        read_bounded<BatchColumns<ByteView>>(reader.body_, budget, trailing);
    if (!columns) return fail(std::move(columns.error()));
    reader.columns_ = *std::move(columns);
    reader.budget_ = budget;
    if (Status checked = reader.check_forms(); !checked) return fail(std::move(checked.error()));
    if (Status through = reader.read_through(); !through) return fail(std::move(through.error()));
    // Again from the start, with the budget that there was before.
    if (Status begun = reader.begin(); !begun) return fail(std::move(begun.error()));
    return reader;
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "reading a batch");
  }
}

Status BodyReader::check_forms() const {
  const bool too_many = columns_.command_names.count > batch_commands_max ||
                        columns_.command_of.count > batch_changes_max;
  if (too_many) return damaged("more in one batch than there may be");
  for (const ChangeForm& form : columns_.forms) {
    std::int32_t field_before = -1;
    for (const std::uint32_t number : form.groups) {
      if (number >= columns_.groups.size()) return damaged("a form without its group");
      const ValueGroup<ByteView>& group = columns_.groups[number];
      if (group.kind != form.kind || group.field <= field_before) {
        return damaged("a form whose fields are not those of its kind, ascending");
      }
      field_before = group.field;
    }
  }
  return {};
}

Status BodyReader::begin() {
  cursor_ = Cursor{};
  cursor_.command_of = NumberReader(columns_.command_of);
  cursor_.form_of = NumberReader(columns_.form_of);
  cursor_.record_devices = NumberReader(columns_.records.devices);
  cursor_.record_counters = NumberReader(columns_.records.counters);
  cursor_.stamp_milliseconds = NumberReader(columns_.stamp_milliseconds);
  cursor_.stamp_counters = NumberReader(columns_.stamp_counters);
  cursor_.stamp_devices = NumberReader(columns_.stamp_devices);
  cursor_.walls = NumberReader(columns_.walls);
  AllocationBudget budget = budget_;
  if (!budget.take(columns_.groups.size() * sizeof(ValueReader))) {
    return damaged("too many groups of values");
  }
  cursor_.groups.reserve(columns_.groups.size());
  for (const ValueGroup<ByteView>& group : columns_.groups) {
    Result<ValueReader> reader = ValueReader::open(group, budget);
    if (!reader) return fail(std::move(reader.error()));
    cursor_.groups.push_back(*std::move(reader));
  }
  text_max_ = budget.left() / text_share;
  return {};
}

bool BodyReader::read_cells(const ChangeForm& form, Change& change) {
  cursor_.cells += form.groups.size();
  if (cursor_.cells > batch_cells_max) return false;
  const std::size_t cells_max = text_max_ / sizeof(CellValue);
  if (form.groups.size() > cells_max) return false;
  change.cells.clear();
  change.cells.resize(form.groups.size());
  std::size_t text_left = text_max_;
  for (std::size_t index = 0; index < form.groups.size(); ++index) {
    const std::uint32_t group = form.groups[index];
    CellValue& cell = change.cells[index];
    cell.field = columns_.groups[group].field;
    if (!cursor_.groups[group].next(columns_.devices, cell.value, text_left)) return false;
    text_left -= std::min(text_left, heap_bytes(cell.value));
  }
  return true;
}

bool BodyReader::read(BatchChange& change) {
  const std::uint64_t command = cursor_.command_of.next();
  const std::uint64_t form = cursor_.form_of.next();
  const std::uint64_t record_device = cursor_.record_devices.next();
  const std::uint64_t record_counter = cursor_.record_counters.next();
  const std::uint64_t milliseconds = cursor_.stamp_milliseconds.next();
  const std::uint64_t counter = cursor_.stamp_counters.next();
  const std::uint64_t stamp_device = cursor_.stamp_devices.next();
  const std::uint64_t wall = cursor_.walls.next();
  constexpr std::uint32_t device_max = 0x7FFFFFFF;
  const bool failed = cursor_.command_of.failed() || cursor_.form_of.failed() ||
                      cursor_.record_devices.failed() || cursor_.record_counters.failed() ||
                      cursor_.stamp_milliseconds.failed() || cursor_.stamp_counters.failed() ||
                      cursor_.stamp_devices.failed() || cursor_.walls.failed();
  const std::vector<std::uint32_t>& devices = columns_.devices;
  if (failed || command >= columns_.command_names.count || form >= columns_.forms.size() ||
      record_device >= devices.size() || record_counter > UINT32_MAX ||
      stamp_device >= devices.size() ||
      milliseconds >= static_cast<std::uint64_t>(stamp_limit_ms) || counter > UINT16_MAX) {
    return false;
  }
  const std::uint32_t maker = devices[static_cast<std::size_t>(record_device)];
  if (maker > device_max) return false;
  change.command = static_cast<std::uint32_t>(command);
  const ChangeForm& columns = columns_.forms[static_cast<std::size_t>(form)];
  change.change.kind = static_cast<model::RecordKind>(columns.kind);
  change.change.record = RecordId::of(maker, static_cast<std::uint32_t>(record_counter));
  change.change.stamp = {static_cast<std::int64_t>(milliseconds),
                         static_cast<std::uint16_t>(counter),
                         devices[static_cast<std::size_t>(stamp_device)]};
  change.change.wall_ms = static_cast<std::int64_t>(milliseconds + wall);
  return change.change.record && read_cells(columns, change.change);
}

bool BodyReader::finished() const {
  const auto is_finished = [](const ValueReader& reader) { return reader.finished(); };
  return cursor_.command_of.finished() && cursor_.form_of.finished() &&
         cursor_.record_devices.finished() && cursor_.record_counters.finished() &&
         cursor_.stamp_milliseconds.finished() && cursor_.stamp_counters.finished() &&
         cursor_.stamp_devices.finished() && cursor_.walls.finished() &&
         std::ranges::all_of(cursor_.groups, is_finished);
}

Status BodyReader::read_commands() {
  NumberReader names(columns_.command_names);
  NumberReader walls(columns_.command_walls);
  const std::uint64_t count = columns_.command_names.count;
  // Beside each a mark, for as long as the first changes are looked for.
  if (!budget_.take(count * sizeof(BatchCommand))) return damaged("too many commands");
  commands_.reserve(static_cast<std::size_t>(count));
  while (names.left() > 0) {
    const std::uint64_t name = names.next();
    const auto wall_ms = static_cast<std::int64_t>(walls.next());
    if (names.failed() || walls.failed() || name > UINT16_MAX) return damaged("commands");
    commands_.push_back({.name = static_cast<std::uint16_t>(name), .wall_ms = wall_ms});
  }
  if (!names.finished() || !walls.finished()) return damaged("commands");
  return {};
}

Status BodyReader::read_through() {
  if (Status commands = read_commands(); !commands) return commands;
  if (Status begun = begin(); !begun) return begun;
  const std::size_t marks = commands_.size() / 8 + 1;
  if (marks > text_max_) return damaged("too many commands");
  std::vector<bool> has_changes(commands_.size());
  BatchChange change;
  while (cursor_.command_of.left() > 0) {
    if (!read(change)) return damaged("changes");
    if (has_changes[change.command]) continue;
    has_changes[change.command] = true;
    BatchCommand& command = commands_[change.command];
    command.wall_ms = static_cast<std::int64_t>(static_cast<std::uint64_t>(command.wall_ms) +
                                                static_cast<std::uint64_t>(change.change.wall_ms));
  }
  if (!finished()) return damaged("values that belong to no change");
  return {};
}

bool BodyReader::next(BatchChange& change) {
  if (cursor_.command_of.left() == 0) return false;
  const bool whole = read(change);
  HOLDALL_ASSERT(whole);  // all of it was read before
  return true;
}

}  // namespace holdall::change
