#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace holdall::exchange {

enum class TextEncoding : std::uint8_t {
  utf8,
  utf16_little_endian,
  utf16_big_endian,
  windows_1251
};

struct DecodedText {
  std::string text;  // UTF-8 without a byte order mark
  TextEncoding encoding = TextEncoding::utf8;
  // The bytes end within a character, which was left out: the file was cut.
  bool cut = false;
};

// The text of a file: UTF-8; UTF-16 with a byte order mark, or without one if every other byte of
// its beginning is zero; Windows-1251 if it is no UTF-8 and nearly all its upper bytes are Cyrillic
// letters beside other ones. Otherwise, and where a NUL stands in the text, file_encoding, with the
// offset of the first offending byte (decimal) as the detail.
[[nodiscard]] Result<DecodedText> decode_text(Bytes bytes);

}  // namespace holdall::exchange
