#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "base/bytes.h"
#include "base/record_id.h"
#include "model/date.h"
#include "model/money.h"
#include "model/outcome.h"

namespace holdall::model {

// A value of a type, or with a payload, that this version does not know: kept as it came, shown
// nowhere, given on unchanged.
struct UnknownValue {
  std::uint64_t type = 0;
  Bytes payload;

  friend bool operator==(const UnknownValue&, const UnknownValue&) = default;
};

struct NoValue {
  friend bool operator==(NoValue, NoValue) = default;
};

// A key that orders records among their neighbours (model/order_key.h).
struct OrderKey {
  Bytes bytes;

  friend auto operator<=>(const OrderKey&, const OrderKey&) = default;
};

// Elements of a set, each with its causal length, as they are encoded (change/set_elements.h):
// those that a change touches, or all.
struct SetElements {
  Bytes encoded;

  friend bool operator==(const SetElements&, const SetElements&) = default;
};

// What a cell holds. A cell is the smallest thing that two people can change against each other.
using Value = std::variant<NoValue, std::int64_t, std::string, Money, Outcome, RecordId, Date,
                           OrderKey, SetElements, UnknownValue>;

}  // namespace holdall::model
