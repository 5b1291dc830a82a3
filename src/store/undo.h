#pragma once

#include <optional>

#include "store/store.h"

namespace holdall::store {

// A cell that was left as it is because somebody has changed it since.
struct SkippedCell {
  model::RecordKind kind{};
  RecordId record;
  model::FieldNumber field = 0;
};

struct Reversal {
  CommandName name = CommandName::none;  // of the step that was taken back or done again
  CommandResult result;
  std::vector<SkippedCell> skipped;
};

// The step that undo() (or redo()) would take next, for the words of its button.
[[nodiscard]] Result<std::optional<CommandName>> next_undo(Store& store);
[[nodiscard]] Result<std::optional<CommandName>> next_redo(Store& store);

// Takes back this device's last step: a new command that restores the cells whose stamp is still
// the undone change's. Nothing if there is no step.
[[nodiscard]] Result<std::optional<Reversal>> undo(Store& store);
// Does the step again that was undone last.
[[nodiscard]] Result<std::optional<Reversal>> redo(Store& store);

}  // namespace holdall::store
