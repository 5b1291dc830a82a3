#include "screens/board_rows.h"

namespace holdall::screens {

std::size_t BoardRows::count(std::size_t column) const {
  std::size_t rows = board_.columns()[column].count();
  if (!shifted()) return rows;
  if (column == move_.from().column) --rows;
  if (column == move_.target()->column) ++rows;
  return rows;
}

RecordId BoardRows::deal(std::size_t column, std::size_t row) const {
  if (!shifted()) return board_.columns()[column].deal(row);
  const app::BoardPlace target = *move_.target();
  if (column == target.column) {
    if (row == target.index) return move_.deal();
    if (row > target.index) --row;
  }
  if (column == move_.from().column && row >= move_.from().index) ++row;
  return board_.columns()[column].deal(row);
}

std::optional<app::BoardPlace> BoardRows::find(RecordId deal) const {
  std::optional<app::BoardPlace> place = board_.find(deal);
  if (!place || !shifted()) return place;
  if (deal == move_.deal()) return move_.target();
  if (place->column == move_.from().column && place->index > move_.from().index) --place->index;
  if (place->column == move_.target()->column && place->index >= move_.target()->index)
    ++place->index;
  return place;
}

std::vector<ColumnShape> shapes_of(const app::Board& board, RecordId moving) {
  std::vector<ColumnShape> shapes;
  const auto place = board.find(moving);
  for (const app::BoardColumn& column : board.columns()) {
    const bool here = place && place->column == shapes.size();
    shapes.push_back({column.count() - (here ? 1 : 0), column.id().kind == app::ColumnKind::stage});
  }
  return shapes;
}

}  // namespace holdall::screens
