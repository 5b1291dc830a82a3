// How long a merge takes: what four peers have made of 10,000 deals arrives in one go. A few edits
// in the normal run; with HOLDALL_BENCH=1 20,000 of each, and the times are printed.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "../support/peer_edits.h"
#include "merge_fixture.h"
#include "store/change_log.h"

namespace holdall::store::test {
namespace {

namespace deal_field = model::deal_field;
using change::CellValue;
using model::FieldNumber;
using model::RecordKind;

constexpr DeviceNumber deals_device = 0x2B5C'0DE5;  // of peer_edits
constexpr std::uint32_t deals = 10'000;

// The twelve fields of the workload as those of a deal, which have types.
CellValue typed(const CellValue& cell) {
  constexpr FieldNumber fields[] = {
      deal_field::title,        deal_field::owner_name,     deal_field::external_key,
      deal_field::stage,        deal_field::value,          deal_field::person,
      deal_field::position,     deal_field::expected_close, deal_field::owner,
      deal_field::organisation, deal_field::product_name,   deal_field::outcome_note};
  const FieldNumber field = fields[cell.field - 1];
  const auto* text = std::get_if<std::string>(&cell.value);
  const auto* integer = std::get_if<std::int64_t>(&cell.value);
  const std::size_t hash =
      text != nullptr ? std::hash<std::string>{}(*text) : static_cast<std::size_t>(*integer);
  const auto small = static_cast<std::uint32_t>(hash % 1000);
  switch (field) {
    case deal_field::stage:
      return {field, model::built_in::stage(small % 6)};
    case deal_field::value:
      return {field, model::Money{static_cast<std::int64_t>(hash), {{'E', 'U', 'R'}}}};
    case deal_field::person:
    case deal_field::owner:
    case deal_field::organisation:
      return {field, RecordId::of(deals_device, 100'000 + small)};
    case deal_field::position:
      return {field, model::OrderKey{{128, static_cast<std::uint8_t>(small), 7}}};
    case deal_field::expected_close:
      return {field, model::Date{20'000 + static_cast<std::int32_t>(small)}};
    default:
      return {field, *text};
  }
}

change::BatchBody edits_of(std::uint32_t device, std::uint32_t count) {
  change::BatchBody body = change::peer_edits(device, count);
  for (change::BatchChange& entry : body.changes) {
    for (CellValue& cell : entry.change.cells) cell = typed(cell);
  }
  return body;
}

change::BatchBody creations() {
  change::BatchBody body;
  body.commands.push_back({.name = 8, .wall_ms = 1'780'000'000'000});
  for (std::uint32_t number = 1; number <= deals; ++number) {
    change::Change change{RecordKind::deal,
                          RecordId::of(deals_device, number),
                          {1'780'000'000'000 + number, 0, deals_device},
                          1'780'000'000'000 + number,
                          {{model::life_field, std::int64_t{1}}}};
    change.cells.push_back({deal_field::title, "Acme renewal " + std::to_string(number)});
    change.cells.push_back({deal_field::value, model::Money{number * 100, {{'E', 'U', 'R'}}}});
    change.cells.push_back({deal_field::stage, model::built_in::stage(number % 6)});
    change.cells.push_back(
        {deal_field::position, model::OrderKey{{127, static_cast<std::uint8_t>(number >> 8),
                                                static_cast<std::uint8_t>(number | 1)}}});
    body.changes.push_back({.command = 0, .change = std::move(change)});
  }
  return body;
}

double time_ms(const char* what, const std::function<void()>& run) {
  const auto start = std::chrono::steady_clock::now();
  run();
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - start;
  if (std::getenv("HOLDALL_BENCH") != nullptr) std::printf("%9.2f ms %s\n", taken.count(), what);
  return taken.count();
}

}  // namespace

TEST_CASE("what four peers have made of 10,000 deals arrives in one go") {
  const std::uint32_t edits = std::getenv("HOLDALL_BENCH") != nullptr ? 20'000 : 200;
  Peer replica(1);
  must(try_merge(*replica.store, {publish_body(name_of(99), 1, creations())}));
  std::vector<Published> batches;
  std::size_t packed = 0;
  for (std::uint8_t device = 0; device < 4; ++device) {
    batches.push_back(publish_body(name_of(50 + device), 1, edits_of(device, edits)));
    packed += batches.back().packed.size();
  }
  std::vector<ReceivedBatch> received;
  time_ms("to open four batches", [&] {
    for (const Published& batch : batches) received.push_back(receive(batch));
  });
  {
    std::vector<ReceivedBatch> again;
    for (const Published& batch : batches) again.push_back(receive(batch));
    time_ms("to read their changes once more, which the merge does", [&] {
      change::BatchChange entry;
      for (ReceivedBatch& batch : again) {
        while (batch.body.next(entry)) continue;
      }
    });
  }
  MergeResult result;
  time_ms("to merge them in all", [&] { result = must(merge_batches(*replica.store, received)); });
  CHECK(result.changes_total == 4 * edits);
  CHECK(result.touched.size() > 600);
  std::size_t total = 0;
  time_ms("for the board's totals and a page of it", [&] {
    for (const BoardTotal& one : must(board_totals(*replica.store, model::built_in::pipeline)))
      total += static_cast<std::size_t>(one.deals);
    must(board_page(
        *replica.store,
        {model::built_in::pipeline, model::OutcomeState::open, model::built_in::stage(1)}, nullptr,
        0, 30));
  });
  CHECK(total == deals);
  std::size_t told = 0;
  time_ms("for the history of one deal", [&] {
    told = must(changes_of_record(replica.store->records(), RecordKind::deal,
                                  result.touched.front().id))
               .size();
  });
  CHECK(told > 1);
  dump_totals(*replica.store);
  if (std::getenv("HOLDALL_BENCH") != nullptr)
    std::printf("%zu records touched, %zu bytes packed\n", result.touched.size(), packed);
}

}  // namespace holdall::store::test
