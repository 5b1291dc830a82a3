#include "change/version_vector.h"

#include "../fuzz.h"

namespace holdall::fuzz {

std::vector<Bytes> seeds() {
  change::VersionVector vector;
  std::vector<Bytes> seeds = {vector.encode()};
  for (std::uint8_t device = 1; device < 4; ++device) {
    vector.advance({{device, 5}}, std::uint64_t{1} << (device * 12U));
    seeds.push_back(vector.encode());
  }
  return seeds;
}

void run(ByteView input) {
  const AllocationLimit limit(input.size());
  const Result<change::VersionVector> vector = change::VersionVector::decode(input);
  if (!vector) return;
  const Bytes encoded = vector->encode();
  require(encoded == Bytes(input.begin(), input.end()), "a vector has one encoding");
  change::VersionVector merged = *vector;
  merged.merge(*vector);
  require(merged == *vector && merged.covers(*vector), "a vector merged with itself is itself");
}

}  // namespace holdall::fuzz
