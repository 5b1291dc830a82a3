#include "store/new_device.h"

#include <doctest/doctest.h>

#include "record_fixture.h"
#include "store/kept_records.h"
#include "store/merge.h"
#include "store/soundness.h"

namespace holdall::store {
namespace {

using test::must;
using test::Records;

}  // namespace

TEST_CASE("a copy that becomes a new device makes ids of its own and keeps what it had") {
  Records records;
  const RecordId before = records.add_deal("Before");
  const DeviceNumber number = records.store->device();
  must(become_new_device(*records.store));
  CHECK(records.store->device() != number);
  CHECK(records.integer("SELECT number FROM device") == records.store->device());
  const RecordId after = records.add_deal("After");
  CHECK(after.device() == records.store->device());
  CHECK(records.title(before) == "Before");
  records.rename(before, "Renamed");
  CHECK(records.title(before) == "Renamed");
  CHECK(must(find_problems(records.store->database())).empty());
  // All of it is what the device has to share.
  CHECK(must(unpublished_changes(*records.store, 100)).body.changes.size() >= 4);
}

TEST_CASE("a database of a shared space becomes no new device") {
  Records records;
  must(name_own_stream(*records.store, DeviceName{{7}}));
  const Status named = become_new_device(*records.store);
  REQUIRE_FALSE(named.has_value());
  CHECK(named.error().code == ErrorCode::invalid_argument);
  Records other;
  must(keep_record(other.store->database(), "space", Bytes{1}));
  CHECK_FALSE(become_new_device(*other.store).has_value());
}

TEST_CASE("a member that stands for nobody is in the bin") {
  Records records;
  must(remove_me(*records.store));
  CHECK(records.integer("SELECT count(*) FROM member WHERE life % 2 = 1") == 0);
  CHECK(records.integer("SELECT count(*) FROM member") == 1);
  CHECK(must(find_problems(records.store->database())).empty());
  CHECK_FALSE(must(undo(*records.store)).has_value());
}

}  // namespace holdall::store
