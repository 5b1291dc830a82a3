#include "change/merge.h"

#include <doctest/doctest.h>

#include <limits>

#include "change/causal_length.h"
#include "change/set_elements.h"
#include "merge_reference.h"

namespace holdall::change {
namespace {

using model::FieldNumber;
using model::NoValue;
using model::Value;
using Fates = std::vector<CellFate>;

constexpr auto deal = model::RecordKind::deal;
constexpr RecordId record = RecordId::of(7, 1);
constexpr FieldNumber title = model::deal_field::title;
constexpr FieldNumber tags = 0x8001;
constexpr CellFate took_effect = CellFate::took_effect;
constexpr CellFate lost = CellFate::lost;
constexpr CellFate known = CellFate::known;

Value text(const char* words) { return std::string(words); }
CellValue life(std::int64_t length) { return {model::life_field, length}; }

Change change(Stamp stamp, std::vector<CellValue> cells) {
  return {deal, record, stamp, 0, std::move(cells)};
}

model::SetElements element(char name, std::uint8_t length) {
  return {{1, static_cast<std::uint8_t>(name), length}};
}

MergeReport merge(RecordState& state, const Change& change) {
  const RecordState before = state;
  MergeReport report;
  REQUIRE(merge_change(state, change, report).has_value());
  CHECK(report.cells.size() == change.cells.size());
  CHECK(report.changed() == (state != before));
  return report;
}

RecordState state_of(const std::vector<Change>& changes) {
  RecordState state;
  for (const Change& one : changes) merge(state, one);
  return state;
}

Value value(const RecordState& state, FieldNumber field) {
  const auto found = std::ranges::find(state.cells, field, &CellValue::field);
  return found == state.cells.end() ? Value(NoValue{}) : found->value;
}

// The same state whichever of the changes comes first, and however often.
RecordState state_in_any_order(const Change& left, const Change& right) {
  RecordState state = state_of({left, right});
  CHECK(state == state_of({right, left}));
  CHECK(state == state_of({left, right, left, right}));
  CHECK(state == state_of({right, left, left, right}));
  return state;
}

}  // namespace

TEST_CASE("of two values of a plain cell the one with the greater stamp stays") {
  const std::pair<Stamp, Stamp> cases[] = {
      {{5, 0, 9}, {6, 0, 1}},  // milliseconds first
      {{5, 8, 9}, {6, 0, 1}},  // whatever the counter
      {{5, 1, 9}, {5, 2, 1}},  // then the counter
      {{5, 1, 1}, {5, 1, 9}},  // then the device
      {{0, 0, 0}, {0, 0, 1}},
  };
  for (const auto& [older, newer] : cases) {
    const RecordState state = state_in_any_order(change(older, {{title, text("zz")}}),
                                                 change(newer, {{title, text("a")}}));
    CHECK(value(state, title) == text("a"));
    CHECK(state.clock.stamp(title) == newer);
  }
}

TEST_CASE("of two values with one stamp the one with the greater encoded bytes stays") {
  const std::pair<Value, Value> cases[] = {
      {text("a"), text("b")},
      {text("b"), text("aa")},           // the size comes before the text
      {text("zz"), RecordId::of(1, 1)},  // the type first
      {NoValue{}, std::int64_t{0}},
      {model::UnknownValue{200, {1}}, model::UnknownValue{200, {2}}},
  };
  constexpr Stamp stamp{5, 1, 2};
  for (const auto& [lesser, greater] : cases) {
    const RecordState state =
        state_in_any_order(change(stamp, {{title, lesser}}), change(stamp, {{title, greater}}));
    CHECK(value(state, title) == greater);
  }
}

TEST_CASE("a record's life goes by its causal length, whatever the stamps say") {
  RecordState state = state_in_any_order(change({900, 0, 1}, {life(1), {title, text("a")}}),
                                         change({5, 0, 2}, {life(2)}));
  CHECK(state.life == 2);
  CHECK(state.clock.stamp(model::life_field) == Stamp{5, 0, 2});
  state = state_in_any_order(change({5, 0, 2}, {life(2)}), change({7, 0, 1}, {life(2)}));
  CHECK(state.clock.stamp(model::life_field) == Stamp{7, 0, 1});
}

TEST_CASE("the elements of a set go by their causal lengths, each for itself") {
  const RecordState state =
      state_in_any_order(change({900, 0, 1}, {{tags, element('a', 1)}}),
                         change({5, 0, 2}, {{tags, model::SetElements{{1, 'a', 2, 1, 'b', 1}}}}));
  CHECK(value(state, tags) == Value(model::SetElements{{1, 'a', 2, 1, 'b', 1}}));
  CHECK(state.clock.stamp(tags) == Stamp{900, 0, 1});
}

TEST_CASE("elements in a plain field are one value like any other") {
  const RecordState state = state_in_any_order(change({9, 0, 1}, {{title, element('a', 1)}}),
                                               change({5, 0, 2}, {{title, element('b', 3)}}));
  CHECK(value(state, title) == Value(element('a', 1)));
}

TEST_CASE("what a later version writes merges by the same rules") {
  Change older =
      change({5, 0, 1}, {{900, model::UnknownValue{77, {9}}}, {0xFFFF, element('a', 1)}});
  Change newer = change({6, 0, 1}, {{900, model::UnknownValue{78, {}}}, {0xFFFF, element('a', 2)}});
  older.kind = newer.kind = static_cast<model::RecordKind>(4000);
  const RecordState state = state_in_any_order(older, newer);
  CHECK(value(state, 900) == Value(model::UnknownValue{78, {}}));
  CHECK(value(state, 0xFFFF) == Value(element('a', 2)));
}

TEST_CASE("a row's base is the stamp of its creation, whenever that arrives") {
  const Change creation = change({50, 0, 1}, {life(1), {title, text("a")}, {2, std::int64_t{1}}});
  const Change edit = change({60, 0, 2}, {{title, text("b")}});
  RecordState state = state_of({edit});
  CHECK(state.clock.base() == Stamp{});
  CHECK(state.life == 0);
  state = state_in_any_order(edit, creation);
  CHECK(state.clock.base() == Stamp{50, 0, 1});
  CHECK(state.life == 1);
  CHECK(value(state, title) == text("b"));
  Clock expected(Stamp{50, 0, 1});
  expected.set(title, {60, 0, 2});
  CHECK(state.clock.encode() == expected.encode());
}

TEST_CASE("of two creations the one with the lesser stamp gives the base, cells keep theirs") {
  const RecordState state =
      state_in_any_order(change({50, 0, 1}, {life(1), {title, text("a")}, {2, text("c")}}),
                         change({40, 0, 2}, {life(1), {title, text("b")}, {3, text("d")}}));
  CHECK(state.clock.base() == Stamp{40, 0, 2});
  CHECK(state.clock.stamp(model::life_field) == Stamp{50, 0, 1});
  CHECK(state.clock.stamp(title) == Stamp{50, 0, 1});
  CHECK(value(state, title) == text("a"));
  CHECK(state.clock.stamp(2) == Stamp{50, 0, 1});
  CHECK(state.clock.exception(3) == nullptr);
}

TEST_CASE("a stamp of zero is no creation's: any other gives the base") {
  const RecordState state = state_in_any_order(change({}, {life(1), {title, text("key")}}),
                                               change({40, 0, 2}, {life(1), {2, text("a")}}));
  CHECK(state.clock.base() == Stamp{40, 0, 2});
  CHECK(state.clock.stamp(title) == Stamp{});
}

TEST_CASE("a deletion that comes before the creation holds, and the base still comes") {
  const RecordState state = state_in_any_order(change({60, 0, 2}, {life(2)}),
                                               change({50, 0, 1}, {life(1), {title, text("a")}}));
  CHECK(state.life == 2);
  CHECK(state.clock.base() == Stamp{50, 0, 1});
  CHECK(state.clock.stamp(model::life_field) == Stamp{60, 0, 2});
}

TEST_CASE("a cell that was never written yields to a stamp below the base, one written does not") {
  const Change creation = change({50, 0, 1}, {life(1), {title, text("a")}});
  const Change early = change({20, 0, 2}, {{title, text("b")}, {2, text("c")}});
  const RecordState state = state_in_any_order(creation, early);
  CHECK(value(state, title) == text("a"));
  CHECK(value(state, 2) == text("c"));
  CHECK(state.clock.stamp(2) == Stamp{20, 0, 2});
}

TEST_CASE("a cell that was emptied with the stamp of the base is told from one never written") {
  const Change creation = change({50, 0, 1}, {life(1)});
  const Change emptied = change({50, 0, 1}, {{title, NoValue{}}});
  const Change early = change({20, 0, 2}, {{title, text("b")}});
  const RecordState empty = state_of({creation, emptied});
  CHECK(empty.clock != state_of({creation}).clock);
  const auto read = Clock::decode(empty.clock.encode());
  REQUIRE(read.has_value());
  CHECK(*read == empty.clock);
  CHECK(state_of({creation, emptied, early}) == state_of({early, creation, emptied}));
  CHECK(state_of({emptied, early, creation}) == state_of({creation, early, emptied}));
  CHECK(value(state_of({creation, emptied, early}), title) == Value(NoValue{}));
  // A value with that stamp is greater, and then the base alone tells the cell's stamp again.
  const RecordState filled =
      state_of({creation, emptied, change({50, 0, 1}, {{title, text("a")}})});
  CHECK(filled.clock.exception(title) == nullptr);
}

TEST_CASE("a merge says of each cell what became of it") {
  RecordState state = state_of({change({50, 0, 1}, {life(1), {title, text("a")}, {2, text("b")}})});
  MergeReport report = merge(state, change({50, 0, 1}, {life(1), {title, text("a")}}));
  CHECK(report.cells == Fates{known, known});
  CHECK_FALSE(report.base_moved);
  report = merge(state, change({50, 0, 1}, {{title, text("A")}, {2, text("c")}, {3, text("d")}}));
  CHECK(report.cells == Fates{lost, took_effect, took_effect});
  report = merge(state, change({49, 9, 9}, {{title, text("z")}, {2, text("c")}, {4, text("e")}}));
  CHECK(report.cells == Fates{lost, lost, took_effect});
  report = merge(state, change({40, 0, 1}, {life(1), {title, text("z")}, {9, text("f")}}));
  CHECK(report.cells == Fates{known, lost, took_effect});
  CHECK(report.base_moved);

  CHECK(merge(state, change({20, 0, 1}, {life(3)})).cells == Fates{took_effect});
  CHECK(merge(state, change({90, 0, 1}, {life(2)})).cells == Fates{lost});
  CHECK(merge(state, change({19, 0, 1}, {life(3)})).cells == Fates{known});
  CHECK(merge(state, change({20, 0, 1}, {life(3)})).cells == Fates{known});
  CHECK(merge(state, change({21, 0, 1}, {life(3)})).cells == Fates{took_effect});

  CHECK(merge(state, change({90, 0, 1}, {{tags, element('a', 2)}})).cells == Fates{took_effect});
  CHECK(merge(state, change({80, 0, 1}, {{tags, element('a', 1)}})).cells == Fates{lost});
  CHECK(merge(state, change({80, 0, 1}, {{tags, element('a', 2)}})).cells == Fates{known});
  CHECK(merge(state, change({80, 0, 1}, {{tags, element('a', 3)}})).cells == Fates{took_effect});
  CHECK(merge(state, change({91, 0, 1}, {{tags, element('a', 1)}})).cells == Fates{took_effect});
  CHECK(value(state, tags) == Value(element('a', 3)));
}

TEST_CASE("a malformed change is refused whole") {
  const auto with_record = [](std::int64_t id) {
    Change none = change({1, 0, 1}, {{title, text("b")}});
    none.record = {id};
    return none;
  };
  const Value no_set = model::UnknownValue{8, {1, 'a', 0}};
  const Change cases[] = {
      change({1, 0, 1}, {life(0)}),
      change({1, 0, 1}, {life(-1)}),
      change({1, 0, 1}, {life(causal_length_max + 1)}),
      change({1, 0, 1}, {life(std::numeric_limits<std::int64_t>::max())}),
      change({1, 0, 1}, {{model::life_field, NoValue{}}}),
      change({1, 0, 1}, {{model::life_field, model::UnknownValue{1, {2, 2}}}}),
      change({1, 0, 1}, {{title, text("b")}, {0x8000, text("a")}}),
      change({1, 0, 1}, {{title, text("b")}, {tags, NoValue{}}}),
      change({1, 0, 1}, {{title, text("b")}, {tags, model::SetElements{}}}),
      change({1, 0, 1}, {{title, text("b")}, {tags, model::SetElements{{1, 'a', 0}}}}),
      change({1, 0, 1}, {{title, text("b")}, {0xFFFF, no_set}}),
      change({1, 0, 1}, {life(1), {title, NoValue{}}}),
      change({1, 0, 1}, {{2, text("b")}, {title, text("b")}}),
      change({1, 0, 1}, {{title, text("b")}, {title, text("c")}}),
      change({stamp_limit_ms, 0, 1}, {{title, text("b")}}),
      change({-1, 0, 1}, {{title, text("b")}}),
      with_record(0),
      with_record(-5),
  };
  const RecordState before = state_of({change({1, 0, 1}, {{title, text("a")}})});
  for (const Change& malformed : cases) {
    RecordState state = before;
    MergeReport report;
    const Status merged = merge_change(state, malformed, report);
    REQUIRE_FALSE(merged.has_value());
    CHECK(merged.error().code == ErrorCode::damaged);
    CHECK(state == before);
  }
  RecordState state = before;
  merge(state, change({2, 0, 1}, {life(2), {title, NoValue{}}, {0x7FFF, no_set}}));
  merge(state, change({2, 0, 1}, {life(causal_length_max)}));
  CHECK(state.life == causal_length_max);
}

TEST_CASE(
    "the values of a row are needed for ties, for sets and for what is below the base alone") {
  RecordState state = state_of(
      {change({50, 0, 1}, {life(1), {title, text("a")}}), change({60, 0, 1}, {{2, text("b")}})});
  const auto needs = [&](Stamp stamp, std::vector<CellValue> cells) {
    return needs_values(state, change(stamp, std::move(cells)));
  };
  CHECK_FALSE(needs({51, 0, 1}, {{title, text("a")}, {2, text("a")}, {3, text("a")}}));
  CHECK_FALSE(needs({50, 0, 1}, {life(1)}));
  CHECK_FALSE(needs({5, 0, 1}, {life(2), {2, text("a")}}));
  CHECK(needs({50, 0, 1}, {{title, text("a")}}));
  CHECK(needs({49, 0, 1}, {{3, text("a")}}));
  CHECK(needs({60, 0, 1}, {{2, text("a")}}));
  CHECK(needs({70, 0, 1}, {{tags, element('a', 1)}}));
  CHECK(needs({49, 0, 1}, {life(1)}));
  state = {};
  CHECK_FALSE(needs({1, 0, 1}, {life(2), {title, text("a")}}));
  CHECK(needs({1, 0, 1}, {life(1)}));
}

}  // namespace holdall::change
