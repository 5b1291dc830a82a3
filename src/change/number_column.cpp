#include "change/number_column.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <functional>

#include "base/assert.h"

namespace holdall::change {
namespace {

constexpr std::uint8_t shift_max = 56;
// As many numbers tell how a column is best coded.
constexpr std::size_t sample_max = 4096;
constexpr std::uint64_t cost_unit = 256;  // of a bit

using Numbers = std::vector<std::uint64_t>;

std::uint64_t zigzag(std::uint64_t bits) {
  return (bits << 1) ^ (static_cast<std::int64_t>(bits) < 0 ? ~std::uint64_t{0} : 0);
}
std::uint64_t from_zigzag(std::uint64_t code) { return (code >> 1) ^ (~(code & 1) + 1); }

// What stands in `high` of a residual.
std::uint64_t upper_part(std::uint64_t residual, std::uint8_t shift, bool with_sign) {
  if (!with_sign) return residual >> shift;
  return zigzag(static_cast<std::uint64_t>(static_cast<std::int64_t>(residual) >> shift));
}

// 256 * log2(value), rounded down, by integers alone: a library's log2 may differ in its last bit.
std::uint64_t log2_units(std::uint64_t value) {
  const auto whole = static_cast<std::uint64_t>(std::bit_width(value)) - 1;
  // The mantissa in [1, 2) with 31 bits behind the point.
  std::uint64_t mantissa = whole <= 31 ? value << (31 - whole) : value >> (whole - 31);
  std::uint64_t fraction = 0;
  for (int bit = 0; bit < 8; ++bit) {
    mantissa = (mantissa * mantissa) >> 31;
    fraction <<= 1;
    if (mantissa >> 32 != 0) {
      fraction |= 1;
      mantissa >>= 1;
    }
  }
  return whole * cost_unit + fraction;
}

using ByteCounts = std::array<std::uint32_t, 256>;

// The length of bytes under a Huffman code of their own, with the end of a block that RFC 1951
// adds.
std::uint64_t huffman_bits(const ByteCounts& counts) {
  Numbers heap = {1};
  for (const std::uint32_t count : counts) {
    if (count > 0) heap.push_back(count);
  }
  std::ranges::make_heap(heap, std::greater{});
  const auto take_least = [&heap] {
    std::ranges::pop_heap(heap, std::greater{});
    const std::uint64_t least = heap.back();
    heap.pop_back();
    return least;
  };
  std::uint64_t bits = 0;
  while (heap.size() > 1) {
    const std::uint64_t first = take_least();
    const std::uint64_t both = first + take_least();
    bits += both;
    heap.push_back(both);
    std::ranges::push_heap(heap, std::greater{});
  }
  return bits;
}

std::uint64_t entropy_units(const ByteCounts& counts, std::uint64_t total) {
  const std::uint64_t log_total = log2_units(total);
  std::uint64_t units = 0;
  for (const std::uint32_t count : counts) {
    if (count > 0) units += count * (log_total - log2_units(count));
  }
  return units;
}

// What the bytes of the upper parts take, and the lower bits as they are; in units of a bit. Where
// one byte is by far the most frequent, matches take less than a bit each: about twice the entropy.
std::uint64_t cost_of(std::span<const std::uint64_t> residuals, std::uint8_t shift,
                      bool with_sign) {
  ByteCounts counts = {};
  std::uint64_t total = 0;
  for (const std::uint64_t residual : residuals) {
    std::uint64_t upper = upper_part(residual, shift, with_sign);
    for (; upper >= 0x80; upper >>= 7) {
      ++counts[(upper & 0x7F) | 0x80];
      ++total;
    }
    ++counts[static_cast<std::size_t>(upper)];
    ++total;
  }
  const auto different = static_cast<std::uint64_t>(
      std::ranges::count_if(counts, [](std::uint32_t count) { return count > 0; }));
  constexpr std::uint64_t code_bits = 5;  // that describe the code of a byte, about
  const std::uint64_t upper_units =
      std::min(huffman_bits(counts) * cost_unit, 2 * entropy_units(counts, total));
  return (residuals.size() * shift + different * code_bits) * cost_unit + upper_units;
}

struct Candidate {
  Coding coding = Coding::plain;
  std::uint8_t shift = 0;
  std::uint64_t base = 0;
  std::uint64_t cost = 0;
};

// The best shift for residuals of one coding.
Candidate best_shift(Coding coding, std::uint64_t base, std::span<const std::uint64_t> numbers) {
  Numbers sample;
  const std::size_t step = (numbers.size() + sample_max - 1) / sample_max;
  for (std::size_t index = 0; index < numbers.size(); index += step)
    sample.push_back(numbers[index] - base);
  const bool with_sign = is_signed(coding);
  Numbers sizes;
  for (const std::uint64_t residual : sample) sizes.push_back(upper_part(residual, 0, with_sign));
  const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
  std::ranges::nth_element(sizes, middle);
  const int width = std::bit_width(*middle);
  Candidate best{coding, 0, base, cost_of(sample, 0, with_sign)};
  for (int shift = std::max(1, width - 8); shift <= std::min<int>(width, shift_max); ++shift) {
    const std::uint64_t cost = cost_of(sample, static_cast<std::uint8_t>(shift), with_sign);
    if (cost < best.cost) best = {coding, static_cast<std::uint8_t>(shift), base, cost};
  }
  return best;
}

bool less_signed(std::uint64_t left, std::uint64_t right) {
  return static_cast<std::int64_t>(left) < static_cast<std::int64_t>(right);
}

// From the least of them, and, if that is negative, around 0, for a few that go far down.
void consider(Coding above_least, Coding around_zero, std::span<const std::uint64_t> numbers,
              Candidate& best) {
  const std::uint64_t least = *std::ranges::min_element(numbers, less_signed);
  Candidate candidate = best_shift(above_least, least, numbers);
  if (candidate.cost < best.cost) best = candidate;
  if (static_cast<std::int64_t>(least) >= 0) return;
  candidate = best_shift(around_zero, 0, numbers);
  if (candidate.cost < best.cost) best = candidate;
}

void append_bits(Bytes& bytes, std::uint64_t& bit_count, std::uint64_t bits, std::uint8_t width) {
  for (std::uint8_t done = 0; done < width;) {
    const auto offset = static_cast<std::uint8_t>(bit_count % 8);
    if (offset == 0) bytes.push_back(0);
    const auto taken = std::min<std::uint8_t>(static_cast<std::uint8_t>(8 - offset),
                                              static_cast<std::uint8_t>(width - done));
    const std::uint64_t piece = (bits >> done) & ((1U << taken) - 1);
    bytes.back() = static_cast<std::uint8_t>(bytes.back() | (piece << offset));
    bit_count += taken;
    done = static_cast<std::uint8_t>(done + taken);
  }
}

std::uint64_t low_mask(std::uint8_t shift) { return (std::uint64_t{1} << shift) - 1; }

}  // namespace

NumberColumn<Bytes> encode_numbers(std::span<const std::uint64_t> numbers) {
  NumberColumn<Bytes> column{.count = numbers.size()};
  if (numbers.empty()) return column;
  Numbers deltas;
  for (std::size_t index = 1; index < numbers.size(); ++index)
    deltas.push_back(numbers[index] - numbers[index - 1]);
  Candidate best{.cost = UINT64_MAX};
  consider(Coding::plain, Coding::plain_signed, numbers, best);
  if (!deltas.empty()) consider(Coding::delta, Coding::delta_signed, deltas, best);
  column.coding = best.coding;
  column.shift = best.shift;
  column.base = best.base;
  if (is_delta(best.coding)) column.first = numbers.front();
  const std::span<const std::uint64_t> coded = is_delta(best.coding) ? deltas : numbers;
  const auto is_base = [&best](std::uint64_t number) { return number == best.base; };
  if (std::ranges::all_of(coded, is_base)) {
    column.shift = 0;
    return column;
  }
  ByteWriter high;
  std::uint64_t bit_count = 0;
  for (const std::uint64_t number : coded) {
    const std::uint64_t residual = number - best.base;
    append_bits(column.low, bit_count, residual & low_mask(best.shift), best.shift);
    high.varint(upper_part(residual, best.shift, is_signed(best.coding)));
  }
  column.high = high.take();
  return column;
}

NumberReader::NumberReader(const NumberColumn<ByteView>& column)
    : column_(column), high_(column.high), left_(column.count), previous_(column.first) {
  const std::uint64_t first = is_delta(column.coding) && column.count > 0 ? 1 : 0;
  const std::uint64_t residuals = column.count - first;
  const bool all_zero = column.low.empty() && column.high.empty();
  failed_ = column.shift > shift_max || (all_zero && column.shift != 0) ||
            (!is_delta(column.coding) && column.first != 0);
  if (failed_ || all_zero) return;
  // No residual takes less than a byte of `high`, so that the product cannot overflow.
  failed_ =
      residuals > column.high.size() || column.low.size() != (residuals * column.shift + 7) / 8;
  const auto spare_bits =
      static_cast<std::uint8_t>(column.low.size() * 8 - residuals * column.shift);
  if (!failed_ && spare_bits > 0) failed_ = column.low.back() >> (8 - spare_bits) != 0;
}

std::uint64_t NumberReader::next_residual() {
  if (column_.high.empty()) return 0;
  std::uint64_t low = 0;
  for (std::uint8_t done = 0; done < column_.shift;) {
    const auto offset = static_cast<std::uint8_t>(low_bit_ % 8);
    const auto taken = std::min<std::uint8_t>(static_cast<std::uint8_t>(8 - offset),
                                              static_cast<std::uint8_t>(column_.shift - done));
    const std::uint64_t byte = column_.low[static_cast<std::size_t>(low_bit_ / 8)];
    low |= ((byte >> offset) & low_mask(taken)) << done;
    low_bit_ += taken;
    done = static_cast<std::uint8_t>(done + taken);
  }
  std::uint64_t upper = high_.varint();
  if (is_signed(column_.coding)) upper = from_zigzag(upper);
  return (upper << column_.shift) | low;
}

std::uint64_t NumberReader::next() {
  if (failed_ || left_ == 0) {
    failed_ = true;
    return 0;
  }
  --left_;
  if (!is_delta(column_.coding)) {
    const std::uint64_t number = column_.base + next_residual();
    failed_ = high_.failed();
    return failed_ ? 0 : number;
  }
  if (begun_) previous_ += column_.base + next_residual();
  begun_ = true;
  failed_ = high_.failed();
  return failed_ ? 0 : previous_;
}

bool NumberReader::finished() const { return !failed_ && left_ == 0 && high_.left() == 0; }

}  // namespace holdall::change
