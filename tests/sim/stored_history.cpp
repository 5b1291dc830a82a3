#include "stored_history.h"

#include <algorithm>
#include <utility>

namespace holdall::sim {
namespace {

std::vector<RawCell> raw_cells(ByteView encoded) {
  std::vector<RawCell> cells;
  ByteReader reader(encoded);
  while (reader.left() > 0 && !reader.failed()) {
    RawCell cell{.field = reader.varint(), .value = {}};
    ByteWriter value;
    value.varint(reader.varint());
    value.sized(reader.sized());
    cell.value = value.take();
    cells.push_back(std::move(cell));
  }
  return cells;
}

RawChange raw_change(const store::Statement& row) {
  return {.number = row.integer(0),
          .command = row.integer(1),
          .record = {row.integer(2), row.integer(3)},
          .stamp = {row.integer(4), row.integer(5)},
          .wall_ms = row.integer(6),
          .cells = raw_cells(row.blob(7))};
}

}  // namespace

const Bytes* RawChange::find(std::uint64_t field) const {
  const auto found = std::ranges::find(cells, field, &RawCell::field);
  return found == cells.end() ? nullptr : &found->value;
}

RawValue raw_value(ByteView encoded) {
  ByteReader reader(encoded);
  RawValue value{.type = reader.varint(), .payload = {}};
  const ByteView payload = reader.sized();
  value.payload.assign(payload.begin(), payload.end());
  return value;
}

bool is_raw_none(ByteView encoded) { return raw_value(encoded).type == raw_none; }

std::int64_t raw_integer_of(ByteView encoded) {
  const RawValue value = raw_value(encoded);
  return ByteReader(value.payload).signed_varint();
}

std::map<Bytes, std::int64_t> raw_elements_of(ByteView encoded) {
  std::map<Bytes, std::int64_t> elements;
  const RawValue value = raw_value(encoded);
  ByteReader reader(value.payload);
  while (reader.left() > 0 && !reader.failed()) {
    const ByteView element = reader.sized();
    const auto length = static_cast<std::int64_t>(reader.varint());
    elements[Bytes(element.begin(), element.end())] = length;
  }
  return elements;
}

Result<std::vector<RawChange>> read_changes(store::Database& database, std::int64_t above) {
  const Result<store::Statement*> select = database.cached(
      "SELECT number, command, kind, record, stamp_time, stamp_device, wall_ms, cells FROM change "
      "WHERE number > ?1 ORDER BY number");
  if (!select) return fail(select.error());
  store::StatementUse use(**select);
  use->bind(1, above);
  std::vector<RawChange> changes;
  for (;;) {
    const Result<bool> row = use->step();
    if (!row) return fail(row.error());
    if (!*row) return changes;
    changes.push_back(raw_change(*use));
  }
}

Result<RawStreams> read_streams(store::Database& database) {
  RawStreams streams;
  const Result<store::Statement*> others =
      database.cached("SELECT name, sequence FROM stream WHERE number <> 0 AND sequence > 0");
  if (!others) return fail(others.error());
  store::StatementUse other(**others);
  for (;;) {
    const Result<bool> row = other->step();
    if (!row) return fail(row.error());
    if (!*row) break;
    DeviceName name;
    if (other->blob(0).size() != name.bytes.size()) return violation("the name of a stream");
    std::ranges::copy(other->blob(0), name.bytes.begin());
    streams.merged[name] = other->integer(1);
  }
  const Result<store::Statement*> own =
      database.cached("SELECT last_change FROM batch WHERE stream = 0 ORDER BY sequence");
  if (!own) return fail(own.error());
  store::StatementUse batch(**own);
  for (;;) {
    const Result<bool> row = batch->step();
    if (!row) return fail(row.error());
    if (!*row) return streams;
    streams.own_ends.push_back(batch->integer(0));
  }
}

}  // namespace holdall::sim
