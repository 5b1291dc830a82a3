#include <algorithm>
#include <optional>
#include <utility>

#include "change/batch_body.h"

namespace holdall::change {
namespace {

// An id of a list of devices and a counter; nothing for what is none.
std::optional<RecordId> record_id(std::span<const std::uint32_t> devices, std::uint64_t device,
                                  std::uint64_t counter) {
  constexpr std::uint32_t device_max = 0x7FFFFFFF;
  if (device >= devices.size() || counter > UINT32_MAX) return std::nullopt;
  const std::uint32_t number = devices[static_cast<std::size_t>(device)];
  if (number > device_max) return std::nullopt;
  return RecordId::of(number, static_cast<std::uint32_t>(counter));
}

}  // namespace

Result<ValueReader> ValueReader::open(const ValueGroup<ByteView>& group, AllocationBudget& budget) {
  const auto damaged = [] { return fail(ErrorCode::damaged, "a group of values"); };
  ValueReader reader;
  reader.type_ = static_cast<ValueType>(group.type);
  reader.layout_ = group.layout;
  const bool known =
      group.layout == Layout::raw || group.type <= static_cast<std::uint64_t>(ValueType::order_key);
  const GroupColumns there{.numbers = group.numbers.size(),
                           .ids = group.ids.size(),
                           .texts = group.texts.size(),
                           .blobs = group.blobs.size()};
  if (!known || there != columns_of(reader.type_, group.layout)) return damaged();
  const std::size_t numbers = there.numbers + 2 * there.ids;
  if (!budget.take(numbers * sizeof(NumberReader) + there.texts * sizeof(TextReader) +
                   there.blobs * sizeof(BlobReader))) {
    return damaged();
  }
  reader.numbers_.reserve(numbers);
  for (const NumberColumn<ByteView>& column : group.numbers) reader.numbers_.emplace_back(column);
  for (const IdColumn<ByteView>& column : group.ids) {
    reader.numbers_.emplace_back(column.devices);
    reader.numbers_.emplace_back(column.counters);
  }
  for (const TextColumn<ByteView>& column : group.texts) {
    Result<TextReader> texts = TextReader::open(column, budget);
    if (!texts) return fail(std::move(texts.error()));
    reader.texts_.push_back(*std::move(texts));
  }
  for (const BlobColumn<ByteView>& column : group.blobs) reader.blobs_.emplace_back(column);
  return reader;
}

bool ValueReader::next_text(model::Value& value, std::size_t text_max) {
  texts_[0].next(value.emplace<std::string>(), text_max);
  return !texts_[0].failed();
}

bool ValueReader::next_money(model::Value& value) {
  const auto minor = static_cast<std::int64_t>(numbers_[0].next());
  texts_[0].next(currency_, 3);
  const std::optional<model::Currency> currency = model::currency_from_code(currency_);
  if (numbers_[0].failed() || texts_[0].failed() || !currency) return false;
  value = model::Money{minor, *currency};
  return true;
}

bool ValueReader::next_outcome(std::span<const std::uint32_t> devices, model::Value& value) {
  const std::uint64_t state = numbers_[0].next();
  const auto closed_ms = static_cast<std::int64_t>(numbers_[1].next());
  const std::uint64_t device = numbers_[2].next();
  const std::optional<RecordId> reason = record_id(devices, device, numbers_[3].next());
  const bool known = state <= static_cast<std::uint64_t>(model::OutcomeState::lost);
  if (!known || !reason || std::ranges::any_of(numbers_, &NumberReader::failed)) return false;
  value = model::Outcome{static_cast<model::OutcomeState>(state), *reason, closed_ms};
  return true;
}

// A payload that this version knows after all is one of a device that did not.
bool ValueReader::next_raw(model::Value& value, std::size_t size_max) {
  const ByteView payload = blobs_[0].next();
  if (blobs_[0].failed() || payload.size() > size_max) return false;
  ByteWriter writer;
  writer.varint(static_cast<std::uint64_t>(type_));
  writer.sized(payload);
  ByteReader reader(writer.bytes());
  Result<model::Value> decoded = decode_value(reader);
  if (!decoded) return false;
  value = *std::move(decoded);
  return true;
}

bool ValueReader::next(std::span<const std::uint32_t> devices, model::Value& value,
                       std::size_t text_max) {
  if (layout_ == Layout::raw) return next_raw(value, text_max);
  switch (type_) {
    case ValueType::none:
      value = model::NoValue{};
      return true;
    case ValueType::integer:
      value = static_cast<std::int64_t>(numbers_[0].next());
      return !numbers_[0].failed();
    case ValueType::text:
      return next_text(value, text_max);
    case ValueType::money:
      return next_money(value);
    case ValueType::outcome:
      return next_outcome(devices, value);
    case ValueType::record: {
      const std::uint64_t device = numbers_[0].next();
      const std::optional<RecordId> id = record_id(devices, device, numbers_[1].next());
      if (!id || numbers_[0].failed() || numbers_[1].failed()) return false;
      value = *id;
      return true;
    }
    case ValueType::date: {
      const auto days = static_cast<std::int64_t>(numbers_[0].next());
      if (numbers_[0].failed() || days < INT32_MIN || days > INT32_MAX) return false;
      value = model::Date{static_cast<std::int32_t>(days)};
      return true;
    }
    case ValueType::order_key: {
      const ByteView key = blobs_[0].next();
      if (blobs_[0].failed() || key.size() > text_max) return false;
      value = model::OrderKey{Bytes(key.begin(), key.end())};
      return true;
    }
    case ValueType::set_elements:
      break;
  }
  return false;
}

bool ValueReader::finished() const {
  const auto is_finished = [](const auto& reader) { return reader.finished(); };
  return std::ranges::all_of(numbers_, is_finished) && std::ranges::all_of(texts_, is_finished) &&
         std::ranges::all_of(blobs_, is_finished);
}

}  // namespace holdall::change
