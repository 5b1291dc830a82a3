#include "i18n/folding.h"

#include "base/utf8.h"

namespace holdall::i18n {

namespace {

// What a letter folds to, two characters each, '.' where it is no Latin letter: the base letters of
// Unicode's compatibility decompositions, and the usual Latin spelling of the letters that have
// none (ł, ø, ß, đ).
constexpr char32_t latin_supplement_first = 0xC0;  // to U+024F
constexpr char latin_supplement[] =
    "a a a a a a aec e e e e i i i i d n o o o o o . o u u u u y thssa a a a a a aec "
    "e e e e i i i i d n o o o o o . o u u u u y thy a a a a a a c c c c c c c c d d "
    "d d e e e e e e e e e e g g g g g g g g h h h h i i i i i i i i i i ijijj j k k "
    "k l l l l l l l l l l n n n n n n n n n o o o o o o oeoer r r r r r s s s s s s "
    "s s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s . . . . . . . . "
    ". . . . . . . . . . . . . . . . . . . . . . . . o o . . . . . . . . . . . . . u "
    "u . . . . . . . . . . . . . . . . . . . dzdzdzljljljnjnjnja a i i o o u u u u u "
    "u u u u u . a a a a aeae. . g g k k o o o o . . j dzdzdzg g . . n n a a aeaeo o "
    "a a a a e e e e i i i i o o o o r r r r u u u u s s t t . . h h . . . . . . a a "
    "e e o o o o o o o o y y . . . . . . . . . . . . . . . . . . . . . . . . . . . . ";
constexpr char32_t latin_additional_first = 0x1E00;  // to U+1EFF
constexpr char latin_additional[] =
    "a a b b b b b b c c d d d d d d d d d d e e e e e e e e e e f f g g h h h h h h "
    "h h h h i i i i k k k k k k l l l l l l l l m m m m m m n n n n n n n n o o o o "
    "o o o o p p p p r r r r r r r r s s s s s s s s s s t t t t t t t t u u u u u u "
    "u u u u v v v v w w w w w w w w w w x x x x y y z z z z z z h t w y a s . . ss. "
    "a a a a a a a a a a a a a a a a a a a a a a a a e e e e e e e e e e e e e e e e "
    "i i i i o o o o o o o o o o o o o o o o o o o o o o o o u u u u u u u u u u u u "
    "u u y y y y y y y y . . . . . . ";

void append_latin(std::string& folded, const char* pair, char32_t code_point) {
  if (pair[0] == '.') {
    append_code_point(folded, code_point);
    return;
  }
  folded += pair[0];
  if (pair[1] != ' ') folded += pair[1];
}

char32_t lower_cyrillic(char32_t c) {
  if (c >= 0x410 && c <= 0x42F) c += 0x20;
  if (c >= 0x400 && c <= 0x40F) c += 0x50;
  if (c >= 0x460 && c <= 0x4FF && c != 0x4C0 && (c < 0x482 || c > 0x489)) {
    const bool pairs_begin_odd = c > 0x4C0 && c < 0x4CF;
    if ((c % 2 == 0) != pairs_begin_odd) ++c;
  }
  if (c == U'ё') return U'е';
  if (c == U'ґ') return U'г';
  return c;
}

// A combining mark makes another letter of these Cyrillic ones; elsewhere it is only dropped.
// Decomposed text comes from macOS.
void apply_mark(std::string& folded, char32_t mark) {
  const auto replace_last = [&](std::string_view last, std::string_view letter) {
    if (!folded.ends_with(last)) return;
    folded.resize(folded.size() - last.size());
    folded += letter;
  };
  if (mark == 0x306) {
    replace_last("и", "й");
    replace_last("у", "ў");
  } else if (mark == 0x308) {
    replace_last("і", "ї");
  }
}

bool is_space(char32_t c) {
  return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_apostrophe(char32_t c) {
  return c == '`' || c == 0xB4 || c == 0x2BC || c == 0x2018 || c == 0x2019 || c == 0x2032;
}

bool is_invisible(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF;
}

void append_folded(std::string& folded, char32_t c) {
  if (c >= 0x300 && c <= 0x36F) {
    apply_mark(folded, c);
  } else if (c == U'Ə') {
    folded += "ə";  // Azerbaijani; the one usual letter whose small form lies beyond the tables
  } else if (c >= latin_supplement_first && c < 0x250) {
    append_latin(folded, latin_supplement + std::size_t{c - latin_supplement_first} * 2, c);
  } else if (c >= latin_additional_first && c < 0x1F00) {
    append_latin(folded, latin_additional + std::size_t{c - latin_additional_first} * 2, c);
  } else if (c >= 0x400 && c <= 0x4FF) {
    append_code_point(folded, lower_cyrillic(c));
  } else if (c >= 0x391 && c <= 0x3A9) {
    append_code_point(folded, c + 0x20);
  } else if (is_space(c)) {
    folded += ' ';
  } else if (is_apostrophe(c)) {
    folded += '\'';
  } else if (!is_invisible(c)) {
    append_code_point(folded, c);
  }
}

// Of U+0100 to U+017F: capitals and small letters alternate, beginning with the capital where the
// number is even, or where it is odd.
char32_t upper_latin_extended(char32_t c) {
  const bool odd_capitals = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
  const bool none = c == 0x131 || c == 0x138 || c == 0x149 || c == 0x178 || c == 0x17F;
  if (none || (c % 2 == 0) != odd_capitals) return c;
  return c - 1;
}

char32_t upper_cyrillic(char32_t c) {
  if (c >= 0x430 && c <= 0x44F) return c - 0x20;
  if (c >= 0x450 && c <= 0x45F) return c - 0x50;
  if (c == 0x4CF) return 0x4C0;
  const bool pairs = (c >= 0x460 && c <= 0x481) || c >= 0x48A;
  if (!pairs || c == 0x4C0) return c;
  const bool odd_capitals = c > 0x4C0 && c < 0x4CF;
  return (c % 2 == 0) == odd_capitals ? c - 1 : c;
}

char32_t upper(char32_t c) {
  if (c >= 'a' && c <= 'z') return c - 32;
  if (c >= 0xE0 && c <= 0xFE && c != 0xF7) return c - 32;
  if (c == 0xFF) return 0x178;
  if (c >= 0x100 && c <= 0x17F) return upper_latin_extended(c);
  if (c >= 0x3B1 && c <= 0x3C9 && c != 0x3C2) return c - 32;
  if (c >= 0x430 && c <= 0x4FF) return upper_cyrillic(c);
  return c;
}

}  // namespace

std::string fold(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  while (!text.empty()) {
    const std::string_view valid = text.substr(0, valid_utf8_prefix(text));
    for (std::size_t position = 0; position < valid.size();) {
      const char c = valid[position];
      if (static_cast<unsigned char>(c) < 0x80) {
        ++position;
        if (c == '`') {
          folded += '\'';
        } else {
          folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        }
      } else {
        append_folded(folded, next_code_point(valid, position));
      }
    }
    text.remove_prefix(valid.size());
    if (!text.empty()) text.remove_prefix(1);
  }
  return folded;
}

std::string capitalised(std::string_view text) {
  if (text.empty()) return {};
  std::size_t position = 0;
  std::string result;
  append_code_point(result, upper(next_code_point(text, position)));
  return result.append(text.substr(position));
}

}  // namespace holdall::i18n
