#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "carrier_fixture.h"
#include "model/fields.h"

// What a device costs that comes to a space with 10,000 deals.

namespace holdall::sync {
namespace {

constexpr std::array words = {"Website", "Kitchen", "Roof",    "Lease",   "Audit",  "Support",
                              "Piano",   "Harbour", "Printer", "Windows", "Garden", "Training",
                              "Licence", "Forest",  "Bridge",  "Summer",  "Winter", "Contract"};
constexpr std::array names = {"Novak",  "Miller", "Tanaka", "Weber",   "Kovalenko",
                              "Silva",  "Haddad", "Larsen", "Okafor",  "Petrenko",
                              "Dubois", "Marino", "Nilsen", "Castillo"};

// A deal as somebody writes it down.
change::Change new_deal(std::uint32_t number, native::SeededRandomness& dice,
                        const change::Stamp& stamp) {
  const auto pick = [&dice](const auto& from) {
    return std::string(from[static_cast<std::size_t>(dice.below(from.size()))]);
  };
  change::Change change{.kind = model::RecordKind::deal,
                        .record = RecordId::of(stamp.device, number),
                        .stamp = stamp,
                        .wall_ms = stamp.milliseconds,
                        .cells = {}};
  change.cells.push_back({.field = model::life_field, .value = std::int64_t{1}});
  change.cells.push_back(
      {.field = model::deal_field::title,
       .value = pick(words) + " " + pick(names) + " " + std::to_string(100 + dice.below(900))});
  change.cells.push_back(
      {.field = model::deal_field::value,
       .value = model::Money{.minor = std::int64_t(1 + dice.below(90'000)) * 100}});
  change.cells.push_back({.field = model::deal_field::stage,
                          .value = RecordId::of(0, std::uint32_t(1 + dice.below(6)))});
  change.cells.push_back({.field = model::deal_field::position,
                          .value = model::OrderKey{Bytes{std::uint8_t(64 + number / 256),
                                                         std::uint8_t(number % 256), 1}}});
  return change;
}

}  // namespace

TEST_CASE("a new device gets 10,000 deals by few requests and bytes") {
  TestFleet fleet(3, 1);
  fleet.settle();
  constexpr std::uint32_t deals = 10'000;
  constexpr std::uint32_t in_a_batch = 25;
  native::SeededRandomness dice(2);
  change::Stamp stamp{.milliseconds = 1'790'000'000'000};
  for (std::uint32_t number = 0; number < deals; ++number) {
    TestDevice& author = fleet[number / in_a_batch % 3];
    stamp.milliseconds += 1 + std::int64_t(dice.below(40'000));
    stamp.device = author.number();
    author.replica->edit(new_deal(1 + number, dice, stamp));
    if (number % in_a_batch == in_a_batch - 1) REQUIRE_FALSE(author.sync().trouble.has_value());
  }
  fleet.settle(2);
  TestDevice& late = fleet.add(4);
  REQUIRE_FALSE(fleet[0].sync().trouble.has_value());
  const CarryReport report = late.sync();
  REQUIRE_FALSE(report.trouble.has_value());
  CHECK(late.replica->contents().records.size() == deals);
  const native::MemoryEndpoint& endpoint = *late.endpoint;
  CHECK(endpoint.bytes_read() <= 1'500'000);
  MESSAGE(report.pulled.batches << " batches in " << report.pulled.chunks << " chunks and "
                                << endpoint.reads() << " reads, " << endpoint.bytes_read()
                                << " bytes; with its own introduction " << endpoint.writes()
                                << " writes");
}

}  // namespace holdall::sync
