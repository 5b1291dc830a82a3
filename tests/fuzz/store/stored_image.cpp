// A whole database as a storage gives it back: header, early pages, records of the log, a chunk.
// The input is these, each behind its length; a first byte that is odd gives all checksums that
// fit.
#include <algorithm>
#include <span>

#include "../fuzz.h"
#include "base/checksum.h"
#include "store/delta_log.h"
#include "store/image.h"
#include "store/image_loader.h"
#include "store/log_ledger.h"

namespace holdall::fuzz {
namespace {

constexpr std::size_t checksum_bytes = 8;
// The image itself is as large as header and records say; a browser's storage is not that hostile.
constexpr std::uint64_t image_bytes_max = 2 * std::uint64_t{store::Image::chunk_bytes};

// Gives the value the checksum that ends it.
void fit(Bytes& value, std::uint64_t seed) {
  if (value.size() < checksum_bytes) return;
  ByteWriter sum;
  sum.fixed_u64(checksum(ByteView(value).first(value.size() - checksum_bytes), seed));
  std::ranges::copy(sum.bytes(), value.end() - checksum_bytes);
}

platform::StoredPart part_of(ByteView input) {
  platform::StoredPart part;
  ByteReader reader(input);
  const bool fits = reader.fixed_u8() % 2 == 1;
  const auto next = [&reader, fits](std::uint64_t seed) {
    const ByteView bytes = reader.sized();
    Bytes value(bytes.begin(), bytes.end());
    if (fits) fit(value, seed);
    return value;
  };
  part.header = next(0);
  part.early_pages = next(1);
  Bytes chunk = next(0);
  if (!chunk.empty()) part.chunks.push_back({.key = 0, .bytes = std::move(chunk)});
  std::uint64_t sequence = 1;
  while (reader.left() > 0 && !reader.failed()) {
    sequence += reader.varint() % 4;
    part.log.push_back({.key = sequence, .bytes = next(sequence)});
    ++sequence;
  }
  return part;
}

bool claims_too_much(const platform::StoredPart& part) {
  const Result<store::StorageHeader> header = store::decode_header(part.header);
  if (header && header->image_bytes > image_bytes_max) return true;
  return std::ranges::any_of(part.log, [](const platform::StoredValue& value) {
    const Result<store::LogRecord> record = store::decode_log_record(value.key, value.bytes);
    return record && record->image_bytes > image_bytes_max;
  });
}

}  // namespace

std::vector<Bytes> seeds() {
  store::Image image;
  Bytes bytes(2 * store::Image::page_bytes, 5);
  require(image.write(0, bytes), "there is memory for a seed");
  const store::StorageHeader header{.opening = {.epoch = 1, .writer = 2},
                                    .last_sequence = 3,
                                    .first_sequence = 3,
                                    .image_bytes = image.size(),
                                    .stored_chunks = 1};
  const std::vector<store::LogRange> ranges = {{.begin = 64, .end = 80},
                                               {.begin = 4096, .end = 4160, .moved_from = 64}};
  const std::vector<std::uint32_t> pages = {1};
  std::vector<Bytes> seeds;
  for (const bool early : {false, true}) {
    ByteWriter seed;
    seed.fixed_u8(1);
    seed.sized(store::encode_header(header));
    seed.sized(early ? store::encode_early_pages(3, image, pages) : Bytes{});
    seed.sized(store::encode_chunk(0, 2, ByteView(bytes).first(200)));
    seed.varint(2);
    seed.sized(store::encode_log_record(header, image, ranges));
    seeds.push_back(seed.take());
  }
  return seeds;
}

void run(ByteView input) {
  platform::StoredPart part = part_of(input);
  if (claims_too_much(part)) return;
  store::Image image;
  store::LogLedger ledger;
  store::ImageLoader loader(image, ledger, true);
  if (!loader.begin(std::move(part)) || !loader.finish()) return;
  require(loader.damage().any() || image.complete(), "an image without damage is whole");
}

}  // namespace holdall::fuzz
