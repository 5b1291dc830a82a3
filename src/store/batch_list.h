#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace holdall::store {

// The numbers of the batches that hold changes of a record, ascending, as its row keeps them: each
// as a varint, less the one before (docs/data-format.md 'Tables of records').

// Fails with damaged.
[[nodiscard]] Result<std::vector<std::int64_t>> decode_batch_list(ByteView encoded);
// `numbers` ascend and are greater than those of the list.
[[nodiscard]] Status append_batches(Bytes& encoded, std::span<const std::int64_t> numbers);

}  // namespace holdall::store
