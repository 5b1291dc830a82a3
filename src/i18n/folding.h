#pragma once

#include <string>
#include <string_view>

namespace holdall::i18n {

// The text for comparing: what people take for the same word becomes the same bytes. Lower case;
// Latin letters without diacritics (é → e, ł → l, ß → ss); ё → е and ґ → г, while и, і, ї and й
// stay apart; decomposed letters as composed ones; every kind of space and apostrophe as the ASCII
// one; invisible characters dropped. Bytes that are not UTF-8 are dropped. Folding twice changes
// nothing.
[[nodiscard]] std::string fold(std::string_view text);

// With a capital as the first letter, where it is a Latin, Greek or Cyrillic one that has a capital
// of its own. Expects valid UTF-8.
[[nodiscard]] std::string capitalised(std::string_view text);

}  // namespace holdall::i18n
