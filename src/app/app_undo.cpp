// Undo and redo of the app: one call for most steps, slices between frames for an import.

#include "app/app.h"

namespace holdall::app {
namespace {

using i18n::Text;
using store::CommandName;

// An undo that takes longer than this says how far it is, again and again.
constexpr double reversal_progress_ms = 300;

}  // namespace

void App::undo() { reverse(CommandName::undo); }

void App::redo() { reverse(CommandName::redo); }

void App::reverse(CommandName as) {
  if (after_loading(Waiting::edit, [this, as] { reverse(as); })) return;
  if (!workspace_) return;
  if (!leads()) return as == CommandName::redo ? ask(RedoStep{}) : ask(UndoStep{});
  platform_.window.wake();
  // One that is under way goes on, also if a slice of it has failed.
  if (workspace_->reversing()) return schedule_reversal();
  reversal_told_ms_ = platform_.clock.monotonic_ms();
  const bool redone = as == CommandName::redo;
  const Result<std::optional<store::Reversal>> reversal =
      redone ? workspace_->redo() : workspace_->undo();
  if (!reversal) return tell_error(reversal.error());
  if (*reversal) return tell_reversal(**reversal);
  tell(std::string(
      locale_.text(redone ? Text::notice_nothing_to_redo : Text::notice_nothing_to_undo)));
}

// The rest of a reversal, one slice per turn of the event loop.
void App::schedule_reversal() {
  if (reversal_scheduled_) return;
  reversal_scheduled_ = true;
  later([this, generation = generation_] {
    reversal_scheduled_ = false;
    if (generation == generation_ && workspace_ && workspace_->reversing()) continue_reversal();
  });
}

void App::continue_reversal() {
  if (role_ == Role::handing_over) return;
  platform_.window.wake();
  const Result<store::Reversal> reversal = workspace_->continue_reversal();
  if (!reversal) return tell_error(reversal.error());
  tell_reversal(*reversal);
}

void App::tell_reversal(const store::Reversal& reversal) {
  const bool redone = reversal.as == CommandName::redo;
  tell_view_error();
  if (open_deal_ && !workspace_->board().card(open_deal_)) close_deal();
  if (!reversal.finished) {
    const double now_ms = platform_.clock.monotonic_ms();
    if (now_ms - reversal_told_ms_ >= reversal_progress_ms && reversal.changes_total > 0) {
      reversal_told_ms_ = now_ms;
      const std::string done =
          locale_.integer(100 * reversal.changes_done / reversal.changes_total);
      tell(locale_.format(redone ? Text::notice_redoing : Text::notice_undoing, {{"done", done}}));
    }
    return schedule_reversal();
  }
  if (shared_) shared_->edited();
  const auto skipped = static_cast<std::int64_t>(reversal.skipped.size());
  if (skipped > 0) return tell(locale_.plural(Text::notice_undo_skipped, skipped));
  tell(std::string(locale_.text(redone ? Text::notice_redone : Text::notice_undone)));
}

}  // namespace holdall::app
