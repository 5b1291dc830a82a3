#include "base/json_text.h"

#include <array>
#include <utility>

#include "base/utf8.h"

namespace holdall {
namespace {

void append_escaped(std::string& json, char character) {
  constexpr std::array<std::pair<char, char>, 7> short_forms = {
      {{'"', '"'}, {'\\', '\\'}, {'\b', 'b'}, {'\f', 'f'}, {'\n', 'n'}, {'\r', 'r'}, {'\t', 't'}}};
  for (const auto& [plain, letter] : short_forms) {
    if (character != plain) continue;
    json += '\\';
    json += letter;
    return;
  }
  const auto code = static_cast<std::uint8_t>(character);
  if (code >= 0x20) {
    json += character;
    return;
  }
  constexpr char digits[] = "0123456789abcdef";
  json += "\\u00";
  json += digits[code >> 4];
  json += digits[code & 15];
}

}  // namespace

void append_json_string(std::string& json, std::string_view text) {
  json += '"';
  while (!text.empty()) {
    const std::size_t valid = valid_utf8_prefix(text);
    for (const char character : text.substr(0, valid)) append_escaped(json, character);
    if (valid < text.size()) json += "\xEF\xBF\xBD";
    text.remove_prefix(valid < text.size() ? valid + 1 : valid);
  }
  json += '"';
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value) {
  begin_member(name);
  append_json_string(json_, value);
  return *this;
}

JsonObject& JsonObject::number(std::string_view name, std::int64_t value) {
  return json(name, std::to_string(value));
}

JsonObject& JsonObject::null(std::string_view name) { return json(name, "null"); }

JsonObject& JsonObject::json(std::string_view name, std::string_view value) {
  begin_member(name);
  json_ += value;
  return *this;
}

std::string JsonObject::take() {
  json_ += '}';
  return std::move(json_);
}

void JsonObject::begin_member(std::string_view name) {
  if (json_.size() > 1) json_ += ',';
  append_json_string(json_, name);
  json_ += ':';
}

}  // namespace holdall
