#include "change/clock.h"

#include <algorithm>

namespace holdall::change {
namespace {

// Times of one row lie close together and most edits come from the device that made it, so an
// exception is coded as the difference in packed time and a device that is 0 for 'the base's'.
void encode_device(ByteWriter& writer, DeviceNumber device, DeviceNumber base) {
  writer.varint(device == base ? 0 : std::uint64_t{device} + 1);
}

bool is_honest(std::int64_t packed) { return packed >= 0 && (packed >> 16) < stamp_limit_ms; }

}  // namespace

Stamp Clock::stamp(model::FieldNumber field) const {
  const Stamp* own = exception(field);
  return own != nullptr ? *own : base_;
}

const Stamp* Clock::exception(model::FieldNumber field) const {
  const auto found = std::ranges::lower_bound(exceptions_, field, {}, &Exception::field);
  return found != exceptions_.end() && found->field == field ? &found->stamp : nullptr;
}

void Clock::set(model::FieldNumber field, Stamp stamp) {
  if (stamp != base_) return set_none(field, stamp);
  const auto place = std::ranges::lower_bound(exceptions_, field, {}, &Exception::field);
  if (place != exceptions_.end() && place->field == field) exceptions_.erase(place);
}

void Clock::set_none(model::FieldNumber field, Stamp stamp) {
  const auto place = std::ranges::lower_bound(exceptions_, field, {}, &Exception::field);
  if (place != exceptions_.end() && place->field == field) {
    place->stamp = stamp;
  } else {
    exceptions_.insert(place, Exception{field, stamp});
  }
}

void Clock::move_base(Stamp base, std::span<const model::FieldNumber> valued) {
  std::vector<Exception> moved;
  moved.reserve(exceptions_.size() + valued.size());
  auto next = exceptions_.cbegin();
  for (const model::FieldNumber field : valued) {
    for (; next != exceptions_.cend() && next->field < field; ++next) moved.push_back(*next);
    const bool present = next != exceptions_.cend() && next->field == field;
    const Stamp stamp = present ? (next++)->stamp : base_;
    if (stamp != base) moved.push_back({field, stamp});
  }
  moved.insert(moved.end(), next, exceptions_.cend());
  base_ = base;
  exceptions_ = std::move(moved);
}

Bytes Clock::encode() const {
  ByteWriter writer;
  writer.varint(static_cast<std::uint64_t>(packed_time(base_)));
  writer.varint(base_.device);
  for (const Exception& exception : exceptions_) {
    writer.varint(exception.field);
    writer.signed_varint(packed_time(exception.stamp) - packed_time(base_));
    encode_device(writer, exception.stamp.device, base_.device);
  }
  return writer.take();
}

Result<Clock> Clock::decode(ByteView bytes) {
  ByteReader reader(bytes);
  const auto base_time = static_cast<std::int64_t>(reader.varint());
  const std::uint64_t base_device = reader.varint();
  bool valid = is_honest(base_time) && base_device <= UINT32_MAX;
  Clock clock(stamp_from_packed(base_time, static_cast<DeviceNumber>(base_device)));
  std::int64_t previous_field = -1;
  while (valid && reader.left() > 0) {
    const std::uint64_t field = reader.varint();
    const std::int64_t difference = reader.signed_varint();
    const std::uint64_t device = reader.varint();
    // Both times lie within 63 bits, so an honest difference cannot overflow.
    const bool in_range = difference >= -base_time && difference <= INT64_MAX - base_time;
    valid = !reader.failed() && in_range && field <= UINT16_MAX &&
            device <= std::uint64_t{UINT32_MAX} + 1 &&
            static_cast<std::int64_t>(field) > previous_field && is_honest(base_time + difference);
    if (!valid) break;
    const auto own_device =
        device == 0 ? clock.base_.device : static_cast<DeviceNumber>(device - 1);
    const Stamp stamp = stamp_from_packed(base_time + difference, own_device);
    valid = device == 0 || own_device != clock.base_.device;  // else it has a shorter coding
    previous_field = static_cast<std::int64_t>(field);
    clock.exceptions_.push_back({static_cast<model::FieldNumber>(field), stamp});
  }
  if (!valid || reader.failed()) return fail(ErrorCode::damaged, "packed clock");
  return clock;
}

}  // namespace holdall::change
