#include "app/summary_lines.h"

#include "i18n/locale.h"

namespace holdall::app {
namespace {

constexpr i18n::Locale english{i18n::Language::english};
constexpr std::size_t label_width = 20;

}  // namespace

void append_fact(std::string& text, std::string_view label, std::string_view value) {
  text += label;
  text.append(label_width - label.size(), ' ');
  text += value;
  text += '\n';
}

std::string size_words(std::uint64_t bytes) {
  return english.bytes(bytes) + " (" + english.integer(static_cast<std::int64_t>(bytes)) +
         " bytes)";
}

}  // namespace holdall::app
