#pragma once

#include <cereal/cereal.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "change/allocation_budget.h"

namespace holdall::change {

// cereal's archives for bytes from outside (docs/batch-format.md 'Serialization'). cereal resizes a
// container to the size that the bytes claim before it reads them; these check every size against
// the bytes that are left and against a budget first, take 0 and 1 alone for a bool, known numbers
// alone for an enumeration, shortest varints alone for integers, and refuse trailing bytes. Neither
// throws: after the first failure an input archive yields zeros and empty containers.

class OutputArchive : public cereal::OutputArchive<OutputArchive, cereal::AllowEmptyClassElision> {
 public:
  OutputArchive() : cereal::OutputArchive<OutputArchive, cereal::AllowEmptyClassElision>(this) {}

  void number(std::uint64_t value) { writer_.varint(value); }
  void byte(std::uint8_t value) { writer_.fixed_u8(value); }
  // Sized. A long one is a part for compress_parts.
  void blob(ByteView bytes);
  // As they are: who reads them knows how many.
  void fixed(ByteView bytes) { writer_.append(bytes); }

  [[nodiscard]] std::span<const std::size_t> part_ends() const { return part_ends_; }
  [[nodiscard]] Bytes take() { return writer_.take(); }

 private:
  ByteWriter writer_;
  std::vector<std::size_t> part_ends_;
};

class InputArchive : public cereal::InputArchive<InputArchive, cereal::AllowEmptyClassElision> {
 public:
  // `bytes` must outlive what is read: a ByteView that is read is a view into them.
  InputArchive(ByteView bytes, AllocationBudget& budget)
      : cereal::InputArchive<InputArchive, cereal::AllowEmptyClassElision>(this),
        reader_(bytes),
        budget_(budget) {}

  std::uint64_t number(std::uint64_t limit);
  std::uint8_t byte();
  ByteView blob();
  // Fills `bytes`, with zeros if the archive has failed.
  void fixed(std::span<std::uint8_t> bytes);
  // Whether as much may be allocated; if not, the archive has failed.
  bool take_memory(std::size_t bytes);
  // The length of a container whose elements take at least one byte each and `element_bytes` in
  // memory; 0 if the archive has failed.
  std::size_t container(std::size_t element_bytes);
  void refuse() { failed_ = true; }

  [[nodiscard]] bool failed() const { return failed_ || reader_.failed(); }
  // Whether all was read, and nothing but what may be there.
  [[nodiscard]] bool at_end() const { return !failed() && reader_.at_end(); }

 private:
  ByteReader reader_;
  AllocationBudget& budget_;
  bool failed_ = false;
};

inline void save(OutputArchive& archive, const bool& value) { archive.byte(value ? 1 : 0); }
inline void load(InputArchive& archive, bool& value) {
  const std::uint8_t byte = archive.byte();
  if (byte > 1) archive.refuse();
  value = byte == 1;
}

// One byte as it is, more as a varint, signed ones zigzag-coded.
template <std::unsigned_integral Integer>
void save(OutputArchive& archive, const Integer& value) {
  if constexpr (sizeof(Integer) == 1) {
    archive.byte(value);
  } else {
    archive.number(value);
  }
}
template <std::unsigned_integral Integer>
void load(InputArchive& archive, Integer& value) {
  if constexpr (sizeof(Integer) == 1) {
    value = archive.byte();
  } else {
    value = static_cast<Integer>(archive.number(std::numeric_limits<Integer>::max()));
  }
}
inline void save(OutputArchive& archive, const std::int64_t& value) {
  const auto bits = static_cast<std::uint64_t>(value);
  archive.number((bits << 1) ^ (value < 0 ? ~std::uint64_t{0} : 0));
}
inline void load(InputArchive& archive, std::int64_t& value) {
  const std::uint64_t bits = archive.number(std::numeric_limits<std::uint64_t>::max());
  value = static_cast<std::int64_t>((bits >> 1) ^ (~(bits & 1) + 1));
}

inline void save(OutputArchive& archive, const Bytes& bytes) { archive.blob(bytes); }
inline void save(OutputArchive& archive, const ByteView& bytes) { archive.blob(bytes); }
inline void load(InputArchive& archive, ByteView& bytes) { bytes = archive.blob(); }
inline void load(InputArchive& archive, Bytes& bytes) {
  const ByteView read = archive.blob();
  bytes.clear();
  if (archive.take_memory(read.size())) bytes.assign(read.begin(), read.end());
}

// Bytes of a known number, without a length.
template <std::size_t Size>
void save(OutputArchive& archive, const std::array<std::uint8_t, Size>& bytes) {
  archive.fixed(bytes);
}
template <std::size_t Size>
void load(InputArchive& archive, std::array<std::uint8_t, Size>& bytes) {
  archive.fixed(bytes);
}

template <class Element>
void save(OutputArchive& archive, const std::vector<Element>& elements) {
  archive.number(elements.size());
  for (const Element& element : elements) archive(element);
}
template <class Element>
void load(InputArchive& archive, std::vector<Element>& elements) {
  const std::size_t size = archive.container(sizeof(Element));
  elements.clear();
  elements.reserve(size);
  while (elements.size() < size && !archive.failed()) archive(elements.emplace_back());
}

// An enumeration that is to be read has a function is_known(value) beside it.
template <class Enumeration>
  requires std::is_enum_v<Enumeration>
void save(OutputArchive& archive, const Enumeration& value) {
  static_assert(sizeof(Enumeration) == 1);
  archive.byte(static_cast<std::uint8_t>(value));
}
template <class Enumeration>
  requires std::is_enum_v<Enumeration>
void load(InputArchive& archive, Enumeration& value) {
  static_assert(sizeof(Enumeration) == 1);
  value = static_cast<Enumeration>(archive.byte());
  if (!is_known(value)) archive.refuse();
}

// The one entry: reads a T from all of `bytes`. Fails with damaged, out_of_memory.
template <class T>
[[nodiscard]] Result<T> read_bounded(ByteView bytes, AllocationBudget& budget,
                                     TrailingBytes trailing = TrailingBytes::refused) {
  try {
    T read;
    InputArchive archive(bytes, budget);  // NOLINT(misc-const-correctness): reading moves it on
    archive(read);
    const bool whole = trailing == TrailingBytes::refused ? archive.at_end() : !archive.failed();
    if (!whole) return fail(ErrorCode::damaged, "serialized bytes");
    return read;
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "reading serialized bytes");
  }
}

}  // namespace holdall::change

// cereal would read any number into an enumeration: these archives have functions of their own.
template <class Enumeration>
  requires std::is_enum_v<Enumeration>
struct cereal::specialize<holdall::change::OutputArchive, Enumeration,
                          cereal::specialization::non_member_load_save> : std::true_type {};
template <class Enumeration>
  requires std::is_enum_v<Enumeration>
struct cereal::specialize<holdall::change::InputArchive, Enumeration,
                          cereal::specialization::non_member_load_save> : std::true_type {};

CEREAL_SETUP_ARCHIVE_TRAITS(holdall::change::InputArchive, holdall::change::OutputArchive)
