#include "change/change.h"

#include <algorithm>

#include "base/assert.h"
#include "change/causal_length.h"
#include "change/set_elements.h"
#include "change/value_codec.h"

namespace holdall::change {
namespace {

bool is_life(const model::Value& value) {
  const auto* length = std::get_if<std::int64_t>(&value);
  return length != nullptr && is_causal_length(*length);
}

bool has_elements(const model::Value& value) {
  const auto* set = std::get_if<model::SetElements>(&value);
  return set != nullptr && !set->encoded.empty() && are_set_elements(set->encoded);
}

}  // namespace

bool is_creation(const Change& change) {
  if (change.cells.empty() || change.cells.front().field != model::life_field) return false;
  const auto* length = std::get_if<std::int64_t>(&change.cells.front().value);
  return length != nullptr && *length == 1;
}

Status check_change(const Change& change) {
  if (change.record.value <= 0) return fail(ErrorCode::damaged, "a change of no record");
  if (change.stamp.milliseconds < 0 || change.stamp.milliseconds >= stamp_limit_ms)
    return fail(ErrorCode::damaged, "a change's stamp");
  const bool creates = is_creation(change);
  std::int32_t previous = -1;
  for (const CellValue& cell : change.cells) {
    if (cell.field <= previous) return fail(ErrorCode::damaged, "the order of a change's fields");
    previous = cell.field;
    if (cell.field == model::life_field) {
      if (!is_life(cell.value)) return fail(ErrorCode::damaged, "a life that is no causal length");
    } else if (model::is_set_field(cell.field)) {
      if (!has_elements(cell.value)) return fail(ErrorCode::damaged, "a set without elements");
    } else if (creates && std::holds_alternative<model::NoValue>(cell.value)) {
      return fail(ErrorCode::damaged, "a creation with a cell of no value");
    }
  }
  return {};
}

Bytes encode_cells(std::span<const CellValue> cells) {
  HOLDALL_ASSERT(std::ranges::is_sorted(cells, {}, &CellValue::field));
  ByteWriter writer;
  for (const CellValue& cell : cells) {
    writer.varint(cell.field);
    encode_value(writer, cell.value);
  }
  return writer.take();
}

Result<std::vector<CellValue>> decode_cells(ByteView bytes) {
  std::vector<CellValue> cells;
  ByteReader reader(bytes);
  while (reader.left() > 0) {
    const std::uint64_t field = reader.varint();
    const bool ascending = cells.empty() || field > cells.back().field;
    if (reader.failed() || field > UINT16_MAX || !ascending)
      return fail(ErrorCode::damaged, "cells");
    Result<model::Value> value = decode_value(reader);
    if (!value) return fail(std::move(value.error()));
    cells.push_back({static_cast<model::FieldNumber>(field), *std::move(value)});
  }
  if (reader.failed()) return fail(ErrorCode::damaged, "cells");
  return cells;
}

}  // namespace holdall::change
