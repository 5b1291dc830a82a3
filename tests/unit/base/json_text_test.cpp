#include "base/json_text.h"

#include <doctest/doctest.h>

namespace holdall {
namespace {

std::string json_of(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

}  // namespace

TEST_CASE("a text is escaped as RFC 8259 wants it, and stays UTF-8") {
  CHECK(json_of("") == "\"\"");
  CHECK(json_of("a\"b\\c/") == R"("a\"b\\c/")");
  CHECK(json_of("\b\f\n\r\t") == R"("\b\f\n\r\t")");
  CHECK(json_of(std::string_view("\0\x1F\x7F", 3)) == "\"\\u0000\\u001f\x7F\"");
  CHECK(json_of("Ґрунт, é, 😀") == "\"Ґрунт, é, 😀\"");
}

TEST_CASE("each byte that is no UTF-8 becomes one sign of replacement") {
  CHECK(json_of("a\xFF\xC3z\xE2\x82") == "\"a\uFFFD\uFFFDz\uFFFD\uFFFD\"");
}

TEST_CASE("an object has its members in order") {
  CHECK(JsonObject().take() == "{}");
  CHECK(JsonObject()
            .text("name", "a\nb")
            .number("count", -12)
            .null("none")
            .json("list", "[1]")
            .take() == R"({"name":"a\nb","count":-12,"none":null,"list":[1]})");
}

}  // namespace holdall
