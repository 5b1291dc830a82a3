#include "change/stamp.h"

#include <doctest/doctest.h>

namespace holdall::change {

TEST_CASE("an edit made after seeing a value wins over it, whatever the clock says") {
  const Stamp seen{5000, 3, 7};
  CHECK(next_stamp(seen, 9000, 2) == Stamp{9000, 0, 2});
  CHECK(next_stamp(seen, 5000, 2) == Stamp{5000, 4, 2});
  CHECK(next_stamp(seen, 100, 2) == Stamp{5000, 4, 2});
  CHECK(next_stamp({5000, 0xFFFF, 7}, 100, 2) == Stamp{5001, 0, 2});
  CHECK(next_stamp({}, 0, 2) > built_in_stamp);
}

TEST_CASE("no stamp of this device is one that a batch must not hold") {
  CHECK(next_stamp({}, stamp_limit_ms + 5, 1).milliseconds == stamp_limit_ms - 1);
  CHECK(next_stamp({}, -5, 1).milliseconds == 0);
}

TEST_CASE("packed times order as stamps do") {
  const Stamp stamps[] = {{0, 0, 1},      {0, 1, 1}, {1, 0, 1},
                          {1, 0xFFFF, 1}, {2, 0, 1}, {stamp_limit_ms - 1, 0xFFFF, 1}};
  for (std::size_t index = 0; index + 1 < std::size(stamps); ++index) {
    CHECK(packed_time(stamps[index]) < packed_time(stamps[index + 1]));
    CHECK(stamp_from_packed(packed_time(stamps[index]), 1) == stamps[index]);
  }
}

}  // namespace holdall::change
