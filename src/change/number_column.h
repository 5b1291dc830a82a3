#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"

namespace holdall::change {

// How the numbers of a column become residuals (docs/batch-format.md 'Numbers').
enum class Coding : std::uint8_t {
  plain = 0,         // residual = number − base
  delta = 1,         // of each but the first: number − the one before − base
  plain_signed = 2,  // the same, but the upper part of a residual has a sign
  delta_signed = 3,
};
[[nodiscard]] constexpr bool is_known(Coding coding) { return coding <= Coding::delta_signed; }
[[nodiscard]] constexpr bool is_delta(Coding coding) {
  return coding == Coding::delta || coding == Coding::delta_signed;
}
[[nodiscard]] constexpr bool is_signed(Coding coding) {
  return coding == Coding::plain_signed || coding == Coding::delta_signed;
}

// A column of 64-bit numbers; all arithmetic is modulo 2^64. Of each residual the lowest `shift`
// bits, which follow no pattern, stand in `low`, packed from the lowest bit of the first byte; the
// rest stands in `high` as varints, for the compression to find what is frequent. Both are empty if
// all residuals are 0. `Blob` is Bytes where a column is made and a ByteView where it is read.
template <class Blob>
struct NumberColumn {
  std::uint64_t count = 0;
  Coding coding = Coding::plain;
  std::uint8_t shift = 0;
  std::uint64_t first = 0;
  std::uint64_t base = 0;
  Blob low = {};
  Blob high = {};

  template <class Archive>
  void serialize(Archive& archive) {
    archive(count, coding, shift, first, base, low, high);
  }
};

// The smallest of the codings, by an estimate: the same for the same numbers on every machine.
[[nodiscard]] NumberColumn<Bytes> encode_numbers(std::span<const std::uint64_t> numbers);

// Reads a column number by number, without allocating.
class NumberReader {
 public:
  NumberReader() = default;
  // Fails at once if the parts do not fit the count.
  explicit NumberReader(const NumberColumn<ByteView>& column);

  // The next number; 0, and failed() from then on, if there is none or it is not coded right.
  std::uint64_t next();
  [[nodiscard]] std::uint64_t left() const { return left_; }
  [[nodiscard]] bool failed() const { return failed_; }
  // Whether every number was read and nothing is left over.
  [[nodiscard]] bool finished() const;

 private:
  std::uint64_t next_residual();

  NumberColumn<ByteView> column_;
  ByteReader high_{ByteView{}};
  std::uint64_t left_ = 0;
  std::uint64_t previous_ = 0;
  std::uint64_t low_bit_ = 0;
  bool begun_ = false;
  bool failed_ = false;
};

}  // namespace holdall::change
