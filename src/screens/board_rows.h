#pragma once

#include <vector>

#include "app/board.h"
#include "screens/card_move.h"

namespace holdall::screens {

// The rows of the board as they are shown: a card that the keyboard has lifted stands at its target
// already.
class BoardRows {
 public:
  BoardRows(const app::Board& board, const CardMove& move) : board_(board), move_(move) {}

  [[nodiscard]] std::size_t count(std::size_t column) const;
  [[nodiscard]] RecordId deal(std::size_t column, std::size_t row) const;
  [[nodiscard]] std::optional<app::BoardPlace> find(RecordId deal) const;

 private:
  [[nodiscard]] bool shifted() const {
    return move_.active_by(MoveMeans::keyboard) && move_.target().has_value();
  }

  const app::Board& board_;
  const CardMove& move_;
};

// The columns as the move of a deal sees them.
[[nodiscard]] std::vector<ColumnShape> shapes_of(const app::Board& board, RecordId moving);

}  // namespace holdall::screens
