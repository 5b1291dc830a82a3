#include "exchange/text_encoding.h"

#include <algorithm>

#include "base/utf8.h"

namespace holdall::exchange {

namespace {

// Windows-1251, 0x80..0xBF; 0xC0..0xFF are U+0410..U+044F (unicode.org,
// MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1251.TXT). 0x98 is not assigned.
constexpr char16_t windows_1251_upper[64] = {
    0x402,  0x403,  0x201A, 0x453,  0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x409,
    0x2039, 0x40A,  0x40C,  0x40B,  0x40F,  0x452,  0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0xFFFD, 0x2122, 0x459,  0x203A, 0x45A,  0x45C,  0x45B,  0x45F,  0xA0,
    0x40E,  0x45E,  0x408,  0xA4,   0x490,  0xA6,   0xA7,   0x401,  0xA9,   0x404,  0xAB,
    0xAC,   0xAD,   0xAE,   0x407,  0xB0,   0xB1,   0x406,  0x456,  0x491,  0xB5,   0xB6,
    0xB7,   0x451,  0x2116, 0x454,  0xBB,   0x458,  0x405,  0x455,  0x457,
};

char32_t windows_1251_code_point(std::uint8_t byte) {
  if (byte < 0x80) return byte;
  if (byte >= 0xC0) return 0x410u + (byte - 0xC0u);
  return windows_1251_upper[byte - 0x80];
}

bool is_cyrillic_letter(std::uint8_t byte) {
  if (byte >= 0xC0) return true;
  const char32_t code_point = windows_1251_code_point(byte);
  return byte >= 0x80 && code_point >= 0x400 && code_point < 0x500;
}

// Of the upper bytes 95 % must be Cyrillic letters or usual marks, and of the letters 80 % must
// have another one beside them: in Western encodings accented letters mostly stand alone among
// ASCII ones.
bool looks_like_windows_1251(ByteView bytes) {
  std::size_t upper = 0;
  std::size_t fitting = 0;
  std::size_t letters = 0;
  std::size_t accompanied = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint8_t byte = bytes[i];
    if (byte < 0x80) {
      if (byte == 0) return false;
      continue;
    }
    ++upper;
    if (is_cyrillic_letter(byte)) {
      ++fitting;
      ++letters;
      const bool before = i > 0 && is_cyrillic_letter(bytes[i - 1]);
      const bool after = i + 1 < bytes.size() && is_cyrillic_letter(bytes[i + 1]);
      if (before || after) ++accompanied;
    } else {
      // NBSP, «», №, dashes, quotation marks, the ellipsis and the euro.
      constexpr std::uint8_t marks[] = {0xA0, 0xAB, 0xBB, 0xB9, 0x96, 0x97, 0x91,
                                        0x92, 0x93, 0x94, 0x84, 0x85, 0x88};
      if (std::find(std::begin(marks), std::end(marks), byte) != std::end(marks)) ++fitting;
    }
  }
  return letters >= 4 && fitting * 100 >= upper * 95 && accompanied * 100 >= letters * 80;
}

std::string from_windows_1251(ByteView bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) append_code_point(text, windows_1251_code_point(byte));
  return text;
}

std::unexpected<Error> encoding_error(std::size_t offset) {
  return fail(ErrorCode::file_encoding, std::to_string(offset));
}

Result<DecodedText> from_utf16(ByteView bytes, std::size_t start, bool big_endian) {
  DecodedText decoded;
  decoded.encoding =
      big_endian ? TextEncoding::utf16_big_endian : TextEncoding::utf16_little_endian;
  decoded.text.reserve(bytes.size());
  const auto unit_at = [&](std::size_t at) {
    return static_cast<char32_t>(big_endian ? bytes[at] << 8 | bytes[at + 1]
                                            : bytes[at + 1] << 8 | bytes[at]);
  };
  std::size_t position = start;
  while (position + 1 < bytes.size()) {
    const std::size_t begin = position;
    char32_t unit = unit_at(position);
    position += 2;
    if (unit == 0 || (unit >= 0xDC00 && unit <= 0xDFFF)) return encoding_error(begin);
    if (unit >= 0xD800 && unit <= 0xDBFF) {
      if (position + 1 >= bytes.size()) {
        decoded.cut = true;
        return decoded;
      }
      const char32_t low = unit_at(position);
      if (low < 0xDC00 || low > 0xDFFF) return encoding_error(begin);
      position += 2;
      unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
    append_code_point(decoded.text, unit);
  }
  decoded.cut = position < bytes.size();
  return decoded;
}

// Whether the beginning is mostly ASCII in UTF-16: zeros at the given parity and hardly any at the
// other.
bool looks_like_utf16(ByteView bytes, std::size_t zero_parity) {
  const std::size_t length = std::min<std::size_t>(bytes.size(), 64);
  if (length < 8) return false;
  std::size_t zeros[2] = {};
  for (std::size_t i = 0; i < length; ++i) {
    if (bytes[i] == 0) ++zeros[i % 2];
  }
  return zeros[zero_parity] * 10 >= length * 4 && zeros[1 - zero_parity] * 20 <= length;
}

// Whether what does not decode is the beginning of a character that the end of the file cuts off.
bool is_cut_character(ByteView bytes, std::size_t offset) {
  const std::size_t left = bytes.size() - offset;
  const std::uint8_t first = bytes[offset];
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
  if (left >= length || first > 0xF4) return false;
  return std::all_of(bytes.begin() + static_cast<std::ptrdiff_t>(offset) + 1, bytes.end(),
                     [](std::uint8_t byte) { return (byte & 0xC0) == 0x80; });
}

}  // namespace

Result<DecodedText> decode_text(Bytes bytes) {
  if (bytes.size() >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE) return from_utf16(bytes, 2, false);
  if (bytes.size() >= 2 && bytes[0] == 0xFE && bytes[1] == 0xFF) return from_utf16(bytes, 2, true);
  if (looks_like_utf16(bytes, 1)) return from_utf16(bytes, 0, false);
  if (looks_like_utf16(bytes, 0)) return from_utf16(bytes, 0, true);

  const std::string_view all = as_text(bytes);
  const std::size_t valid = valid_utf8_prefix(all);
  const std::size_t nul = all.substr(0, valid).find('\0');
  if (nul != std::string_view::npos) return encoding_error(nul);
  DecodedText decoded;
  if (valid != all.size()) {
    decoded.cut = is_cut_character(bytes, valid);
    if (!decoded.cut || valid == 0) {
      if (!looks_like_windows_1251(bytes)) return encoding_error(valid);
      return DecodedText{from_windows_1251(bytes), TextEncoding::windows_1251, false};
    }
  }
  const std::size_t mark = all.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  decoded.text.assign(all.substr(mark, valid - mark));
  return decoded;
}

}  // namespace holdall::exchange
