#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "store/byte_range.h"
#include "store/image.h"
#include "store/log_ranges.h"

// The stored form of an image, byte for byte as docs/storage-format.md describes it: the values
// that a platform::Storage holds. Encoding cannot fail; decoding says only whether the bytes are
// what was written.
namespace holdall::store {

inline constexpr std::uint32_t storage_format_version = 1;

// Who writes: one opening of the database.
struct Opening {
  std::uint64_t epoch = 0;   // counts the openings that wrote
  std::uint64_t writer = 0;  // drawn at random by each opening: no two write the same header

  friend bool operator==(const Opening&, const Opening&) = default;
};

// The one value that says which log records and chunks count. It also is the ticket for the next
// transaction: whoever finds other bytes stored than it knows has been overtaken.
struct StorageHeader {
  Opening opening;                  // that wrote this header
  std::uint64_t last_sequence = 0;  // of the storage transaction that wrote this header
  std::uint64_t first_sequence =
      1;  // of the log record that is needed first; last_sequence + 1: none is
  std::uint64_t image_bytes = 0;
  std::uint32_t stored_chunks =
      0;  // chunks 0 .. stored_chunks - 1 are there; later ones start as zeros

  friend bool operator==(const StorageHeader&, const StorageHeader&) = default;
};

[[nodiscard]] Bytes encode_header(const StorageHeader& header);
// damaged, or newer_format for an intact header of a later version.
[[nodiscard]] Result<StorageHeader> decode_header(ByteView bytes);

// The changes of one storage transaction.
struct LogRecord {
  Opening opening;
  std::uint64_t image_bytes = 0;  // after the transaction
  std::vector<LogRange> ranges;   // ascending, disjoint
  // Of all ranges that did not move, one after the other; a view into what was decoded.
  ByteView bytes;
};

// The record of the transaction that ends with this header. The ranges are read from the image,
// which must be as the transaction leaves it; what moved must have lain there before it.
[[nodiscard]] Bytes encode_log_record(const StorageHeader& header, const Image& image,
                                      std::span<const LogRange> ranges);
[[nodiscard]] Result<LogRecord> decode_log_record(std::uint64_t sequence, ByteView value);
// What a value says that has the form of a record, whatever its checksum: for rescue alone.
[[nodiscard]] Result<LogRecord> salvage_log_record(ByteView value);

// A chunk's value ends with what describes it, so that the image can take its bytes over without a
// copy.
inline constexpr std::size_t chunk_trailer_bytes = 16;

[[nodiscard]] Bytes encode_chunk(std::uint32_t index, std::uint64_t sequence, ByteView bytes);
// Checks a chunk's value and cuts the trailer off: `value` then holds the chunk's bytes. The
// sequence that the chunk is current to, or damaged (`value` is then left as it was).
[[nodiscard]] Result<std::uint64_t> decode_chunk(std::uint32_t index, Bytes& value);
// The same of a value that has the length of a chunk's, whatever its checksum: for rescue alone.
[[nodiscard]] Result<std::uint64_t> salvage_chunk(Bytes& value);

// Pages of the image that the first screen reads, kept together so that it need not wait for the
// chunks. A copy, nothing more: whoever reads may leave it aside.
struct EarlyPages {
  std::uint64_t sequence = 0;        // that they are current to; 0: there are none
  std::vector<std::uint32_t> pages;  // ascending
  ByteView bytes;                    // of Image::page_bytes each; a view into what was decoded
};

// The pages are read from the image, with zeros behind its end. All must lie within it.
[[nodiscard]] Bytes encode_early_pages(std::uint64_t sequence, const Image& image,
                                       std::span<const std::uint32_t> pages);
[[nodiscard]] Result<EarlyPages> decode_early_pages(ByteView value);

}  // namespace holdall::store
