// The columns of a batch's body, as they are once the batch was opened and unpacked.
#include "change/batch_body.h"

#include "../../unit/support/random_body.h"
#include "../fuzz.h"

namespace holdall::fuzz {
namespace {

// More changes are not encoded again: columns of equal numbers hold many in few bytes.
constexpr std::uint64_t changes_encoded_max = 200;

change::BatchBody all_of(change::BodyReader& reader) {
  change::BatchBody body{.commands = reader.commands(), .changes = {}};
  change::BatchChange change;
  while (reader.next(change)) body.changes.push_back(change);
  return body;
}

Result<change::BodyReader> open(ByteView bytes) {
  return change::BodyReader::open(Bytes(bytes.begin(), bytes.end()),
                                  change::AllocationBudget::for_input(bytes.size()));
}

}  // namespace

std::vector<Bytes> seeds() {
  std::vector<Bytes> seeds;
  for (const std::uint32_t changes : {0U, 1U, 3U, 10U, 20U}) {
    const Result<change::EncodedBody> body =
        change::encode_body(change::random_body(41 + changes, changes));
    require(body.has_value(), "a seed is encoded");
    seeds.push_back(body->bytes);
  }
  return seeds;
}

void run(ByteView input) {
  {
    const AllocationLimit limit(input.size());
    Result<change::BodyReader> reader = open(input);
    if (!reader) return;
    change::BatchChange change;
    std::uint64_t count = 0;
    while (reader->next(change)) ++count;
    require(count == reader->change_count(), "an opened body gives all its changes");
    if (count > changes_encoded_max) return;
  }
  Result<change::BodyReader> reader = open(input);
  const change::BatchBody body = all_of(*reader);
  const Result<change::EncodedBody> encoded = change::encode_body(body);
  require(encoded.has_value(), "what was read can be encoded");
  Result<change::BodyReader> again = open(encoded->bytes);
  require(again.has_value() && all_of(*again) == body, "what was encoded is read as it was");
}

}  // namespace holdall::fuzz
