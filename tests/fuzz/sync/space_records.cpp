// What a device keeps of its space, and what anyone can put at a place. The first byte says which.
#include <memory>

#include "../../unit/sync/tiny_replica.h"
#include "native/event_loop.h"
#include "native/settable_clock.h"
#include "sealed.h"
#include "sync/device_records.h"
#include "sync/kept.h"
#include "sync/outbox.h"
#include "sync/roster.h"

namespace holdall::fuzz {
namespace {

constexpr std::string_view names[] = {"space", "place", "news", "last sender", "roster", "outbox"};
constexpr std::size_t name_count = std::size(names);

using Replica = sync::TinyReplica;

// A replica that keeps these bytes under each name that is read.
Replica keeping(native::EventLoop& loop, std::string_view name, ByteView bytes) {
  auto contents = std::make_shared<sync::TinyContents>();
  contents->kept[std::string(name)] = copy_of(bytes);
  return Replica(loop, std::move(contents));
}

Bytes record_of(Replica& replica, std::size_t which) {
  Bytes seed = {static_cast<std::uint8_t>(which)};
  const Bytes record = must(replica.kept(std::string(names[which])));
  seed.insert(seed.end(), record.begin(), record.end());
  return seed;
}

// What a record says is kept again as the same bytes.
void check_again(Replica& replica, std::size_t which, ByteView bytes) {
  require(must(replica.kept(std::string(names[which]))) == copy_of(bytes),
          "a kept record has one encoding");
}

void read_space(ByteView bytes) {
  const Result<sync::Space> read = sync::Space::decode(bytes);
  require(!read || read->encode() == copy_of(bytes), "a space has one encoding");
}

void read_place(Replica& replica) {
  const Result<sync::Place> place = sync::kept_place(replica);
  if (!place) return;
  const sync::KeptRecord record = sync::place_record(*place);
  require(must(replica.kept(record.name)) == record.bytes || must(replica.kept("place")).empty(),
          "a place has one encoding");
}

}  // namespace

std::vector<Bytes> seeds() {
  native::SettableClock clock;
  native::EventLoop loop(clock);
  Replica replica = keeping(loop, "space", space().encode());
  std::vector<Bytes> seeds = {record_of(replica, 0)};
  const sync::KeptRecord place = sync::place_record(
      {.server = {.address = "https://a.example/x", .user = "u", .password = "p"}, .folder = {}});
  require(replica.keep({&place, 1}).has_value(), "a place is kept");
  require(sync::keep_news(replica, {{{{1}}, 5}, {{{2}}, 900}}).has_value(), "news are kept");
  change::VersionVector has;
  has.advance({{3}}, 77);
  require(sync::keep_last_sender(replica, has).has_value(), "a sender is kept");
  native::SeededRandomness randomness(4);
  (void)must(sync::make_invitation(replica, space(), randomness));
  require(sync::keep(replica, "outbox", sync::OutboxState{.sequence = 4, .last_hash = {{1}}})
              .has_value(),
          "an outbox is kept");
  for (std::size_t which = 1; which < name_count; ++which)
    seeds.push_back(record_of(replica, which));
  return seeds;
}

void run(ByteView input) {
  if (input.empty()) return;
  const std::size_t which = input[0] % name_count;
  const ByteView bytes = input.subspan(1);
  native::SettableClock clock;
  native::EventLoop loop(clock);
  Replica replica = keeping(loop, names[which], bytes);
  (void)space();
  const AllocationLimit limit(input.size());
  if (which == 0) return read_space(bytes);
  if (which == 1) return read_place(replica);
  if (which == 2) {
    if (const Result<sync::News> news = sync::kept_news(replica))
      require(sync::keep_news(replica, *news).has_value(), "news are kept again");
    return;
  }
  if (which == 3) {
    const auto has = sync::kept_last_sender(replica);
    if (!has || !*has) return;
    require(sync::keep_last_sender(replica, **has).has_value(), "a sender is kept again");
    return check_again(replica, which, bytes);
  }
  if (which == 4) {
    const Result<sync::Roster> roster = sync::Roster::load(replica, space());
    require(!roster || roster->keep(replica).has_value(), "a roster is kept again");
    return;
  }
  (void)sync::outbox_state(replica);
}

}  // namespace holdall::fuzz
