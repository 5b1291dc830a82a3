#pragma once

#include <functional>
#include <optional>
#include <vector>

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
  CommandName as = CommandName::undo;    // or redo
  CommandResult result;
  std::vector<SkippedCell> skipped;

  // An import is taken back and done again in slices. While they are under way its records are seen
  // by no view: an undo takes effect with its first slice, a redo with its last.
  bool finished = true;
  std::int64_t import = 0;
  std::int64_t step = 0;
  std::int64_t effect = 0;  // the command whose changes are taken back
  std::int64_t below = 0;   // what is left has smaller numbers
  std::int64_t changes_done = 0;
  std::int64_t changes_total = 0;
};

// Asked while a reversal of an import goes on: whether the slice has lasted long enough.
using SliceOver = std::function<bool()>;

// The step that undo() (or redo()) would take next, for the words of its button. Nothing while a
// reversal is under way.
[[nodiscard]] Result<std::optional<CommandName>> next_undo(Store& store);
[[nodiscard]] Result<std::optional<CommandName>> next_redo(Store& store);

// From now on nothing before can be undone or redone.
[[nodiscard]] Status forget_steps(Store& store);

// Takes back this device's last step: a new command that restores the cells whose stamp is still
// the undone change's. Nothing if there is no step, or while a reversal is under way. With
// `slice_over` the reversal of an import may come back unfinished.
[[nodiscard]] Result<std::optional<Reversal>> undo(Store& store, const SliceOver& slice_over = {});
// Does the step again that was undone last.
[[nodiscard]] Result<std::optional<Reversal>> redo(Store& store, const SliceOver& slice_over = {});

// One more slice of an unfinished reversal, in a commit of its own.
[[nodiscard]] Status continue_reversal(Store& store, Reversal& reversal,
                                       const SliceOver& slice_over = {});
// The reversal that a crash or a closed tab interrupted, to be continued. What was skipped before
// is not known any more.
[[nodiscard]] Result<std::optional<Reversal>> unfinished_reversal(Store& store);

}  // namespace holdall::store
