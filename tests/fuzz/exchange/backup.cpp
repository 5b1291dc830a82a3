// Backup files, whose head is given the checksum that fits. Of the image two blocks are read: each
// is a whole chunk in memory, whatever it was in the file.
#include <algorithm>
#include <utility>

#include "../fuzz.h"
#include "base/checksum.h"
#include "exchange/backup_file.h"

namespace holdall::fuzz {
namespace {

constexpr std::size_t head_bytes = 32;  // before its checksum
constexpr std::uint32_t blocks_max = 2;

Bytes backup_of(std::size_t size_bytes) {
  store::Image image;
  Bytes content(size_bytes);
  for (std::size_t index = 0; index < content.size(); index += 50) content[index] = 7;
  require(image.write(0, content), "there is memory for a seed");
  Bytes file;
  exchange::BackupWriter writer(image, 1'764'000'000'000, 3, [&file](ByteView piece) {
    file.insert(file.end(), piece.begin(), piece.end());
  });
  while (!writer.finished()) require(writer.step().has_value(), "a seed is written");
  return file;
}

}  // namespace

std::vector<Bytes> seeds() {
  return {backup_of(1), backup_of(5000), backup_of(std::size_t{store::Image::chunk_bytes} + 1)};
}

void run(ByteView input) {
  Bytes file(input.begin(), input.end());
  if (file.size() >= head_bytes + sizeof(std::uint64_t)) {
    ByteWriter sum;
    sum.fixed_u64(checksum(ByteView(file).first(head_bytes)));
    std::ranges::copy(sum.bytes(), file.begin() + head_bytes);
  }
  const AllocationLimit limit(input.size());
  store::Image image;
  exchange::BackupReader reader(std::move(file));
  if (!reader.begin(image)) return;
  while (!reader.finished() && reader.blocks_done() < blocks_max) {
    if (!reader.step(image)) return;
  }
}

}  // namespace holdall::fuzz
