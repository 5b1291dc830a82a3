#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string>

namespace holdall::browser {

// A text that web/bridge.js hands to an exported function; the function owns the bytes.
[[nodiscard]] inline std::string take_text(char* bytes, std::size_t size) {
  const std::unique_ptr<char, decltype(&std::free)> owned(bytes, &std::free);
  return {bytes, size};
}

// A text that web/bridge.js's giveText() returns: its size in 4 bytes, then the bytes.
[[nodiscard]] std::string take_given_text(std::uint8_t* given);

}  // namespace holdall::browser
