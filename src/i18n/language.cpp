#include "i18n/language.h"

#include <cstddef>

#include "base/utf8.h"

namespace holdall::i18n {

namespace {

constexpr std::string_view tags[] = {"en", "ru", "uk"};
constexpr std::string_view names[] = {"English", "Русский", "Українська"};

// Whether a BCP 47 tag begins with this primary language, in whatever case.
bool speaks(std::string_view tag, std::string_view primary) {
  if (tag.size() < primary.size()) return false;
  for (std::size_t i = 0; i < primary.size(); ++i) {
    if ((tag[i] | 0x20) != primary[i]) return false;
  }
  return tag.size() == primary.size() || tag[primary.size()] == '-' || tag[primary.size()] == '_' ||
         tag[primary.size()] == ';';
}

}  // namespace

std::string_view language_tag(Language language) {
  return tags[static_cast<std::size_t>(language)];
}

std::string_view language_name(Language language) {
  return names[static_cast<std::size_t>(language)];
}

Language language_from_preferences(std::string_view preferences) {
  while (!preferences.empty()) {
    const std::size_t comma = preferences.find(',');
    const std::string_view tag = trimmed(preferences.substr(0, comma));
    for (const Language language : all_languages) {
      if (speaks(tag, language_tag(language))) return language;
    }
    if (comma == std::string_view::npos) break;
    preferences.remove_prefix(comma + 1);
  }
  return Language::english;
}

}  // namespace holdall::i18n
