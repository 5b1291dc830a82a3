#pragma once

#include <doctest/doctest.h>

#include <concepts>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "sync/paths.h"

// JSON for the vectors of a format, and the file in which they stand.
namespace holdall::sync {

// Texts are none in which JSON would escape anything.
inline std::string in_quotes(std::string_view text) { return '"' + std::string(text) + '"'; }
inline std::string member(std::string_view name, std::string_view value) {
  return in_quotes(name) + ": " + std::string(value);
}
inline std::string hex_member(std::string_view name, ByteView bytes) {
  return member(name, in_quotes(lowercase_hex(bytes)));
}
// In quotes: JavaScript's numbers do not hold all of 64 bits.
template <std::integral Number>
std::string number_member(std::string_view name, Number number) {
  return member(name, in_quotes(std::to_string(number)));
}

template <class Items, class Write>
std::string list(const Items& items, Write write) {
  std::string text = "[";
  for (const auto& item : items) text += (text.size() > 1 ? ",\n" : "\n") + write(item);
  return text + (items.empty() ? "]" : "\n]");
}

// The vectors that were made must be those that are in the file, so that no change of a format goes
// unnoticed. To write them after a change that is meant:
// HOLDALL_WRITE_VECTORS=1 build/native-debug/unit_sync
inline void check_vectors(const std::string& file_name, std::string_view made) {
  if (std::getenv("HOLDALL_WRITE_VECTORS") != nullptr) {
    std::ofstream(file_name, std::ios::binary) << made;
  }
  std::ifstream file(file_name, std::ios::binary);
  const std::string stored((std::istreambuf_iterator<char>(file)), {});
  CHECK((made == stored));  // not shown whole
}

}  // namespace holdall::sync
