#include "app/space_summary.h"

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "app/parcel_summary.h"
#include "native/randomness.h"
#include "native/settable_clock.h"
#include "store/kept_records.h"
#include "store/merge.h"
#include "sync/parcel.h"
#include "sync/store_replica.h"

namespace holdall::app {
namespace {

// A database that is in a space of which it is the founder.
struct Founder {
  explicit Founder(std::string_view label) {
    auto opened = store::Store::open(*image, clock, randomness);
    REQUIRE(opened.has_value());
    store = *std::move(opened);
    auto founded = sync::Space::found("geheim", {.memory_kib = 8, .passes = 1},
                                      {.number = store->device(), .label = label}, randomness);
    REQUIRE(founded.has_value());
    space.emplace(*std::move(founded));
    REQUIRE(store::name_own_stream(*store, space->device().name()).has_value());
  }
  Status keep(ByteView record) {
    return store::keep_record(store->database(), sync::space_record_name, record);
  }

  native::SettableClock clock;
  native::SeededRandomness randomness{1};
  std::unique_ptr<store::DurableImage> image = store::DurableImage::in_memory();
  std::unique_ptr<store::Store> store;
  std::optional<sync::Space> space;
};

}  // namespace

TEST_CASE("a database tells of the space that it is in, if it has its secrets") {
  Founder founder("laptop");
  auto summary = summarise_space(*founder.image, *founder.store);
  REQUIRE(summary.has_value());
  CHECK_FALSE(summary->has_value());
  REQUIRE(founder.keep(founder.space->encode()).has_value());
  summary = summarise_space(*founder.image, *founder.store);
  REQUIRE(summary.has_value());
  REQUIRE(summary->has_value());
  REQUIRE((*summary)->devices.size() == 1);
  const SpaceDevice& device = (*summary)->devices.front();
  CHECK(device.own);
  CHECK(device.label == "laptop");
  CHECK(device.batches == 0);
  CHECK(space_json(**summary) == R"({"id":")" + (*summary)->id + R"(","devices":[{"name":")" +
                                     device.name +
                                     R"(","label":"laptop","batches":0,"own":true}],)"
                                     R"("open_invitations":0})");
  REQUIRE(founder.keep(Bytes{1, 2, 3}).has_value());
  CHECK_FALSE(summarise_space(*founder.image, *founder.store).has_value());
}

TEST_CASE("what another device is called steers no terminal, and one without a name has one") {
  Founder founder("a\x1b[2Jb\nc\x7f");
  REQUIRE(founder.keep(founder.space->encode()).has_value());
  auto summary = summarise_space(*founder.image, *founder.store);
  REQUIRE(summary.has_value());
  SpaceDevice device = (*summary)->devices.front();
  CHECK(device_words(device) == "a [2Jb c ");
  device.label.clear();
  CHECK(device_words(device) == "device " + device.name.substr(0, 8));
}

TEST_CASE("what everyone can read of a parcel is told, and it may say anything") {
  Founder founder("laptop");
  sync::StoreReplica replica(*founder.image, *founder.store, [](const auto&) {}, {});
  auto parcel = sync::make_parcel({}, *founder.space, replica, founder.randomness);
  REQUIRE(parcel.has_value());
  const Result<ParcelSummary> summary = summarise_parcel(*parcel);
  REQUIRE(summary.has_value());
  CHECK(summary->introductions == 1);
  REQUIRE(summary->streams.size() == 1);
  CHECK(summary->streams.front().first == 1);
  CHECK(summary->streams.front().last == 1);
  CHECK(parcel_text(*summary).find("1 to 1, ") != std::string::npos);
  CHECK(parcel_json(*summary).starts_with(R"({"form":"parcel","file_bytes":)"));
  for (std::size_t at = 0; at < parcel->size(); at += 3) {
    Bytes changed = *parcel;
    changed[at] ^= 0xFF;
    const Result<ParcelSummary> other = summarise_parcel(changed);
    if (other) CHECK_FALSE(parcel_text(*other).empty());
    CHECK_FALSE(summarise_parcel(ByteView(*parcel).first(at)).has_value());
  }
}

}  // namespace holdall::app
