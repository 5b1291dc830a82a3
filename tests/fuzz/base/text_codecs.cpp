// What texts of people and of addresses are made of.
#include <optional>
#include <string>
#include <string_view>

#include "../fuzz.h"
#include "base/base64url.h"
#include "base/json_text.h"
#include "base/record_id.h"
#include "base/utf8.h"

namespace holdall::fuzz {

std::vector<Bytes> seeds() {
  std::vector<Bytes> seeds;
  for (const std::string& text :
       {base64url(as_bytes("holdall")), to_text(RecordId::of(7, 9)), std::string("\"\\\n Ґ 🙂"),
        std::string("\xEF\xBB\xBF \xC2\xA0x\xED\xA0\x80")}) {
    const ByteView bytes = as_bytes(text);
    seeds.emplace_back(bytes.begin(), bytes.end());
  }
  return seeds;
}

void run(ByteView input) {
  const AllocationLimit limit(input.size());
  const std::string_view text = as_text(input);
  if (const std::optional<Bytes> bytes = bytes_of_base64url(text)) {
    require(base64url(*bytes) == text, "base64url has one text for some bytes");
  }
  if (const std::optional<RecordId> id = record_id_from_text(text)) {
    require(to_text(*id) == text, "a record id has one text");
  }
  std::string json;
  append_json_string(json, text);
  require(is_valid_utf8(json), "a string of JSON is UTF-8");
  require(json.find('\n') == std::string::npos, "a string of JSON is on one line");
  const std::string_view valid = text.substr(0, valid_utf8_prefix(text));
  require(is_valid_utf8(valid), "a valid prefix is valid");
  std::string again;
  for (std::size_t position = 0; position < valid.size();) {
    append_code_point(again, next_code_point(valid, position));
  }
  require(again == valid, "code points make the text again");
  require(is_valid_utf8(shortened(valid, 3)), "a shortened text is UTF-8");
  require(is_valid_utf8(trimmed(valid)), "a trimmed text is UTF-8");
}

}  // namespace holdall::fuzz
