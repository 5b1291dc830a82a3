#include "exchange/text_encoding.h"

#include <algorithm>

#include "base/utf8.h"

namespace holdall::exchange {

namespace {

// So that a slice always holds a whole character.
constexpr std::size_t bytes_at_least = 16;
constexpr std::size_t utf8_length_max = 4;

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

std::unexpected<Error> encoding_error(std::size_t offset) {
  return fail(ErrorCode::file_encoding, std::to_string(offset));
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

void TextDecoder::CyrillicEvidence::add(ByteView bytes, std::size_t at) {
  const std::uint8_t byte = bytes[at];
  if (byte < 0x80) return;
  ++upper;
  if (is_cyrillic_letter(byte)) {
    ++fitting;
    ++letters;
    const bool before = at > 0 && is_cyrillic_letter(bytes[at - 1]);
    const bool after = at + 1 < bytes.size() && is_cyrillic_letter(bytes[at + 1]);
    if (before || after) ++accompanied;
    return;
  }
  // NBSP, «», №, dashes, quotation marks, the ellipsis and the euro.
  constexpr std::uint8_t marks[] = {0xA0, 0xAB, 0xBB, 0xB9, 0x96, 0x97, 0x91,
                                    0x92, 0x93, 0x94, 0x84, 0x85, 0x88};
  if (std::find(std::begin(marks), std::end(marks), byte) != std::end(marks)) ++fitting;
}

bool TextDecoder::CyrillicEvidence::convinces() const {
  return letters >= 4 && fitting * 100 >= upper * 95 && accompanied * 100 >= letters * 80;
}

TextDecoder::TextDecoder(Bytes bytes) : bytes_(std::move(bytes)) {
  const std::string_view all = as_text(bytes_);
  const TextEncoding little = TextEncoding::utf16_little_endian;
  const TextEncoding big = TextEncoding::utf16_big_endian;
  if (all.starts_with("\xFF\xFE")) {
    start(Phase::utf16, little, 2);
  } else if (all.starts_with("\xFE\xFF")) {
    start(Phase::utf16, big, 2);
  } else if (looks_like_utf16(bytes_, 1)) {
    start(Phase::utf16, little, 0);
  } else if (looks_like_utf16(bytes_, 0)) {
    start(Phase::utf16, big, 0);
  } else {
    start(Phase::utf8, TextEncoding::utf8, all.starts_with("\xEF\xBB\xBF") ? 3 : 0);
  }
}

void TextDecoder::start(Phase phase, TextEncoding encoding, std::size_t position) {
  phase_ = phase;
  position_ = position;
  decoded_ = {{}, encoding, false};
  const bool grows = phase == Phase::windows_1251;
  if (phase != Phase::examine_windows_1251) decoded_.text.reserve(bytes_.size() * (grows ? 2 : 1));
}

Status TextDecoder::decode(std::size_t byte_limit) {
  const std::size_t limit = std::max(byte_limit, bytes_at_least);
  const std::size_t stop = bytes_.size() - position_ > limit ? position_ + limit : bytes_.size();
  switch (phase_) {
    case Phase::utf8:
      return decode_utf8(stop);
    case Phase::utf16:
      return decode_utf16(stop);
    case Phase::examine_windows_1251:
      return examine_windows_1251(stop);
    case Phase::windows_1251:
      decode_windows_1251(stop);
      break;
    case Phase::done:
      break;
  }
  return {};
}

Status TextDecoder::decode_utf8(std::size_t stop) {
  const std::string_view slice = as_text(bytes_).substr(position_, stop - position_);
  const std::size_t valid = valid_utf8_prefix(slice);
  const std::size_t nul = slice.substr(0, valid).find('\0');
  if (nul != std::string_view::npos) return encoding_error(position_ + nul);
  decoded_.text.append(slice.substr(0, valid));
  position_ += valid;
  if (position_ == bytes_.size()) {
    phase_ = Phase::done;
    return {};
  }
  // A character that the slice cuts off belongs to the next one.
  const bool whole = stop == bytes_.size() || slice.size() - valid >= utf8_length_max;
  return valid == slice.size() || !whole ? Status{} : not_utf8(position_);
}

Status TextDecoder::not_utf8(std::size_t offset) {
  if (offset > 0 && is_cut_character(bytes_, offset)) {
    decoded_.cut = true;
    phase_ = Phase::done;
    return {};
  }
  not_utf8_at_ = offset;
  start(Phase::examine_windows_1251, TextEncoding::windows_1251, 0);
  return {};
}

Status TextDecoder::examine_windows_1251(std::size_t stop) {
  for (; position_ < stop; ++position_) {
    if (bytes_[position_] == 0) return encoding_error(not_utf8_at_);
    evidence_.add(bytes_, position_);
  }
  if (position_ < bytes_.size()) return {};
  if (!evidence_.convinces()) return encoding_error(not_utf8_at_);
  start(Phase::windows_1251, TextEncoding::windows_1251, 0);
  return {};
}

void TextDecoder::decode_windows_1251(std::size_t stop) {
  for (; position_ < stop; ++position_) {
    append_code_point(decoded_.text, windows_1251_code_point(bytes_[position_]));
  }
  if (position_ == bytes_.size()) phase_ = Phase::done;
}

Status TextDecoder::decode_utf16(std::size_t stop) {
  const bool big_endian = decoded_.encoding == TextEncoding::utf16_big_endian;
  const auto unit_at = [&](std::size_t at) {
    return static_cast<char32_t>(big_endian ? bytes_[at] << 8 | bytes_[at + 1]
                                            : bytes_[at + 1] << 8 | bytes_[at]);
  };
  while (position_ < stop && position_ + 1 < bytes_.size()) {
    const std::size_t begin = position_;
    char32_t unit = unit_at(begin);
    if (unit == 0 || (unit >= 0xDC00 && unit <= 0xDFFF)) return encoding_error(begin);
    if (unit >= 0xD800 && unit <= 0xDBFF) {
      if (begin + 3 >= bytes_.size()) break;
      const char32_t low = unit_at(begin + 2);
      if (low < 0xDC00 || low > 0xDFFF) return encoding_error(begin);
      position_ += 2;
      unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
    position_ += 2;
    append_code_point(decoded_.text, unit);
  }
  if (position_ < stop) {
    decoded_.cut = true;
    phase_ = Phase::done;
  } else if (position_ >= bytes_.size()) {
    phase_ = Phase::done;
  }
  return {};
}

}  // namespace holdall::exchange
