// The values of the stored form of an image, one by one, with the checksum that they must have, and
// the steps that tabs tell each other. The first byte says which.
#include <algorithm>

#include "../fuzz.h"
#include "base/checksum.h"
#include "store/batch_list.h"
#include "store/delta_log.h"
#include "store/image.h"
#include "store/image_step.h"

namespace holdall::fuzz {
namespace {

constexpr std::uint8_t header = 0;
constexpr std::uint8_t record = 1;
constexpr std::uint8_t early = 2;
constexpr std::uint8_t chunk = 3;
constexpr std::uint8_t step = 4;
constexpr std::uint8_t batch_list = 5;
constexpr std::uint8_t kind_count = 6;
constexpr std::uint64_t sequence = 4;

store::StorageHeader sample_header(std::uint64_t image_bytes) {
  return {.opening = {.epoch = 1, .writer = 2},
          .last_sequence = sequence,
          .first_sequence = 3,
          .image_bytes = image_bytes,
          .stored_chunks = 1};
}

store::Image sample_image() {
  store::Image image;
  Bytes bytes(2 * store::Image::page_bytes);
  for (std::size_t index = 0; index < bytes.size(); index += 64)
    bytes[index] = static_cast<std::uint8_t>(index / 64);
  require(image.write(0, bytes), "there is memory for a sample");
  return image;
}

// The bytes with the checksum that ends them.
Bytes with_checksum(ByteView bytes, std::uint64_t seed) {
  ByteWriter writer;
  writer.append(bytes);
  writer.fixed_u64(checksum(bytes, seed));
  return writer.take();
}

Bytes without_checksum(const Bytes& value) { return {value.begin(), value.end() - 8}; }

void read_step(ByteView input) {
  // A header of its own each time would never have its checksum.
  ByteWriter writer;
  writer.sized({});
  writer.sized(store::encode_header(sample_header(2 * store::Image::page_bytes)));
  writer.append(input);
  const Bytes value = writer.take();
  const AllocationLimit limit(value.size());
  const Result<store::ImageStep> read = store::decode_image_step(value);
  require(!read || read->bytes.size() <= input.size(), "a step's bytes are in it");
}

void read_record(ByteView input) {
  const Bytes value = with_checksum(input, sequence);
  const AllocationLimit limit(value.size());
  const Result<store::LogRecord> read = store::decode_log_record(sequence, value);
  if (!read) return;
  std::uint64_t position = 0;
  for (const store::LogRange& range : read->ranges) {
    require(position <= range.begin && range.begin < range.end && range.end <= read->image_bytes,
            "ranges ascend within the image");
    position = range.end;
  }
}

}  // namespace

std::vector<Bytes> seeds() {
  const store::Image image = sample_image();
  const std::vector<store::LogRange> ranges = {{.begin = 64, .end = 80},
                                               {.begin = 4096, .end = 4160, .moved_from = 64}};
  const std::vector<std::uint32_t> pages = {1};
  store::ImageStep told{.header_before = {},
                        .header = store::encode_header(sample_header(image.size())),
                        .plan = {},
                        .record_bytes = 90,
                        .early_pages = pages,
                        .bytes = {}};
  told.plan.changed = {{64, 80}, {4096, 4100}};
  told.plan.record_chunks = {0};
  Bytes step_bytes = store::encode_image_step(told, image);
  step_bytes.erase(step_bytes.begin(),
                   step_bytes.begin() + 2 + static_cast<std::ptrdiff_t>(told.header.size()));
  Bytes list;
  const std::vector<std::int64_t> numbers = {1, 5, 500, 501};
  require(store::append_batches(list, numbers).has_value(), "a seed is encoded");
  const std::pair<std::uint8_t, Bytes> values[] = {
      {header, without_checksum(told.header)},
      {record,
       without_checksum(store::encode_log_record(sample_header(image.size()), image, ranges))},
      {early, without_checksum(store::encode_early_pages(sequence, image, pages))},
      {chunk, without_checksum(store::encode_chunk(0, sequence, Bytes(100)))},
      {step, step_bytes},
      {batch_list, list}};
  std::vector<Bytes> seeds;
  for (const auto& [kind, bytes] : values) {
    Bytes seed = {kind};
    seed.insert(seed.end(), bytes.begin(), bytes.end());
    seeds.push_back(std::move(seed));
  }
  return seeds;
}

void run(ByteView input) {
  if (input.empty()) return;
  const std::uint8_t kind = input[0] % kind_count;
  const ByteView bytes = input.subspan(1);
  if (kind == record) return read_record(bytes);
  if (kind == step) return read_step(bytes);
  // What seeds the checksum of early pages is theirs to know: they are read without one that fits.
  Bytes value = with_checksum(bytes, 0);
  const AllocationLimit limit(value.size());
  (void)store::salvage_log_record(bytes);
  if (kind == header) {
    const Result<store::StorageHeader> read = store::decode_header(value);
    require(!read || store::encode_header(*read) == value, "a header has one encoding");
  } else if (kind == early) {
    (void)store::decode_early_pages(bytes);
  } else if (kind == chunk) {
    const Result<std::uint64_t> read = store::decode_chunk(0, value);
    require(!read || value.size() + store::chunk_trailer_bytes == bytes.size() + 8,
            "a chunk's bytes are what stands before its trailer");
  } else if (const auto numbers = store::decode_batch_list(bytes)) {
    require(std::ranges::is_sorted(*numbers), "a list of batches ascends");
    Bytes again;
    require(store::append_batches(again, *numbers).has_value() &&
                again == Bytes(bytes.begin(), bytes.end()),
            "a list of batches has one encoding");
  }
}

}  // namespace holdall::fuzz
