#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/record_id.h"
#include "base/result.h"
#include "change/stamp.h"
#include "model/fields.h"
#include "model/value.h"

namespace holdall::change {

// One cell and its new value.
struct CellValue {
  model::FieldNumber field = 0;
  model::Value value;

  friend bool operator==(const CellValue&, const CellValue&) = default;
};

// New values of cells of one record, all under one stamp. The creation of a record is one change
// with its first values, life_field among them.
struct Change {
  model::RecordKind kind{};
  RecordId record;
  Stamp stamp;
  std::int64_t wall_ms = 0;  // for people: history and reports; never for merging
  std::vector<CellValue> cells;

  friend bool operator==(const Change&, const Change&) = default;
};

// The change that brings its record into being: it carries life 1.
[[nodiscard]] bool is_creation(const Change& change);

// Whether the change is one that merge takes: the record is one (a positive id), the stamp is below
// its limit, the fields ascend, a life is a causal length, a set field has elements and a creation
// no value 'none'. Fails with `damaged`, whatever kinds, fields and types are known.
[[nodiscard]] Status check_change(const Change& change);

// docs/data-format.md 'Cells': field number and value, by ascending field, until the end of the
// bytes.
[[nodiscard]] Bytes encode_cells(std::span<const CellValue> cells);
// Fails with `damaged` on anything else, fields out of order among it.
[[nodiscard]] Result<std::vector<CellValue>> decode_cells(ByteView bytes);

}  // namespace holdall::change
