#include <doctest/doctest.h>

#include <ctime>

#include "../support/peer_edits.h"
#include "native/randomness.h"
#include "sync/batch.h"

namespace holdall::sync {
namespace {

using change::BatchBody;
using change::BatchChange;
using change::peer_devices;
using change::peer_edits;

constexpr std::uint32_t edits_per_device = 20'000;

// Of this process alone, for the machine may do other work too.
double milliseconds_since(std::clock_t start) {
  return 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

struct Totals {
  std::size_t bytes = 0;
  std::size_t batches = 0;
  double make_ms = 0;
  double open_ms = 0;
  double read_ms = 0;
};

// Publishes all edits of a device in batches of so many, and reads them again.
void publish(std::uint32_t number, std::uint32_t batch_edits, Totals& totals) {
  native::SeededRandomness randomness(5 + number);
  const DeviceKeys device(Secret::random(randomness));
  const EpochRoot root(Secret::random(randomness));
  const BatchBody all = peer_edits(number, edits_per_device);
  BatchPlace place;
  for (std::uint32_t begin = 0; begin < edits_per_device; begin += batch_edits) {
    BatchBody body;
    for (std::uint32_t index = 0; index < batch_edits; ++index) {
      body.commands.push_back(all.commands[begin + index]);
      body.changes.push_back(all.changes[begin + index]);
      body.changes.back().command = index;
    }
    auto start = std::clock();
    const Result<Bytes> batch = make_batch(place, body, root, device, randomness);
    totals.make_ms += milliseconds_since(start);
    REQUIRE(batch.has_value());
    totals.bytes += batch->size();
    ++totals.batches;
    start = std::clock();
    Result<OpenedBatch> opened = open_batch(*batch, place.space, root, device.public_key());
    totals.open_ms += milliseconds_since(start);
    REQUIRE(opened.has_value());
    REQUIRE(opened->body.has_value());
    REQUIRE(opened->body->commands() == body.commands);
    start = std::clock();
    BatchChange change;
    std::size_t index = 0;
    bool equal = true;
    while (opened->body->next(change)) equal = equal && change == body.changes[index++];
    totals.read_ms += milliseconds_since(start);
    REQUIRE(equal);
    REQUIRE(index == body.changes.size());
    ++place.sequence;
    place.before = hash_of(*batch);
  }
}

}  // namespace

// Bytes on the wire, timestamps and authentication included.
TEST_CASE("100,000 edits of the peers' workload take at most 0.72 MB") {
  for (const std::uint32_t batch_edits : {edits_per_device, 1000U}) {
    Totals totals;
    for (std::uint32_t device = 0; device < peer_devices; ++device)
      publish(device, batch_edits, totals);
    MESSAGE("batches of " << batch_edits << ": " << totals.bytes << " bytes in " << totals.batches
                          << "; processor time: make " << totals.make_ms << " ms, open "
                          << totals.open_ms << " ms, read again " << totals.read_ms << " ms");
    if (batch_edits == edits_per_device) CHECK(totals.bytes <= 720'000);
  }
}

TEST_CASE("one small edit takes less than half a kilobyte") {
  native::SeededRandomness randomness(1);
  const DeviceKeys device(Secret::random(randomness));
  const EpochRoot root(Secret::random(randomness));
  const Result<Bytes> batch = make_batch(BatchPlace{}, peer_edits(0, 1), root, device, randomness);
  REQUIRE(batch.has_value());
  MESSAGE("one edit: " << batch->size() << " bytes");
  CHECK(batch->size() < 512);
}

}  // namespace holdall::sync
