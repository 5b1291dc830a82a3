#pragma once

#include <cstdint>
#include <string>
#include <utility>

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

// Finds the text of a file, a slice at a time: UTF-8; UTF-16 with a byte order mark, or without one
// if every other byte of its beginning is zero; Windows-1251 if it is no UTF-8 and nearly all its
// upper bytes are Cyrillic letters beside other ones.
class TextDecoder {
 public:
  explicit TextDecoder(Bytes bytes);

  // Looks at up to `byte_limit` further bytes, a few at least. file_encoding if it is no text in
  // any of these encodings, and where a NUL stands in it, with the offset of the first offending
  // byte (decimal) as the detail.
  [[nodiscard]] Status decode(std::size_t byte_limit);
  [[nodiscard]] bool done() const { return phase_ == Phase::done; }
  // What takes a second look at the bytes begins anew.
  [[nodiscard]] std::size_t bytes_done() const { return position_; }
  [[nodiscard]] std::size_t bytes_total() const { return bytes_.size(); }
  // Once it is done.
  [[nodiscard]] DecodedText take() { return std::move(decoded_); }

 private:
  enum class Phase : std::uint8_t { utf8, utf16, examine_windows_1251, windows_1251, done };

  [[nodiscard]] Status decode_utf8(std::size_t stop);
  [[nodiscard]] Status decode_utf16(std::size_t stop);
  [[nodiscard]] Status examine_windows_1251(std::size_t stop);
  void decode_windows_1251(std::size_t stop);
  [[nodiscard]] Status not_utf8(std::size_t offset);
  void start(Phase phase, TextEncoding encoding, std::size_t position);

  // What speaks for Windows-1251: of the upper bytes 95 % must be Cyrillic letters or usual marks,
  // and of the letters 80 % must have another one beside them: in Western encodings accented
  // letters mostly stand alone among ASCII ones.
  struct CyrillicEvidence {
    std::size_t upper = 0;
    std::size_t fitting = 0;
    std::size_t letters = 0;
    std::size_t accompanied = 0;

    void add(ByteView bytes, std::size_t at);
    [[nodiscard]] bool convinces() const;
  };

  Bytes bytes_;
  DecodedText decoded_;
  Phase phase_ = Phase::utf8;
  std::size_t position_ = 0;
  std::size_t not_utf8_at_ = 0;
  CyrillicEvidence evidence_;
};

}  // namespace holdall::exchange
