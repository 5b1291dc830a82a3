// zlib streams: the first byte says how long the content claims to be.
#include "../fuzz.h"
#include "base/compression.h"

namespace holdall::fuzz {
namespace {

constexpr std::size_t size_step = 16;

}  // namespace

std::vector<Bytes> seeds() {
  std::vector<Bytes> seeds;
  for (const std::size_t steps : {0U, 2U, 40U}) {
    Bytes content(steps * size_step);
    for (std::size_t index = 0; index < content.size(); ++index)
      content[index] = static_cast<std::uint8_t>(index * index);
    Bytes seed = {static_cast<std::uint8_t>(steps)};
    const Result<Bytes> stream = compress(content);
    require(stream.has_value(), "a seed is compressed");
    seed.insert(seed.end(), stream->begin(), stream->end());
    seeds.push_back(std::move(seed));
  }
  return seeds;
}

void run(ByteView input) {
  if (input.empty()) return;
  const AllocationLimit limit(input.size());
  const std::size_t size_bytes = input[0] * size_step;
  const Result<Bytes> content = decompress(input.subspan(1), size_bytes);
  require(!content || content->size() == size_bytes, "the content has its length");
}

}  // namespace holdall::fuzz
