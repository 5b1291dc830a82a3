#include "screens/card_move.h"

#include <doctest/doctest.h>

#include <array>

using namespace holdall;
using app::BoardPlace;
using screens::CardMove;
using screens::ColumnShape;
using screens::MoveMeans;
using screens::MoveStep;

namespace {

constexpr RecordId deal{7};
// Two stages with 2 and 0 other cards, then a closing column with 5.
constexpr std::array shapes = {ColumnShape{2, true}, ColumnShape{0, true}, ColumnShape{5, false}};

CardMove lifted(BoardPlace from, MoveMeans means = MoveMeans::keyboard) {
  CardMove move;
  move.lift(deal, from, means);
  return move;
}

}  // namespace

TEST_CASE("a lifted card that is dropped at once comes back to where it was") {
  CardMove move = lifted({0, 1});
  CHECK(move.active());
  CHECK(move.target() == BoardPlace{0, 1});
  CHECK_FALSE(move.drop().has_value());
  CHECK_FALSE(move.active());
}

TEST_CASE("steps move within a column and stop at its ends") {
  CardMove move = lifted({0, 1});
  CHECK(move.step(MoveStep::up, shapes));
  CHECK_FALSE(move.step(MoveStep::up, shapes));
  CHECK(move.target() == BoardPlace{0, 0});
  CHECK(move.step(MoveStep::last, shapes));
  CHECK_FALSE(move.step(MoveStep::down, shapes));
  CHECK(move.drop() == BoardPlace{0, 2});
}

TEST_CASE("a step to another column takes the nearest place there") {
  CardMove move = lifted({0, 2});
  CHECK(move.step(MoveStep::next_column, shapes));
  CHECK(move.target() == BoardPlace{1, 0});
  CHECK(move.step(MoveStep::next_column, shapes));
  CHECK(move.target() == BoardPlace{2, 0});
  CHECK_FALSE(move.step(MoveStep::next_column, shapes));
  CHECK_FALSE(move.step(MoveStep::down, shapes));
}

TEST_CASE("in a closing column time gives the order") {
  CardMove move = lifted({2, 3}, MoveMeans::pointer);
  move.aim({2, 0}, shapes);
  CHECK(move.target() == BoardPlace{2, 3});
  CHECK_FALSE(move.drop().has_value());
}

TEST_CASE("a pointer outside every column aims nowhere, and a drop there changes nothing") {
  CardMove move = lifted({0, 0}, MoveMeans::pointer);
  move.aim({1, 9}, shapes);
  CHECK(move.target() == BoardPlace{1, 0});
  move.aim_nowhere();
  CHECK_FALSE(move.drop().has_value());
}

TEST_CASE("putting back ends the move") {
  CardMove move = lifted({0, 0});
  move.step(MoveStep::next_column, shapes);
  move.put_back();
  CHECK_FALSE(move.active());
  CHECK_FALSE(move.drop().has_value());
}

TEST_CASE("a lifted card whose deal is gone is let go; a shorter column draws the target in") {
  CardMove move = lifted({0, 0});
  move.step(MoveStep::last, shapes);
  constexpr std::array fewer = {ColumnShape{1, true}, ColumnShape{0, true}, ColumnShape{5, false}};
  move.refit(BoardPlace{0, 0}, fewer);
  CHECK(move.target() == BoardPlace{0, 1});
  move.refit(std::nullopt, fewer);
  CHECK_FALSE(move.active());
}

TEST_CASE("a card that still aims at its own place follows it there") {
  CardMove move = lifted({0, 0});
  move.refit(BoardPlace{1, 0}, shapes);
  CHECK(move.target() == BoardPlace{1, 0});
  CHECK_FALSE(move.drop().has_value());
}
