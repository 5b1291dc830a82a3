#include "base/record_id.h"

#include <charconv>

namespace holdall {

std::string to_text(RecordId id) { return std::to_string(id.value); }

std::optional<RecordId> record_id_from_text(std::string_view text) {
  RecordId id;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, id.value);
  const bool canonical = error == std::errc{} && stop == end && id.value > 0 && text.front() != '0';
  if (!canonical) return std::nullopt;
  return id;
}

}  // namespace holdall
