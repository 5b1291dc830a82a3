#include "change/batch_body.h"
#include "change/bounded_archive.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "../support/allocations.h"
#include "../support/random_body.h"

namespace holdall::change {
namespace {

Bytes encoded(const BatchBody& body) {
  Result<EncodedBody> bytes = encode_body(body);
  REQUIRE(bytes.has_value());
  return std::move(bytes->bytes);
}

Result<BodyReader> opened(const Bytes& bytes) {
  return BodyReader::open(bytes, AllocationBudget::for_input(bytes.size()));
}

BatchBody all_of(BodyReader& reader) {
  BatchBody body{.commands = reader.commands(), .changes = {}};
  BatchChange change;
  while (reader.next(change)) body.changes.push_back(change);
  return body;
}

// Columns that a device with a key of the space could publish, opened.
ErrorCode refusal(const BatchColumns<Bytes>& columns) {
  OutputArchive archive;
  archive(columns);
  const Bytes bytes = archive.take();
  const AllocationMeter meter;
  const Result<BodyReader> reader = opened(bytes);
  CHECK(meter.peak_bytes() <= 8 * bytes.size() + (1 << 20));
  REQUIRE_FALSE(reader.has_value());
  return reader.error().code;
}

NumberColumn<Bytes> numbers(const std::vector<std::uint64_t>& values) {
  return encode_numbers(values);
}

// Two changes of one command: integers of field 2 of two deals.
BatchColumns<Bytes> two_changes() {
  BatchColumns<Bytes> columns;
  columns.devices = {5};
  columns.command_names = numbers({2});
  columns.command_walls = numbers({0});
  columns.forms = {{.kind = 3, .groups = {0}}};
  columns.command_of = numbers({0, 0});
  columns.form_of = numbers({0, 0});
  columns.records = {.devices = numbers({0, 0}), .counters = numbers({1, 9})};
  columns.stamp_milliseconds = numbers({1000, 2000});
  columns.stamp_counters = numbers({0, 0});
  columns.stamp_devices = numbers({0, 0});
  columns.walls = numbers({0, 0});
  columns.groups = {{.kind = 3, .field = 2, .type = 1, .numbers = {numbers({7, 8})}}};
  return columns;
}

}  // namespace

TEST_CASE("random bodies come back as they were, in their order") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  for (std::uint32_t round = 0; round < 300; ++round) {
    const BatchBody body = random_body(seed + round, round < 290 ? 30 : 2000);
    const Bytes bytes = encoded(body);
    CHECK(bytes == encoded(body));
    Result<BodyReader> reader = opened(bytes);
    REQUIRE(reader.has_value());
    CHECK(reader->change_count() == body.changes.size());
    BodyReader moved = *std::move(reader);
    REQUIRE(all_of(moved) == body);
  }
}

TEST_CASE("a body without changes, and one without anything, come back") {
  for (const BatchBody& body :
       {BatchBody{}, BatchBody{.commands = {{.name = 11, .wall_ms = -5}, {.wall_ms = 7}}}}) {
    Result<BodyReader> reader = opened(encoded(body));
    REQUIRE(reader.has_value());
    CHECK(all_of(*reader) == body);
  }
}

TEST_CASE("values that are none of their type are given on as the bytes that they are") {
  BatchBody body{.commands = {{}}};
  Change change{.kind = model::RecordKind::deal, .record = RecordId{1}};
  change.cells = {{1, std::string("\xFF")},
                  {2, model::Money{5, {{'e', 'u', 'r'}}}},
                  {3, model::UnknownValue{1, {0x02}}}};
  body.changes.push_back({.command = 0, .change = change});
  Result<BodyReader> reader = opened(encoded(body));
  REQUIRE(reader.has_value());
  BatchBody expected = body;
  expected.changes[0].change.cells = {{1, model::UnknownValue{2, {0xFF}}},
                                      {2, model::UnknownValue{3, {'e', 'u', 'r', 10}}},
                                      {3, std::int64_t{1}}};
  CHECK(all_of(*reader) == expected);
}

TEST_CASE("more than a batch may hold is not encoded") {
  BatchBody body;
  body.commands.resize(batch_commands_max + 1);
  const Result<EncodedBody> encoded = encode_body(body);
  REQUIRE_FALSE(encoded.has_value());
  CHECK(encoded.error().code == ErrorCode::invalid_argument);
}

TEST_CASE("hostile columns are refused, without much memory") {
  const auto refused = [](auto change) {
    BatchColumns<Bytes> columns = two_changes();
    change(columns);
    return refusal(columns) == ErrorCode::damaged;
  };
  using Columns = BatchColumns<Bytes>;
  CHECK(refused([](Columns& c) { c.devices.clear(); }));
  CHECK(refused([](Columns& c) { c.devices = {0x8000'0000}; }));
  CHECK(refused([](Columns& c) { c.command_names = numbers({0x1'0000}); }));
  CHECK(refused([](Columns& c) { c.command_names = numbers({}); }));
  CHECK(refused([](Columns& c) { c.command_walls = numbers({0, 0}); }));
  CHECK(refused([](Columns& c) { c.command_of = numbers({0, 1}); }));
  CHECK(refused([](Columns& c) { c.command_of = numbers({0}); }));
  CHECK(refused([](Columns& c) { c.form_of = numbers({0, 1}); }));
  CHECK(refused([](Columns& c) { c.form_of = numbers({0, 0, 0}); }));
  CHECK(refused([](Columns& c) { c.forms[0].groups = {1}; }));
  CHECK(refused([](Columns& c) { c.forms[0].groups = {0, 0}; }));
  CHECK(refused([](Columns& c) { c.forms[0].groups = {}; }));
  CHECK(refused([](Columns& c) { c.forms[0].kind = 4; }));
  CHECK(refused([](Columns& c) { c.records.devices = numbers({0, 1}); }));
  CHECK(refused([](Columns& c) { c.records.counters = numbers({1, 1ULL << 32}); }));
  CHECK(refused([](Columns& c) { c.stamp_milliseconds = numbers({0, 1ULL << 47}); }));
  CHECK(refused([](Columns& c) { c.stamp_milliseconds = numbers({0, UINT64_MAX}); }));
  CHECK(refused([](Columns& c) { c.stamp_counters = numbers({0, 0x1'0000}); }));
  CHECK(refused([](Columns& c) { c.stamp_devices = numbers({0, 7}); }));
  CHECK(refused([](Columns& c) { c.groups[0].numbers[0] = numbers({7}); }));
  CHECK(refused([](Columns& c) { c.groups[0].numbers[0] = numbers({7, 8, 9}); }));
  CHECK(refused([](Columns& c) { c.groups[0].numbers.clear(); }));
  CHECK(refused([](Columns& c) { c.groups[0].type = 2; }));
  CHECK(refused([](Columns& c) { c.groups[0].type = 8; }));
  CHECK(refused([](Columns& c) { c.groups[0].layout = Layout::raw; }));
  CHECK(refused([](Columns& c) { c.groups[0].layout = static_cast<Layout>(2); }));
  CHECK(refused([](Columns& c) { c.groups.clear(); }));
  CHECK(refused([](Columns& c) { c.groups.push_back(c.groups[0]); }));
  // Record 0 of device 0 is no record.
  CHECK(refused([](Columns& c) {
    c.devices = {0};
    c.records.counters = numbers({0, 1});
  }));
}

TEST_CASE("columns that claim without bytes more than a batch may hold are refused") {
  const auto claim = [](std::uint64_t changes, std::uint64_t commands) {
    BatchColumns<Bytes> columns = two_changes();
    for (NumberColumn<Bytes>* column :
         {&columns.command_of, &columns.form_of, &columns.records.devices,
          &columns.records.counters, &columns.stamp_milliseconds, &columns.stamp_counters,
          &columns.stamp_devices, &columns.walls, &columns.groups[0].numbers[0]}) {
      *column = {.count = changes, .base = column == &columns.records.counters ? 1U : 0U};
    }
    columns.command_names = {.count = commands};
    columns.command_walls = {.count = commands};
    return columns;
  };
  CHECK(refusal(claim(batch_changes_max + 1, 1)) == ErrorCode::damaged);
  CHECK(refusal(claim(1ULL << 60, 1)) == ErrorCode::damaged);
  CHECK(refusal(claim(2, batch_commands_max + 1)) == ErrorCode::damaged);
  CHECK(refusal(claim(2, batch_commands_max)) == ErrorCode::damaged);  // no budget for the list
  // A million cheap changes of many cells each.
  BatchColumns<Bytes> wide = claim(batch_changes_max, 1);
  for (std::uint16_t field = 3; field < 300; ++field) {
    wide.forms[0].groups.push_back(static_cast<std::uint32_t>(wide.groups.size()));
    wide.groups.push_back(wide.groups[0]);
    wide.groups.back().field = field;
  }
  CHECK(refusal(wide) == ErrorCode::damaged);
}

TEST_CASE("a body that is cut or longer is refused") {
  OutputArchive archive;
  archive(two_changes());
  Bytes bytes = archive.take();
  REQUIRE(opened(bytes).has_value());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CAPTURE(length);
    CHECK_FALSE(opened(Bytes(bytes.begin(), bytes.begin() + std::ptrdiff_t(length))).has_value());
  }
  bytes.push_back(0);
  CHECK_FALSE(opened(bytes).has_value());
  CHECK(BodyReader::open(bytes, AllocationBudget::for_input(bytes.size()), TrailingBytes::ignored)
            .has_value());
}

TEST_CASE("bodies with random bytes changed are refused or read, within the budget") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const Bytes good = encoded(random_body(seed, 60));
  std::size_t accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    Bytes bytes = good;
    for (std::uint32_t count = 1 + random() % 4; count > 0; --count) {
      // Large and small numbers, for they are what lengths and counts are.
      const std::uint32_t kind = random() % 3;
      const auto byte = static_cast<std::uint8_t>(kind == 0 ? random() : kind == 1 ? 0xFF : 0);
      bytes[random() % bytes.size()] = byte;
    }
    const AllocationMeter meter;
    Result<BodyReader> reader = opened(bytes);
    REQUIRE(meter.peak_bytes() <= 9 * bytes.size() + (1 << 20));
    if (!reader) continue;
    ++accepted;
    BatchChange change;
    while (reader->next(change)) {
    }
  }
  CHECK(accepted > 0);
}

}  // namespace holdall::change
