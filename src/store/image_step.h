#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "store/log_ledger.h"

namespace holdall::store {

// What the writer tells the tabs that follow it of one storage transaction that has completed: all
// that makes their image, and what they know of the storage, equal to its own. It is never stored,
// so it has no upgrade path: tabs of different versions do not talk to one another.
struct ImageStep {
  Bytes header_before;  // that was stored until then; empty: none was
  Bytes header;
  // Of the plan what LogLedger::follow() needs.
  TransactionPlan plan;
  std::uint64_t record_bytes = 0;
  // The early pages that are stored since (none: they are deleted); nothing: as they were.
  std::optional<std::vector<std::uint32_t>> early_pages;
  // Of all changed ranges, each up to the image's end; a view into what was decoded.
  ByteView bytes;
};

// To read the database again is cheaper than several copies of a longer step.
inline constexpr std::uint64_t image_step_bytes_max = std::uint64_t{32} * 1024 * 1024;

// The bytes are read from the image, which must be as the transaction leaves it. Layout: sized
// header before, sized header, upkeep (u8), varint record bytes, then as counted lists of varints
// the changed ranges (gap, length), the record's chunks, the chunks written, and 0 or 1 + the
// number of early pages with these; then the bytes.
[[nodiscard]] Bytes encode_image_step(const ImageStep& step, const Image& image);
// damaged if it is not what encode_image_step() makes.
[[nodiscard]] Result<ImageStep> decode_image_step(ByteView value);

}  // namespace holdall::store
