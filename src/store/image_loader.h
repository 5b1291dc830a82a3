#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "platform/storage.h"
#include "store/image.h"
#include "store/log_ledger.h"

namespace holdall::store {

// Chunks and log records that failed their checksum, contradict the header or are missing.
struct Damage {
  std::vector<std::uint32_t> chunks;         // indexes
  std::vector<std::uint64_t> log_sequences;  // at most the first thousand
  bool header = false;

  [[nodiscard]] bool any() const { return header || !chunks.empty() || !log_sequences.empty(); }
};

struct LoadedImage {
  Image image;
  LogLedger ledger;
  Damage damage;
};

// Puts the image together from its chunks and the log. With damage the image holds what was
// readable and zeros for the rest, and the ledger must not be used to write. Fails with
// newer_format or out_of_memory.
[[nodiscard]] Result<LoadedImage> load_image(platform::StoredDatabase stored);

}  // namespace holdall::store
