#include "sync/bounded_archive.h"

namespace holdall::sync {
namespace {

constexpr std::size_t budget_per_input_byte = 8;
constexpr std::size_t budget_base_bytes = std::size_t{1} << 20;
// A shorter column is not worth codes of its own.
constexpr std::size_t part_min_bytes = 512;

}  // namespace

AllocationBudget AllocationBudget::for_input(std::size_t input_bytes) {
  return AllocationBudget(input_bytes * budget_per_input_byte + budget_base_bytes);
}

bool AllocationBudget::take(std::uint64_t bytes) {
  if (bytes > left_) return false;
  left_ -= static_cast<std::size_t>(bytes);
  return true;
}

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

std::size_t InputArchive::container(std::size_t element_bytes) {
  const std::uint64_t size = reader_.varint();
  // No product of the two overflows: `size` is at most the bytes left.
  if (size > reader_.left() || !budget_.take(size * element_bytes)) refuse();
  return failed() ? 0 : static_cast<std::size_t>(size);
}

}  // namespace holdall::sync
