#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "app/board.h"

namespace holdall::screens {

// A column as far as a move is concerned: how many cards it holds without the moving one, and
// whether people give their order (in the closing columns time does).
struct ColumnShape {
  std::size_t count = 0;
  bool ordered = true;
};

enum class MoveMeans : std::uint8_t { pointer, keyboard, menu };
enum class MoveStep : std::uint8_t { up, down, previous_column, next_column, first, last };

// A card on its way: lifted by a pointer, by the keyboard or from a menu, aimed at a place, then
// dropped or put back. The one state machine behind all three ways. Places count without the card
// itself.
class CardMove {
 public:
  [[nodiscard]] bool active() const { return static_cast<bool>(deal_); }
  [[nodiscard]] bool active_by(MoveMeans means) const { return active() && means_ == means; }
  [[nodiscard]] RecordId deal() const { return deal_; }
  [[nodiscard]] app::BoardPlace from() const { return from_; }
  // Nothing while a pointer is outside every column.
  [[nodiscard]] std::optional<app::BoardPlace> target() const { return target_; }

  // A card that is lifted already is put back first.
  void lift(RecordId deal, app::BoardPlace from, MoveMeans means);
  // To a place, or the nearest that there is.
  void aim(app::BoardPlace place, std::span<const ColumnShape> shapes);
  void aim_nowhere() { target_.reset(); }
  // One step with the keyboard. False if there is nothing in that direction.
  bool step(MoveStep step, std::span<const ColumnShape> shapes);
  // The board has changed under the lifted card: where it is now (nothing: gone, which ends the
  // move).
  void refit(std::optional<app::BoardPlace> found, std::span<const ColumnShape> shapes);

  // Ends the move. The place to send the card to; nothing if it comes back to where it was.
  std::optional<app::BoardPlace> drop();
  void put_back() { *this = {}; }

 private:
  [[nodiscard]] app::BoardPlace fitted(app::BoardPlace place,
                                       std::span<const ColumnShape> shapes) const;

  RecordId deal_;
  MoveMeans means_ = MoveMeans::pointer;
  app::BoardPlace from_;
  std::optional<app::BoardPlace> target_;
};

}  // namespace holdall::screens
