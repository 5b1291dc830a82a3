#include "model/order_key.h"

#include <algorithm>

#include "base/assert.h"

namespace holdall::model {
namespace {

// The first bytes of a key are read as one number, the head. Insertions at an end move the head by
// a step instead of halving what is left, so that a board where every new deal goes on top keeps
// short keys: 2^48 / 2^24 = 16 million insertions before a key grows.
constexpr std::size_t head_bytes = 6;
constexpr std::uint64_t head_limit = std::uint64_t{1} << (head_bytes * 8);
constexpr std::uint64_t head_middle = head_limit / 2;
constexpr std::uint64_t head_step = std::uint64_t{1} << 24;

std::uint64_t head_of(ByteView key) {
  std::uint64_t head = 0;
  for (std::size_t index = 0; index < head_bytes; ++index) {
    head = (head << 8) | (index < key.size() ? key[index] : 0);
  }
  return head;
}

// A key may not end in 0x00: nothing would fit between it and its own prefix.
Bytes key_of_head(std::uint64_t head) {
  Bytes key;
  for (std::size_t index = 0; index < head_bytes; ++index) {
    key.push_back(static_cast<std::uint8_t>(head >> ((head_bytes - 1 - index) * 8)));
  }
  while (!key.empty() && key.back() == 0) key.pop_back();
  return key;
}

std::uint64_t jittered_step(std::uint32_t jitter) {
  return head_step / 2 + jitter % (head_step / 2);
}

// The general case: digit by digit down to the first place with room between the two, then a random
// middle digit and two more random bytes.
Bytes key_midway(ByteView before, ByteView after, std::uint32_t jitter) {
  Bytes key;
  bool below_after = after.empty();
  for (std::size_t index = 0;; ++index) {
    const unsigned low = index < before.size() ? before[index] : 0U;
    const unsigned high = below_after ? 256U : (index < after.size() ? after[index] : 0U);
    if (high - low > 1 && high > low) {
      const unsigned room = high - low - 1;
      key.push_back(
          static_cast<std::uint8_t>(low + 1 + (room / 4) + (jitter & 0xFF) % (room - room / 2)));
      break;
    }
    key.push_back(static_cast<std::uint8_t>(low));
    if (high != low) below_after = true;
  }
  key.push_back(static_cast<std::uint8_t>((jitter >> 8) & 0xFF));
  key.push_back(static_cast<std::uint8_t>(1 + ((jitter >> 16) % 255)));
  return key;
}

}  // namespace

Bytes key_between(ByteView before, ByteView after, std::uint32_t jitter) {
  HOLDALL_ASSERT(before.empty() || after.empty() ||
                 std::ranges::lexicographical_compare(before, after));
  const std::uint64_t step = jittered_step(jitter);
  if (before.empty() && after.empty()) return key_of_head(head_middle + step);
  if (after.empty() && head_of(before) + step < head_limit)
    return key_of_head(head_of(before) + step);
  if (before.empty() && head_of(after) > step) return key_of_head(head_of(after) - step);
  return key_midway(before, after, jitter);
}

std::vector<Bytes> keys_behind(ByteView before, std::size_t count, std::uint32_t jitter) {
  std::vector<Bytes> keys;
  keys.reserve(count);
  Bytes last(before.begin(), before.end());
  for (std::size_t index = 0; index < count; ++index) {
    // Knuth's multiplicative step (TAOCP 3.3.4): different low bits for each key from one random
    // number.
    last = key_between(last, {}, jitter + static_cast<std::uint32_t>(index) * 2'654'435'761U);
    keys.push_back(last);
  }
  return keys;
}

}  // namespace holdall::model
