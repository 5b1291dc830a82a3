#include "change/change.h"

#include <algorithm>

#include "base/assert.h"
#include "change/value_codec.h"

namespace holdall::change {

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
