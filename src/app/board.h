#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "app/board_column.h"
#include "i18n/locale.h"
#include "model/records.h"
#include "store/queries.h"
#include "store/store.h"

namespace holdall::app {

struct BoardPlace {
  std::size_t column = 0;
  std::size_t index = 0;

  friend bool operator==(const BoardPlace&, const BoardPlace&) = default;
};

// The view model of the board: every deal of one pipeline in its column and order, with exact
// counts and sums; changed deal by deal after a command. The database answers for whatever is not
// on the screen, so that a board of a million deals opens as quickly as one of ten.
class Board {
 public:
  // Loads a pipeline. `locale` names built-in stages and the closing columns.
  [[nodiscard]] static Result<Board> load(store::Store& store, RecordId pipeline,
                                          i18n::Locale locale);

  [[nodiscard]] RecordId pipeline() const { return pipeline_; }
  [[nodiscard]] std::span<const BoardColumn> columns() const { return columns_; }
  [[nodiscard]] std::size_t deal_count() const;
  [[nodiscard]] std::optional<BoardPlace> find(RecordId deal) const;
  [[nodiscard]] std::optional<std::size_t> find_column(ColumnId id) const;
  [[nodiscard]] std::optional<ColumnId> column_of(RecordId deal) const;

  // What the card of a deal shows; kept until the deal is touched. Null if the deal is gone.
  [[nodiscard]] const store::DealDetails* card(RecordId deal);

  // Brings the board up to date with a command. Deals alone: anything else (stages, renamed
  // organisations) asks for a new load(), which true says.
  [[nodiscard]] Result<bool> refresh(std::span<const store::TouchedRecord> touched);

  // The order key for a deal that comes to stand at `index` of a column in which `moving` itself
  // does not count, and new ones for its followers if they have the key of the deal before it (made
  // at the same moment on two devices).
  struct Placement {
    Bytes position;
    std::vector<std::pair<RecordId, Bytes>> followers;
  };
  [[nodiscard]] Placement place_at(std::size_t column, std::size_t index, RecordId moving,
                                   std::uint32_t jitter) const;

 private:
  Board(store::Store& store, RecordId pipeline) : store_(&store), pipeline_(pipeline) {}

  [[nodiscard]] Status load_totals();
  [[nodiscard]] std::optional<BoardPlace> find_near(RecordId deal) const;
  [[nodiscard]] std::optional<store::BoardKey> key_in(const BoardColumn& column,
                                                      RecordId deal) const;
  [[nodiscard]] std::size_t column_for(const store::BoardList& list) const;
  [[nodiscard]] bool is_listed(std::size_t column, const store::BoardList& list) const;
  // From the pages, if it is in one.
  void remove(RecordId deal);

  store::Store* store_;
  RecordId pipeline_;
  std::vector<BoardColumn> columns_;
  // Of deals that are in no page, so that they need not be looked for in every frame.
  mutable std::unordered_map<RecordId, std::optional<BoardPlace>> far_places_;
  std::unordered_map<RecordId, store::DealDetails> cards_;
};

}  // namespace holdall::app
