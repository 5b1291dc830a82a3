#include "screens/card_move.h"

#include <algorithm>

namespace holdall::screens {

void CardMove::lift(RecordId deal, app::BoardPlace from, MoveMeans means) {
  deal_ = deal;
  means_ = means;
  from_ = from;
  target_ = from;
}

app::BoardPlace CardMove::fitted(app::BoardPlace place, std::span<const ColumnShape> shapes) const {
  place.column = std::min(place.column, shapes.size() - 1);
  const ColumnShape& shape = shapes[place.column];
  if (shape.ordered) {
    place.index = std::min(place.index, shape.count);
  } else {
    // Where time gives the order a card that comes in is the latest, and one that is there stays.
    place.index = place.column == from_.column ? from_.index : 0;
  }
  return place;
}

void CardMove::aim(app::BoardPlace place, std::span<const ColumnShape> shapes) {
  if (!active() || shapes.empty()) return;
  target_ = fitted(place, shapes);
}

bool CardMove::step(MoveStep step, std::span<const ColumnShape> shapes) {
  if (!active() || shapes.empty()) return false;
  const app::BoardPlace before = target_.value_or(from_);
  app::BoardPlace place = before;
  switch (step) {
    case MoveStep::up:
      if (place.index > 0) --place.index;
      break;
    case MoveStep::down:
      ++place.index;
      break;
    case MoveStep::previous_column:
      if (place.column > 0) --place.column;
      break;
    case MoveStep::next_column:
      place.column = std::min(place.column + 1, shapes.size() - 1);
      break;
    case MoveStep::first:
      place.index = 0;
      break;
    case MoveStep::last:
      place.index = shapes[before.column].count;
      break;
  }
  target_ = fitted(place, shapes);
  return *target_ != before;
}

void CardMove::refit(std::optional<app::BoardPlace> found, std::span<const ColumnShape> shapes) {
  if (!active()) return;
  if (!found || shapes.empty()) {
    put_back();
    return;
  }
  const bool stayed = target_ == from_;
  from_ = *found;
  if (target_) target_ = stayed ? from_ : fitted(*target_, shapes);
}

std::optional<app::BoardPlace> CardMove::drop() {
  const std::optional<app::BoardPlace> place = target_ == from_ ? std::nullopt : target_;
  put_back();
  return place;
}

}  // namespace holdall::screens
