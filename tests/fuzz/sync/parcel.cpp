// Parcels, which a person opens. If the first byte is odd, the head is added here, with the length
// that the content has.
#include "sync/parcel.h"

#include "../../unit/sync/tiny_replica.h"
#include "native/event_loop.h"
#include "native/settable_clock.h"
#include "sealed.h"

namespace holdall::fuzz {
namespace {

constexpr std::size_t head_bytes = 24;  // magic, two versions, the length of the content

Bytes sample_parcel(std::uint32_t changes) {
  native::SettableClock clock;
  native::EventLoop loop(clock);
  sync::TinyReplica replica(loop, std::make_shared<sync::TinyContents>());
  for (std::uint32_t change = 0; change < changes; ++change)
    replica.edit(sync::tiny_edit(change % 2 + 1, 4, change, {1000 + change, 0, 7}));
  native::SeededRandomness randomness(2);
  return must(sync::make_parcel({}, space(), replica, randomness));
}

Bytes with_head(ByteView content) {
  static const Bytes sample = sample_parcel(0);
  ByteWriter writer;
  writer.append(ByteView(sample).first(head_bytes - sizeof(std::uint64_t)));
  writer.fixed_u64(content.size());
  writer.append(content);
  return writer.take();
}

void take_in(const sync::Parcel& parcel) {
  native::SettableClock clock;
  native::EventLoop loop(clock);
  sync::TinyReplica replica(loop, std::make_shared<sync::TinyContents>());
  native::SeededRandomness randomness(3);
  const Result<sync::ParcelReport> report =
      sync::take_in_parcel(parcel, space(), replica, randomness);
  require(!report || report->merged == 0, "only the founder could write what is merged");
}

}  // namespace

std::vector<Bytes> seeds() {
  std::vector<Bytes> seeds;
  for (const std::uint32_t changes : {0U, 3U}) {
    Bytes parcel = sample_parcel(changes);
    Bytes whole = {0};
    whole.insert(whole.end(), parcel.begin(), parcel.end());
    seeds.push_back(std::move(whole));
    Bytes content = {1};
    content.insert(content.end(), parcel.begin() + head_bytes, parcel.end());
    seeds.push_back(std::move(content));
  }
  return seeds;
}

void run(ByteView input) {
  if (input.empty()) return;
  const Bytes file = input[0] % 2 == 0 ? copy_of(input.subspan(1)) : with_head(input.subspan(1));
  Result<sync::Parcel> parcel;
  {
    const AllocationLimit limit(file.size());
    parcel = sync::open_parcel(file);
  }
  if (parcel) take_in(*parcel);
}

}  // namespace holdall::fuzz
