#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace holdall {

// Appends a text as a string of JSON (RFC 8259), in quotes. Bytes that are not UTF-8 become U+FFFD,
// one for each.
void append_json_string(std::string& json, std::string_view text);

// One object of JSON on one line, member by member in the order of the calls. Names must be unique
// and plain.
class JsonObject {
 public:
  JsonObject& text(std::string_view name, std::string_view value);
  JsonObject& number(std::string_view name, std::int64_t value);
  JsonObject& null(std::string_view name);
  // What is JSON already: an object, an array.
  JsonObject& json(std::string_view name, std::string_view value);

  // The whole object; call it once, last.
  [[nodiscard]] std::string take();

 private:
  void begin_member(std::string_view name);

  std::string json_ = "{";
};

}  // namespace holdall
