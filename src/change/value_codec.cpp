#include "change/value_codec.h"

#include <optional>

#include "base/utf8.h"
#include "change/set_elements.h"

namespace holdall::change {
namespace {

using model::Value;

struct PayloadWriter {
  ByteWriter& payload;

  ValueType operator()(model::NoValue) const { return ValueType::none; }
  ValueType operator()(std::int64_t integer) const {
    payload.signed_varint(integer);
    return ValueType::integer;
  }
  ValueType operator()(const std::string& text) const {
    payload.append(as_bytes(text));
    return ValueType::text;
  }
  ValueType operator()(const model::Money& money) const {
    payload.append(as_bytes(money.currency.code()));
    payload.signed_varint(money.minor);
    return ValueType::money;
  }
  ValueType operator()(const model::Outcome& outcome) const {
    payload.fixed_u8(static_cast<std::uint8_t>(outcome.state));
    payload.varint(static_cast<std::uint64_t>(outcome.reason.value));
    payload.signed_varint(outcome.closed_ms);
    return ValueType::outcome;
  }
  ValueType operator()(RecordId record) const {
    payload.varint(static_cast<std::uint64_t>(record.value));
    return ValueType::record;
  }
  ValueType operator()(model::Date date) const {
    payload.signed_varint(date.days);
    return ValueType::date;
  }
  ValueType operator()(const model::OrderKey& key) const {
    payload.append(key.bytes);
    return ValueType::order_key;
  }
  ValueType operator()(const model::SetElements& set) const {
    payload.append(set.encoded);
    return ValueType::set_elements;
  }
  ValueType operator()(const model::UnknownValue& unknown) const {
    payload.append(unknown.payload);
    return static_cast<ValueType>(unknown.type);
  }
};

std::optional<RecordId> decode_record(ByteReader& payload) {
  const std::uint64_t value = payload.varint();
  if (value > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
  return RecordId{static_cast<std::int64_t>(value)};
}

std::optional<Value> decode_money(ByteReader& payload) {
  const auto currency = model::currency_from_code(as_text(payload.take(3)));
  const std::int64_t minor = payload.signed_varint();
  if (!currency) return std::nullopt;
  return model::Money{minor, *currency};
}

std::optional<Value> decode_outcome(ByteReader& payload) {
  const std::uint8_t state = payload.fixed_u8();
  const auto reason = decode_record(payload);
  const std::int64_t closed_ms = payload.signed_varint();
  if (state > static_cast<std::uint8_t>(model::OutcomeState::lost) || !reason) return std::nullopt;
  return model::Outcome{static_cast<model::OutcomeState>(state), *reason, closed_ms};
}

std::optional<Value> decode_date(ByteReader& payload) {
  const std::int64_t days = payload.signed_varint();
  if (days < INT32_MIN || days > INT32_MAX) return std::nullopt;
  return model::Date{static_cast<std::int32_t>(days)};
}

// Nothing for a type or a payload that this version does not know.
std::optional<Value> decode_payload(std::uint64_t type, ByteReader& payload) {
  switch (static_cast<ValueType>(type)) {
    case ValueType::none:
      return model::NoValue{};
    case ValueType::integer:
      return payload.signed_varint();
    case ValueType::text: {
      const std::string_view text = as_text(payload.take(payload.left()));
      if (!is_valid_utf8(text)) return std::nullopt;
      return std::string(text);
    }
    case ValueType::money:
      return decode_money(payload);
    case ValueType::outcome:
      return decode_outcome(payload);
    case ValueType::record: {
      const auto record = decode_record(payload);
      if (!record) return std::nullopt;
      return *record;
    }
    case ValueType::date:
      return decode_date(payload);
    case ValueType::order_key: {
      const ByteView key = payload.take(payload.left());
      return model::OrderKey{Bytes(key.begin(), key.end())};
    }
    case ValueType::set_elements: {
      const ByteView elements = payload.take(payload.left());
      if (!are_set_elements(elements)) return std::nullopt;
      return model::SetElements{Bytes(elements.begin(), elements.end())};
    }
  }
  return std::nullopt;
}

}  // namespace

void encode_value(ByteWriter& writer, const Value& value) {
  ByteWriter payload;
  const ValueType type = std::visit(PayloadWriter{payload}, value);
  writer.varint(static_cast<std::uint64_t>(type));
  writer.sized(payload.bytes());
}

Result<Value> decode_value(ByteReader& reader) {
  const std::uint64_t type = reader.varint();
  const ByteView bytes = reader.sized();
  if (reader.failed()) return fail(ErrorCode::damaged, "value");
  ByteReader payload(bytes);
  std::optional<Value> value = decode_payload(type, payload);
  // A later version may know more states, or write more behind what is known.
  if (value && payload.at_end()) return *std::move(value);
  return model::UnknownValue{type, Bytes(bytes.begin(), bytes.end())};
}

bool has_greater_bytes(const Value& left, const Value& right) {
  ByteWriter left_bytes;
  ByteWriter right_bytes;
  encode_value(left_bytes, left);
  encode_value(right_bytes, right);
  return left_bytes.bytes() > right_bytes.bytes();
}

}  // namespace holdall::change
