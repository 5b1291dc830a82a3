#include "base/utf8.h"

#include <cstdint>

namespace holdall {
namespace {

bool is_continuation(char byte) { return (static_cast<std::uint8_t>(byte) & 0xC0) == 0x80; }

// The length of the sequence that starts at `position`, 0 if it is not valid.
std::size_t sequence_length(std::string_view text, std::size_t position) {
  const auto first = static_cast<std::uint8_t>(text[position]);
  if (first < 0x80) return 1;
  std::size_t length = 0;
  std::uint8_t second_min = 0x80;
  std::uint8_t second_max = 0xBF;
  if (first >= 0xC2 && first <= 0xDF) {
    length = 2;
  } else if (first >= 0xE0 && first <= 0xEF) {
    length = 3;
    if (first == 0xE0) second_min = 0xA0;
    if (first == 0xED) second_max = 0x9F;
  } else if (first >= 0xF0 && first <= 0xF4) {
    length = 4;
    if (first == 0xF0) second_min = 0x90;
    if (first == 0xF4) second_max = 0x8F;
  }
  if (length == 0 || position + length > text.size()) return 0;
  const auto second = static_cast<std::uint8_t>(text[position + 1]);
  if (second < second_min || second > second_max) return 0;
  for (std::size_t index = 2; index < length; ++index) {
    if (!is_continuation(text[position + index])) return 0;
  }
  return length;
}

// White space of one sequence at the start or end; 0 if there is none.
std::size_t leading_space(std::string_view text) {
  if (text.empty()) return 0;
  const char first = text.front();
  if (first == ' ' || (first >= '\t' && first <= '\r')) return 1;
  if (text.starts_with("\xC2\xA0")) return 2;
  if (text.starts_with("\xEF\xBB\xBF")) return 3;
  return 0;
}

std::size_t trailing_space(std::string_view text) {
  if (text.empty()) return 0;
  const char last = text.back();
  if (last == ' ' || (last >= '\t' && last <= '\r')) return 1;
  if (text.ends_with("\xC2\xA0")) return 2;
  return 0;
}

}  // namespace

std::size_t valid_utf8_prefix(std::string_view text) {
  std::size_t position = 0;
  while (position < text.size()) {
    const std::size_t length = sequence_length(text, position);
    if (length == 0) break;
    position += length;
  }
  return position;
}

char32_t next_code_point(std::string_view text, std::size_t& position) {
  const auto first = static_cast<std::uint8_t>(text[position++]);
  if (first < 0x80) return first;
  const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  char32_t code_point = first & (0x3FU >> more);
  for (int index = 0; index < more && position < text.size(); ++index) {
    code_point = (code_point << 6) | (static_cast<std::uint8_t>(text[position++]) & 0x3FU);
  }
  return code_point;
}

void append_code_point(std::string& text, char32_t code_point) {
  const auto put = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | (code_point >> 6));
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | (code_point >> 12));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | (code_point >> 18));
    put(0x80 | ((code_point >> 12) & 0x3F));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

std::string_view leading_code_points(std::string_view text, std::size_t count) {
  for (std::size_t position = 0; position < text.size(); ++position) {
    if (is_continuation(text[position])) continue;
    if (count == 0) return text.substr(0, position);
    --count;
  }
  return text;
}

std::string shortened(std::string_view text, std::size_t count) {
  if (leading_code_points(text, count).size() == text.size()) return std::string(text);
  const std::size_t kept = count > 0 ? count - 1 : 0;
  return std::string(trimmed(leading_code_points(text, kept))) + "\u2026";
}

std::string_view trimmed(std::string_view text) {
  while (const std::size_t length = leading_space(text)) text.remove_prefix(length);
  while (const std::size_t length = trailing_space(text)) text.remove_suffix(length);
  return text;
}

}  // namespace holdall
