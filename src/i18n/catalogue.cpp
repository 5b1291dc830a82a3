#include "i18n/catalogue.h"

#include <algorithm>

namespace holdall::i18n {

std::string_view key_of(Text text) { return catalogue_keys[static_cast<std::size_t>(text)]; }

std::optional<Text> text_with_key(std::string_view key) {
  const char* const* end = catalogue_keys + text_count;
  const char* const* found =
      std::lower_bound(catalogue_keys, end, key,
                       [](const char* left, std::string_view right) { return left < right; });
  if (found == end || *found != key) return std::nullopt;
  return static_cast<Text>(found - catalogue_keys);
}

}  // namespace holdall::i18n
