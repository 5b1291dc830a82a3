#include "base/record_id.h"

#include <doctest/doctest.h>

namespace holdall {
namespace {

TEST_CASE("an id is device above counter") {
  const RecordId id = RecordId::of(5, 7);
  CHECK(id.value == 5 * (std::int64_t{1} << 32) + 7);
  CHECK(id.device() == 5);
  CHECK(id.counter() == 7);
  CHECK_FALSE(id.is_built_in());
  CHECK(RecordId::of(0, 3).is_built_in());
  CHECK_FALSE(RecordId{}.is_built_in());
  CHECK_FALSE(RecordId{});
  const RecordId derived = RecordId::of((1U << 31) - 1, UINT32_MAX);
  CHECK(derived.value == INT64_MAX);
  CHECK(derived.device() == (1U << 31) - 1);
}

TEST_CASE("ids as text: canonical positive decimals below 2^63 and nothing else") {
  CHECK(to_text(RecordId{INT64_MAX}) == "9223372036854775807");
  CHECK(record_id_from_text("9223372036854775807") == RecordId{INT64_MAX});
  CHECK(record_id_from_text("1") == RecordId{1});
  for (const char* text : {"", "0", "-1", "+1", "01", "1 ", " 1", "1a", "0x1",
                           "9223372036854775808", "99999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(record_id_from_text(text).has_value());
  }
}

}  // namespace
}  // namespace holdall
