#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "model/value.h"

namespace holdall::change {

// Permanent numbers of the types of values.
enum class ValueType : std::uint64_t {
  none = 0,
  integer = 1,
  text = 2,
  money = 3,
  outcome = 4,
  record = 5,
  date = 6,
  order_key = 7,
  set_elements = 8,
};

// docs/data-format.md 'Values': type, length, payload. The encoding of a value is unique, so that
// the final tie of a merge (the greater bytes) is the same everywhere; a type that is not known,
// and a payload that its type does not have in this version, are kept as they came.
void encode_value(ByteWriter& writer, const model::Value& value);
[[nodiscard]] Result<model::Value> decode_value(ByteReader& reader);

// The last tie of a merge: whether the encoding of `left` is greater as bytes, a prefix being less.
[[nodiscard]] bool has_greater_bytes(const model::Value& left, const model::Value& right);

}  // namespace holdall::change
