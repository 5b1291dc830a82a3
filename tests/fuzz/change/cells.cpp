// Values and cells, and what a merge does with the change that holds them.
#include <string>

#include "../fuzz.h"
#include "change/change.h"
#include "change/merge.h"
#include "change/set_elements.h"

namespace holdall::fuzz {
namespace {

using change::CellValue;

Bytes sample_elements() {
  model::SetElements set;
  for (const char* element : {"b", "a", "Ґ"}) {
    const auto added = change::added_element(set, as_bytes(element));
    require(added.has_value(), "an element is added");
    change::merge_elements(set, *added);
  }
  return set.encoded;
}

}  // namespace

std::vector<Bytes> seeds() {
  const std::vector<CellValue> numbers = {{.field = 1, .value = std::int64_t{1}},
                                          {.field = 2, .value = model::NoValue{}},
                                          {.field = 300, .value = std::int64_t{-5}}};
  const std::vector<CellValue> domain = {
      {.field = 3, .value = std::string("Ґанок")},
      {.field = 4, .value = model::Money{-1250, {{'U', 'A', 'H'}}}},
      {.field = 5, .value = model::Date{20'000}},
      {.field = 6, .value = RecordId::of(7, 9)},
      {.field = 7, .value = model::OrderKey{{0x80, 0x40}}},
      {.field = 8, .value = model::Outcome{}}};
  const std::vector<CellValue> rest = {
      {.field = 9, .value = model::SetElements{sample_elements()}},
      {.field = 10, .value = model::UnknownValue{.type = 99, .payload = {1, 2, 3}}}};
  return {change::encode_cells(numbers), change::encode_cells(domain), change::encode_cells(rest)};
}

void run(ByteView input) {
  const AllocationLimit limit(input.size());
  Result<std::vector<CellValue>> cells = change::decode_cells(input);
  if (!cells) return;
  require(change::encode_cells(*cells) == Bytes(input.begin(), input.end()),
          "cells have one encoding");
  const change::Change change{.kind = model::RecordKind::deal,
                              .record = RecordId::of(7, 1),
                              .stamp = {.milliseconds = 5, .counter = 0, .device = 7},
                              .wall_ms = 5,
                              .cells = *std::move(cells)};
  change::RecordState state;
  change::MergeReport report;
  const bool taken = change::merge_change(state, change, report).has_value();
  require(taken == change::check_change(change).has_value(), "a merge takes what is a change");
  if (!taken) return;
  const change::RecordState once = state;
  require(change::merge_change(state, change, report).has_value() && state == once,
          "a change that comes twice changes nothing");
  for (const CellValue& cell : change.cells) {
    const auto* const set = std::get_if<model::SetElements>(&cell.value);
    require(set == nullptr || change::are_set_elements(set->encoded), "sets are sound");
  }
}

}  // namespace holdall::fuzz
