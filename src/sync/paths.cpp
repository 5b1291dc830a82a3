#include "sync/paths.h"

#include <array>
#include <string_view>

namespace holdall::sync {
namespace {

std::string device_folder(const DeviceName& device) { return "d/" + lowercase_hex(device.bytes); }

std::string attempt_text(std::uint32_t attempt) {
  const std::array<std::uint8_t, 4> bytes = {
      static_cast<std::uint8_t>(attempt >> 24), static_cast<std::uint8_t>(attempt >> 16),
      static_cast<std::uint8_t>(attempt >> 8), static_cast<std::uint8_t>(attempt)};
  return lowercase_hex(bytes);
}

}  // namespace

std::string lowercase_hex(ByteView bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 0xF];
  }
  return text;
}

std::string space_path(const SpaceId& space) { return "space/" + lowercase_hex(space.bytes); }

std::string head_path(const DeviceName& device, std::uint64_t counter) {
  return device_folder(device) + (counter % 2 == 0 ? "/h0" : "/h1");
}

std::string index_path(const DeviceName& device, std::uint64_t number, std::uint32_t attempt) {
  return device_folder(device) + "/i/" + std::to_string(number) + "." + attempt_text(attempt);
}

std::string batch_path(const DeviceName& device, std::uint64_t sequence, std::uint32_t attempt) {
  return device_folder(device) + "/b/" + std::to_string(sequence) + "." + attempt_text(attempt);
}

std::string snapshot_path(const DeviceName& device, std::uint64_t number, std::uint32_t attempt,
                          std::size_t chunk) {
  return device_folder(device) + "/s/" + std::to_string(number) + "." + attempt_text(attempt) +
         "/" + std::to_string(chunk);
}

std::string door_path(const DeviceName& invitation) {
  return "n/" + lowercase_hex(invitation.bytes);
}

std::string successor_path(const DeviceName& device, std::uint64_t number) {
  return door_path(device) + "." + std::to_string(number);
}

}  // namespace holdall::sync
