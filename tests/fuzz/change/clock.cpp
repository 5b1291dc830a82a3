#include "change/clock.h"

#include "../fuzz.h"

namespace holdall::fuzz {

std::vector<Bytes> seeds() {
  change::Clock clock({1'800'000'000'000, 3, 7});
  std::vector<Bytes> seeds = {change::Clock().encode(), clock.encode()};
  clock.set(4, {1'800'000'000'500, 0, 7});
  clock.set(300, {1'800'000'000'500, 1, 9});
  clock.set_none(5, {1'700'000'000'000, 0, 1});
  seeds.push_back(clock.encode());
  return seeds;
}

void run(ByteView input) {
  const AllocationLimit limit(input.size());
  Result<change::Clock> clock = change::Clock::decode(input);
  if (!clock) return;
  require(clock->encode() == Bytes(input.begin(), input.end()), "a clock has one encoding");
  const change::Stamp next = change::next_stamp(clock->stamp(4), 5, 1);
  require(clock->stamp(4) < next, "a new stamp is newer");
  if (next.milliseconds >= change::stamp_limit_ms) return;
  clock->set(4, next);
  const Result<change::Clock> again = change::Clock::decode(clock->encode());
  require(again.has_value() && *again == *clock, "a clock that was set is read again");
}

}  // namespace holdall::fuzz
