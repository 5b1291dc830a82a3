#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

#include "base/utf8.h"

namespace holdall::test {

// The seed of a property test: HOLDALL_SEED, or one that changes from run to run. Tests print it
// with CAPTURE.
inline std::uint64_t property_seed() {
  const char* given = std::getenv("HOLDALL_SEED");
  if (given != nullptr) return std::strtoull(given, nullptr, 10);
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

// Valid UTF-8 of up to `longest` code points, mostly of the scripts and marks that people type.
inline std::string random_text(std::mt19937_64& random, std::size_t longest) {
  static constexpr char32_t ranges[][2] = {
      {0x20, 0x7E},   {0x30, 0x39},     {0xA0, 0x24F},    {0x300, 0x314},
      {0x400, 0x4FF}, {0x1E00, 0x1EFF}, {0x2000, 0x2060}, {0x20A0, 0x20BF},
      {0x9, 0xD},     {0x370, 0x3FF},   {0x4E00, 0x4EFF}, {0x1F600, 0x1F64F},
  };
  std::string text;
  const std::size_t length = random() % (longest + 1);
  for (std::size_t i = 0; i < length; ++i) {
    const auto& range = ranges[random() % std::size(ranges)];
    append_code_point(text, range[0] + static_cast<char32_t>(random() % (range[1] - range[0] + 1)));
  }
  return text;
}

inline std::string random_bytes(std::mt19937_64& random, std::size_t longest) {
  std::string bytes(random() % (longest + 1), '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

}  // namespace holdall::test
