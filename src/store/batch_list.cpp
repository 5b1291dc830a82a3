#include "store/batch_list.h"

#include "base/assert.h"

namespace holdall::store {

Result<std::vector<std::int64_t>> decode_batch_list(ByteView encoded) {
  std::vector<std::int64_t> numbers;
  ByteReader reader(encoded);
  std::int64_t number = 0;
  while (reader.left() > 0) {
    const std::uint64_t step = reader.varint();
    const bool valid = step > 0 && step <= static_cast<std::uint64_t>(INT64_MAX - number);
    if (reader.failed() || !valid) return fail(ErrorCode::damaged, "a list of batches");
    number += static_cast<std::int64_t>(step);
    numbers.push_back(number);
  }
  if (reader.failed()) return fail(ErrorCode::damaged, "a list of batches");
  return numbers;
}

Status append_batches(Bytes& encoded, std::span<const std::int64_t> numbers) {
  const Result<std::vector<std::int64_t>> before = decode_batch_list(encoded);
  if (!before) return fail(before.error());
  std::int64_t last = before->empty() ? 0 : before->back();
  ByteWriter writer;
  for (const std::int64_t number : numbers) {
    HOLDALL_ASSERT(number > last);
    writer.varint(static_cast<std::uint64_t>(number - last));
    last = number;
  }
  encoded.insert(encoded.end(), writer.bytes().begin(), writer.bytes().end());
  return {};
}

}  // namespace holdall::store
