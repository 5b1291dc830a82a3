#include "base/base64url.h"

#include <algorithm>
#include <cstdint>

namespace holdall {
namespace {

constexpr std::size_t group_bytes = 3;  // become four characters
constexpr std::size_t group_characters = 4;

}  // namespace

std::string base64url(ByteView bytes) {
  std::string text;
  text.reserve((bytes.size() + group_bytes - 1) / group_bytes * group_characters);
  for (; !bytes.empty(); bytes = bytes.subspan(std::min(bytes.size(), group_bytes))) {
    const std::size_t length = std::min(bytes.size(), group_bytes);
    std::uint32_t bits = 0;
    for (std::size_t at = 0; at < group_bytes; ++at) {
      bits = (bits << 8) | (at < length ? bytes[at] : 0U);
    }
    for (std::size_t at = 0; at <= length; ++at)
      text += base64url_alphabet[(bits >> (18 - 6 * at)) & 63];
  }
  return text;
}

std::optional<Bytes> bytes_of_base64url(std::string_view text) {
  if (text.size() % group_characters == 1) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() / group_characters * group_bytes + group_bytes);
  std::uint32_t bits = 0;
  std::uint32_t bit_count = 0;  // of `bits`, not taken yet
  for (const char character : text) {
    const std::size_t digit = base64url_alphabet.find(character);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(digit);
    bit_count += 6;
    if (bit_count < 8) continue;
    bit_count -= 8;
    bytes.push_back(static_cast<std::uint8_t>(bits >> bit_count));
    bits &= (1U << bit_count) - 1;
  }
  if (bits != 0) return std::nullopt;
  return bytes;
}

}  // namespace holdall
