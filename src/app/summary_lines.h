#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace holdall::app {

// A line of a summary in English: the value in a column of its own behind the label, which has
// fewer than 20 characters.
void append_fact(std::string& text, std::string_view label, std::string_view value);

// 1.2 MB (1,234,567 bytes)
[[nodiscard]] std::string size_words(std::uint64_t bytes);

}  // namespace holdall::app
