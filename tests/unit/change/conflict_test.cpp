#include "change/conflict.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <random>

#include "change/merge.h"

namespace holdall::change {
namespace {

using model::FieldNumber;
using model::Value;
using Losers = std::vector<std::size_t>;
using Edits = std::vector<EditBesideDeletion>;

constexpr FieldNumber title = 1;
constexpr FieldNumber note = 2;
constexpr FieldNumber tags = 0x8001;

Value text(const char* words) { return std::string(words); }
CellValue life(std::int64_t length) { return {model::life_field, length}; }

DeviceName device(std::uint8_t name) {
  DeviceName result;
  result.bytes.front() = name;
  return result;
}

// The history of one record, written down change by change.
class History {
 public:
  using Seen = std::vector<std::pair<std::uint8_t, std::uint64_t>>;

  // A change by `author` in its batch `sequence`, written after merging `seen`. Its index.
  std::size_t add(std::uint8_t author, std::uint64_t sequence, const Seen& seen,
                  std::int64_t milliseconds, std::vector<CellValue> cells) {
    const Stamp stamp{milliseconds, 0, author};
    changes_.push_back({model::RecordKind::deal, RecordId{1}, stamp, 0, std::move(cells)});
    VersionVector& vector = vectors_.emplace_back();
    for (const auto& [other, reached] : seen) vector.advance(device(other), reached);
    authored_.push_back({&changes_.back(), {device(author), sequence, &vector}});
    return authored_.size() - 1;
  }

  // What is in conflict with the winner, which must be this one.
  Losers losers(FieldNumber field, std::size_t winner) const {
    const auto conflict = find_cell_conflict(field, authored_);
    REQUIRE(conflict.has_value());
    CHECK(conflict->winner == winner);
    return conflict->losers;
  }

  Edits beside_deletion() const { return find_edits_beside_deletion(authored_); }

  std::span<const AuthoredChange> changes() const { return authored_; }

 private:
  std::deque<Change> changes_;
  std::deque<VersionVector> vectors_;
  std::vector<AuthoredChange> authored_;
};

}  // namespace

TEST_CASE("a value that lost to one written beside it is in conflict") {
  History history;
  history.add(1, 1, {}, 10, {life(1), {title, text("first")}});
  const auto loser = history.add(1, 2, {}, 20, {{title, text("theirs")}});
  const auto winner = history.add(2, 1, {{1, 1}}, 30, {{title, text("mine")}});
  CHECK(history.losers(title, winner) == Losers{loser});
  CHECK_FALSE(find_cell_conflict(note, history.changes()).has_value());
}

TEST_CASE("what the winner's author had seen is no conflict") {
  History history;
  history.add(1, 1, {}, 10, {{title, text("theirs")}});
  history.add(2, 1, {}, 11, {{title, text("mine")}});
  const auto winner = history.add(2, 2, {{1, 1}}, 30, {{title, text("ours")}});
  CHECK(history.losers(title, winner).empty());
}

TEST_CASE("writing the winner's value again, having seen both, settles it") {
  History history;
  const auto loser = history.add(1, 1, {}, 10, {{title, text("theirs")}});
  const auto first = history.add(2, 1, {}, 20, {{title, text("mine")}});
  CHECK(history.losers(title, first) == Losers{loser});
  const auto again = history.add(2, 2, {{1, 1}}, 30, {{title, text("mine")}});
  CHECK(history.losers(title, again).empty());
}

TEST_CASE("equal values are no conflict, and of several writes of one value the newest is told") {
  History history;
  history.add(1, 1, {}, 10, {{title, text("same")}});
  history.add(2, 1, {}, 11, {{title, text("other")}});
  const auto newer = history.add(3, 1, {}, 12, {{title, text("other")}});
  const auto third = history.add(4, 1, {}, 13, {{title, text("third")}});
  const auto winner = history.add(5, 1, {}, 20, {{title, text("same")}});
  CHECK(history.losers(title, winner) == Losers{third, newer});
}

TEST_CASE("a value that somebody overwrote who knew it is settled, though that one lost too") {
  History history;
  history.add(1, 1, {}, 10, {{title, text("a")}});
  const auto second = history.add(2, 1, {{1, 1}}, 11, {{title, text("b")}});
  const auto winner = history.add(3, 1, {}, 20, {{title, text("c")}});
  CHECK(history.losers(title, winner) == Losers{second});
}

TEST_CASE("within a batch the later value stands for the author") {
  History history;
  history.add(1, 1, {}, 10, {{title, text("draft")}});
  const auto loser = history.add(1, 1, {}, 11, {{title, text("final")}});
  const auto winner = history.add(2, 1, {}, 20, {{title, text("other")}});
  CHECK(history.losers(title, winner) == Losers{loser});
}

TEST_CASE("a conflict does not depend on the order of the changes, and its winner is merge's") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 2'000; ++round) {
    History history;
    for (std::uint8_t author = 1; author <= 4; ++author) {
      History::Seen seen;
      for (std::uint8_t other = 1; other < author; ++other) {
        if (random() % 2 == 0) seen.push_back({other, 1});
      }
      const char* words[] = {"a", "b", "c"};
      const auto milliseconds = static_cast<std::int64_t>(random() % 4);
      history.add(author, 1, seen, milliseconds, {{title, text(words[random() % 3])}});
    }
    std::vector<AuthoredChange> changes(history.changes().begin(), history.changes().end());
    const auto conflict = find_cell_conflict(title, changes);
    REQUIRE(conflict.has_value());
    const auto value = [&](std::size_t index) {
      return std::get<std::string>(changes[index].change->cells.front().value);
    };
    std::vector<std::string> lost;
    for (const std::size_t loser : conflict->losers) {
      lost.push_back(value(loser));
      REQUIRE(are_concurrent(changes[loser].batch, changes[conflict->winner].batch));
    }
    RecordState state;
    MergeReport report;
    for (const AuthoredChange& one : changes)
      REQUIRE(merge_change(state, *one.change, report).has_value());
    REQUIRE(state.cells.front().value == Value(value(conflict->winner)));
    std::ranges::shuffle(changes, random);
    const auto shuffled = find_cell_conflict(title, changes);
    std::vector<std::string> lost_again;
    for (const std::size_t loser : shuffled->losers) lost_again.push_back(value(loser));
    REQUIRE(lost_again == lost);
  }
}

TEST_CASE("sets are in no conflict: their elements merge") {
  History history;
  history.add(1, 1, {}, 10, {{tags, model::SetElements{{1, 'a', 1}}}});
  history.add(2, 1, {}, 11, {{tags, model::SetElements{{1, 'a', 2}}}});
  CHECK_FALSE(find_cell_conflict(tags, history.changes()).has_value());
}

TEST_CASE(
    "an edit beside a deletion is in conflict with it until somebody who knows both decides") {
  History history;
  history.add(1, 1, {}, 10, {life(1), {title, text("first")}});
  history.add(1, 2, {}, 15, {{note, text("known")}});
  const auto edit = history.add(2, 1, {{1, 1}}, 20,
                                {{title, text("new")}, {tags, model::SetElements{{1, 'a', 1}}}});
  CHECK(history.beside_deletion().empty());
  history.add(1, 3, {}, 5, {life(2)});
  CHECK(history.beside_deletion() == Edits{{edit, title}, {edit, tags}});

  SUBCASE("restored: the record exists, with the edit") {
    history.add(3, 1, {{1, 3}, {2, 1}}, 40, {life(3)});
    CHECK(history.beside_deletion().empty());
    // The next deletion is by somebody who knew.
    history.add(3, 2, {{1, 3}, {2, 1}}, 50, {life(4)});
    CHECK(history.beside_deletion().empty());
  }
  SUBCASE("restored by somebody who does not know the edit") {
    history.add(1, 4, {}, 60, {life(3)});
    CHECK(history.beside_deletion().empty());
  }
  SUBCASE("deleted again at the same length by somebody who knew the edit") {
    history.add(3, 1, {{1, 3}, {2, 1}}, 4, {life(2)});
    CHECK(history.beside_deletion().empty());
  }
  SUBCASE("deleted beside it by another who did not know either") {
    history.add(3, 1, {{1, 1}}, 60, {life(2)});
    CHECK(history.beside_deletion() == Edits{{edit, title}, {edit, tags}});
  }
  SUBCASE("restored and deleted again by somebody who still does not know it") {
    history.add(1, 4, {}, 60, {life(3)});
    history.add(1, 5, {}, 70, {life(4)});
    CHECK(history.beside_deletion() == Edits{{edit, title}, {edit, tags}});
  }
  SUBCASE("edited once more without knowing of the deletion: of a plain cell the newest is told") {
    const auto later = history.add(2, 2, {{1, 1}}, 80, {{title, text("newest")}});
    CHECK(history.beside_deletion() == Edits{{edit, tags}, {later, title}});
  }
  SUBCASE("a further element: each change of a set is told") {
    const auto later = history.add(2, 2, {{1, 1}}, 80, {{tags, model::SetElements{{1, 'b', 1}}}});
    CHECK(history.beside_deletion() == Edits{{edit, title}, {edit, tags}, {later, tags}});
  }
  SUBCASE("an edit in the bin, by somebody who knew that it is there") {
    history.add(3, 1, {{1, 3}}, 90, {{note, text("in the bin")}});
    CHECK(history.beside_deletion() == Edits{{edit, title}, {edit, tags}});
  }
}

TEST_CASE("a creation beside a deletion is no edit, nor is the record's life") {
  History history;
  history.add(1, 1, {}, 10, {life(1), {title, text("a")}});
  history.add(1, 2, {}, 20, {life(2)});
  history.add(2, 1, {}, 30, {life(1), {title, text("a")}});
  const auto other = history.add(3, 1, {{1, 1}}, 40, {life(2)});
  CHECK(history.beside_deletion().empty());
  CHECK(history.losers(model::life_field, other).empty());
}

TEST_CASE("a deletion that lost to a restoration beside it is a conflict of the life") {
  History history;
  history.add(1, 1, {}, 10, {life(1)});
  history.add(1, 2, {}, 20, {life(2)});
  const auto deletion = history.add(2, 1, {{1, 1}}, 99, {life(2)});
  const auto restored = history.add(1, 3, {}, 30, {life(3)});
  CHECK(history.losers(model::life_field, restored) == Losers{deletion});
  const auto again = history.add(3, 1, {{1, 3}, {2, 1}}, 100, {life(3)});
  CHECK(history.losers(model::life_field, again).empty());
}

TEST_CASE("two deletions are in no conflict whatever their lengths, a restoration with one is") {
  History history;
  history.add(1, 1, {}, 10, {life(1)});
  history.add(2, 1, {{1, 1}}, 99, {life(2)});
  history.add(1, 2, {}, 20, {life(2)});
  history.add(1, 3, {}, 30, {life(3)});
  const auto winner = history.add(1, 4, {}, 40, {life(4)});
  CHECK(history.losers(model::life_field, winner).empty());
  const auto restored = history.add(3, 1, {{1, 2}, {2, 1}}, 98, {life(3)});
  CHECK(history.losers(model::life_field, winner) == Losers{restored});
}

}  // namespace holdall::change
