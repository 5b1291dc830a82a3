#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.h"

namespace holdall::store {

// A half-open range of bytes in the image.
struct ByteRange {
  std::uint64_t begin;
  std::uint64_t end;

  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

// The bytes of a database file in memory, in separately allocated chunks so that growing copies nothing. Notes which
// bytes have really changed since the notes were last taken.
class Image {
 public:
  static constexpr std::uint32_t chunk_bytes = 256 * 1024;
  // Two changes with a gap of at most this many equal bytes are noted as one: a range costs about as much.
  static constexpr std::uint32_t joined_gap_bytes = 16;

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::uint32_t chunk_count() const;
  // Copies bytes out; what lies behind the end reads as zeros. The number of bytes before the end.
  std::uint64_t read(std::uint64_t offset, std::span<std::uint8_t> target) const;
  // Writes and notes the ranges in which the bytes differ from what was there; grows the image as needed. False if
  // memory is exhausted; then nothing is changed.
  [[nodiscard]] bool write(std::uint64_t offset, ByteView source);
  // Shrinks or grows (with zeros).
  [[nodiscard]] bool resize(std::uint64_t size);
  // Writes without noting: for loading.
  [[nodiscard]] bool load(std::uint64_t offset, ByteView source);

  // The changed ranges since the last call, sorted, disjoint, gaps joined; none reach beyond size().
  [[nodiscard]] std::vector<ByteRange> take_changes();
  // Gives ranges back that could not be stored.
  void restore_changes(std::span<const ByteRange> ranges);
  [[nodiscard]] bool has_changes() const { return !changes_.empty(); }

 private:
  [[nodiscard]] bool reserve(std::uint64_t size);
  void note(ByteRange range);

  std::vector<std::unique_ptr<std::uint8_t[]>> chunks_;
  std::vector<ByteRange> changes_;
  std::uint64_t size_ = 0;
};

}  // namespace holdall::store
