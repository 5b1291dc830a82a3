#include "base/utf8.h"

#include <doctest/doctest.h>

#include <string>

namespace holdall {
namespace {

TEST_CASE("the longest valid prefix of UTF-8") {
  CHECK(valid_utf8_prefix("") == 0);
  CHECK(is_valid_utf8("Kyiv, Київ, ґ є ї, é, 😀"));
  CHECK(is_valid_utf8(std::string_view("a\0b", 3)));
  CHECK(valid_utf8_prefix("ab\xFF") == 2);
  CHECK(valid_utf8_prefix("ab\xD2") == 2);  // cut in the middle
  CHECK_FALSE(is_valid_utf8("\xC0\x80"));   // overlong
  CHECK_FALSE(is_valid_utf8("\xC1\xBF"));
  CHECK_FALSE(is_valid_utf8("\xE0\x9F\xBF"));
  CHECK_FALSE(is_valid_utf8("\xF0\x8F\xBF\xBF"));
  CHECK_FALSE(is_valid_utf8("\xED\xA0\x80"));  // a surrogate
  CHECK(is_valid_utf8("\xED\x9F\xBF"));
  CHECK(is_valid_utf8("\xF4\x8F\xBF\xBF"));  // U+10FFFF
  CHECK_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));
  CHECK_FALSE(is_valid_utf8("\xF5\x80\x80\x80"));
  CHECK_FALSE(is_valid_utf8("\x80"));
  CHECK_FALSE(is_valid_utf8("\xE2\x28\xA1"));
}

TEST_CASE("every code point is appended and decoded") {
  for (char32_t code_point = 1; code_point <= 0x10FFFF; code_point += 37) {
    if (code_point >= 0xD800 && code_point < 0xE000) continue;
    std::string text = "x";
    append_code_point(text, code_point);
    REQUIRE(is_valid_utf8(text));
    std::size_t position = 1;
    REQUIRE(next_code_point(text, position) == code_point);
    REQUIRE(position == text.size());
  }
}

TEST_CASE("white space is cut off at both ends") {
  CHECK(trimmed("  a b\t\r\n") == "a b");
  CHECK(trimmed("\xC2\xA0 ї \xC2\xA0") == "ї");
  CHECK(trimmed("\xEF\xBB\xBFid") == "id");
  CHECK(trimmed(" \xC2\xA0 ").empty());
  CHECK(trimmed("").empty());
}

TEST_CASE("a text is shortened between code points") {
  CHECK(leading_code_points("їжак", 2) == "їж");
  CHECK(leading_code_points("їжак", 4) == "їжак");
  CHECK(leading_code_points("їжак", 0).empty());
  CHECK(shortened("їжак", 4) == "їжак");
  CHECK(shortened("їжак і лис", 6) == "їжак…");
  CHECK(shortened("їжак", 1) == "…");
}

}  // namespace
}  // namespace holdall
