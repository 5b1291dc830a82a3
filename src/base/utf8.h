#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace holdall {

// The length in bytes of the longest valid UTF-8 prefix (RFC 3629: no overlong forms, no
// surrogates, at most U+10FFFF). Equal to text.size() exactly if the whole text is valid.
[[nodiscard]] std::size_t valid_utf8_prefix(std::string_view text);

[[nodiscard]] inline bool is_valid_utf8(std::string_view text) {
  return valid_utf8_prefix(text) == text.size();
}

// Decodes the code point at `position` of valid UTF-8 and moves `position` behind it.
[[nodiscard]] char32_t next_code_point(std::string_view text, std::size_t& position);

void append_code_point(std::string& text, char32_t code_point);

// The first `count` code points of valid UTF-8, or all of it.
[[nodiscard]] std::string_view leading_code_points(std::string_view text, std::size_t count);

// At most `count` code points: the start and an ellipsis where it is longer.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t count);

// Without white space (ASCII, NBSP, BOM) at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace holdall
