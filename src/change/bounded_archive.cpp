#include "change/bounded_archive.h"

namespace holdall::change {
namespace {

// A shorter column is not worth codes of its own.
constexpr std::size_t part_min_bytes = 512;

}  // namespace

void OutputArchive::blob(ByteView bytes) {
  writer_.varint(bytes.size());
  const bool long_enough = bytes.size() >= part_min_bytes;
  if (long_enough) part_ends_.push_back(writer_.size());
  writer_.append(bytes);
  if (long_enough) part_ends_.push_back(writer_.size());
}

std::uint64_t InputArchive::number(std::uint64_t limit) {
  const std::uint64_t value = reader_.varint();
  if (value > limit) refuse();
  return failed() ? 0 : value;
}

std::uint8_t InputArchive::byte() {
  const std::uint8_t value = reader_.fixed_u8();
  return failed() ? std::uint8_t{0} : value;
}

ByteView InputArchive::blob() {
  const ByteView bytes = reader_.sized();
  return failed() ? ByteView{} : bytes;
}

void InputArchive::fixed(std::span<std::uint8_t> bytes) {
  const ByteView read = reader_.take(bytes.size());
  if (failed()) {
    std::ranges::fill(bytes, std::uint8_t{0});
  } else {
    std::ranges::copy(read, bytes.begin());
  }
}

bool InputArchive::take_memory(std::size_t bytes) {
  if (!budget_.take(bytes)) refuse();
  return !failed();
}

std::size_t InputArchive::container(std::size_t element_bytes) {
  const std::uint64_t size = reader_.varint();
  // No product of the two overflows: `size` is at most the bytes left.
  if (size > reader_.left() || !budget_.take(size * element_bytes)) refuse();
  return failed() ? 0 : static_cast<std::size_t>(size);
}

}  // namespace holdall::change
