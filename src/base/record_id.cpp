#include "base/record_id.h"

#include <charconv>
#include <memory>

namespace holdall {

std::string to_text(RecordId id) { return std::to_string(id.value); }

std::optional<RecordId> record_id_from_text(std::string_view text) {
  RecordId id;
  const char* const begin = std::to_address(text.begin());
  const char* const end = std::to_address(text.end());
  const auto [stop, error] = std::from_chars(begin, end, id.value);
  const bool canonical = error == std::errc{} && stop == end && id.value > 0 && text.front() != '0';
  if (!canonical) return std::nullopt;
  return id;
}

}  // namespace holdall
