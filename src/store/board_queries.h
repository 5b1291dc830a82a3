#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/records.h"
#include "store/store.h"

// What the board asks for. Like all queries these leave out what is in the bin and what belongs to
// an import that is not revealed. None of them reads more of the database the more deals there are,
// but for the places that are walked over to reach `skip` or to count a rank.
namespace holdall::store {

// Which deals stand below each other: the open ones of a stage, or those of a pipeline that were
// closed with this outcome.
struct BoardList {
  RecordId pipeline;
  model::OutcomeState outcome = model::OutcomeState::open;
  RecordId stage;  // only of open deals

  friend bool operator==(const BoardList&, const BoardList&) = default;
};

// Where a deal stands in its list. Open deals stand where people put them, closed ones with the
// latest first; of equal ones the one with the smaller id comes first.
struct BoardKey {
  Bytes position;              // only of open deals
  std::int64_t closed_ms = 0;  // only of closed deals
  RecordId deal;

  [[nodiscard]] bool stands_before(const BoardKey& other) const;
};

// The deals behind `after` (null: from the top), without the first `skip`, `limit` at most.
[[nodiscard]] Result<std::vector<BoardKey>> board_page(Store& store, const BoardList& list,
                                                       const BoardKey* after, std::size_t skip,
                                                       std::size_t limit);
// The number of deals that stand before the key.
[[nodiscard]] Result<std::size_t> board_rank(Store& store, const BoardList& list,
                                             const BoardKey& key);
// The last of an open list, empty if the list is.
[[nodiscard]] Result<Bytes> last_position(Store& store, RecordId pipeline, RecordId stage);

struct BoardPlacement {
  BoardList list;
  BoardKey key;
};

// Nothing if the deal is deleted, hidden or not there.
[[nodiscard]] Result<std::optional<BoardPlacement>> board_placement(Store& store, RecordId deal);

// How many deals of one currency a list has and what they are worth together. The sum is exact as
// long as 64 bits hold it, else the nearest that they do.
struct BoardTotal {
  BoardList list;
  model::Currency currency;
  bool has_value = true;  // false: deals without a value; the currency means nothing then
  std::int64_t deals = 0;
  std::int64_t minor = 0;
};

// From the table that the database keeps up to date with every change of a deal.
[[nodiscard]] Result<std::vector<BoardTotal>> board_totals(Store& store, RecordId pipeline);

}  // namespace holdall::store
