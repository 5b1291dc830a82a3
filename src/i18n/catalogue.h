#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "i18n/text_keys.h"

namespace holdall::i18n {

// What scripts/catalogues.mjs writes for one language: the forms of all keys behind one another,
// each ended by a NUL, and the offset of each key's first form. A plural key has as many forms as
// its language (plural_rule.h).
struct CatalogueTable {
  const char* forms;
  const std::uint32_t* starts;
};

// By Language.
extern const CatalogueTable catalogue_tables[];
// The symbolic keys, by Text, in ascending order of bytes.
extern const char* const* const catalogue_keys;

// The symbolic key of a text, such as "stage.lead": what a built-in record holds as its name.
[[nodiscard]] std::string_view key_of(Text text);

// The text with this symbolic key; nothing for any other string.
[[nodiscard]] std::optional<Text> text_with_key(std::string_view key);

}  // namespace holdall::i18n
