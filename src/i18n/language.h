#pragma once

#include <cstdint>
#include <string_view>

namespace holdall::i18n {

enum class Language : std::uint8_t { english, russian, ukrainian };

inline constexpr Language all_languages[] = {Language::english, Language::russian,
                                             Language::ukrainian};

// "en", "ru" or "uk".
[[nodiscard]] std::string_view language_tag(Language language);

// The name of the language in itself, for a list to choose from.
[[nodiscard]] std::string_view language_name(Language language);

// The first language that Holdall speaks of a list of BCP 47 tags joined by commas
// ("uk-UA,ru;q=0.8,en"), in the order of the list; English if there is none.
[[nodiscard]] Language language_from_preferences(std::string_view preferences);

}  // namespace holdall::i18n
