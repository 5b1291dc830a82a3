#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"
#include "sync/batch.h"

namespace holdall::sync {

// What surrounds the body of a batch (docs/batch-format.md 'Frame'): header, nonce, ciphertext,
// signature. It stays as it is in all versions of the format.

inline constexpr std::size_t signature_bytes = sizeof(Signature::bytes);

// Where the parts of a batch lie.
struct BatchFrame {
  BatchHeader header;
  std::size_t header_bytes = 0;
  ByteView sealed;  // the nonce and the ciphertext
};

[[nodiscard]] Bytes encode_batch_header(const BatchHeader& header);

// Believes nothing and authenticates nothing. Fails with damaged.
[[nodiscard]] Result<BatchFrame> read_batch_frame(ByteView batch);

}  // namespace holdall::sync
