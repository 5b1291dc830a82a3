#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/board.h"
#include "app/commands.h"
#include "i18n/locale.h"
#include "platform/platform.h"
#include "store/durable_image.h"
#include "store/followed_changes.h"
#include "store/import_batch.h"
#include "store/store.h"
#include "store/undo.h"

namespace holdall::app {

// One open database with the view models on it, and the one path on which it changes.
class Workspace {
 public:
  // Takes the image over if it succeeds. On a partial image it may fail with not_loaded: then it
  // succeeds later.
  [[nodiscard]] static Result<std::unique_ptr<Workspace>> open(
      std::unique_ptr<store::DurableImage>& image, platform::Platform& platform,
      i18n::Locale locale);

  // Closes the workspace and hands its image back.
  [[nodiscard]] static std::unique_ptr<store::DurableImage> close(
      std::unique_ptr<Workspace> workspace);

  [[nodiscard]] Board& board() { return *board_; }
  [[nodiscard]] store::Store& store() { return *store_; }
  [[nodiscard]] store::DurableImage& image() { return *image_; }
  [[nodiscard]] const std::vector<model::Pipeline>& pipelines() const { return pipelines_; }
  [[nodiscard]] const model::Member& me() const { return me_; }
  // Rises with everything that may change what a screen shows.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }
  // Takes the place of a workspace that had this revision.
  void come_after(std::uint64_t revision) { revision_ += revision; }

  [[nodiscard]] Result<Executed> execute(const Command& command);
  // As a person would who sees this pipeline.
  [[nodiscard]] Result<Executed> execute_in(RecordId pipeline, const Command& command);

  // Take back this device's last step, or do it again. Nothing if there is none. That of an import
  // may be unfinished: then continue_reversal() is to be called until it is not.
  [[nodiscard]] Result<std::optional<store::Reversal>> undo();
  [[nodiscard]] Result<std::optional<store::Reversal>> redo();
  // Whether one is unfinished, perhaps since an earlier opening. There is nothing else to undo or
  // redo meanwhile.
  [[nodiscard]] bool reversing() const { return reversal_.has_value(); }
  [[nodiscard]] Result<store::Reversal> continue_reversal();
  // From now on nothing before can be undone or redone.
  [[nodiscard]] Status forget_steps();
  [[nodiscard]] bool can_undo() const { return can_undo_; }
  [[nodiscard]] bool can_redo() const { return can_redo_; }

  [[nodiscard]] Status show_pipeline(RecordId pipeline);
  void set_locale(i18n::Locale locale);
  // The currency for amounts that name none: the last one used, at first that of the language.
  [[nodiscard]] model::Currency currency() const { return currency_; }
  [[nodiscard]] Status set_currency(model::Currency currency);
  [[nodiscard]] model::Date today() const;

  // What a merge has done, in its call or after it.
  void show_merged(std::span<const store::TouchedRecord> touched) { show_touched(touched); }

  // Why the views could not follow a change that was made all the same; once.
  [[nodiscard]] std::optional<Error> take_view_error() {
    return std::exchange(view_error_, std::nullopt);
  }

  // Loads all views anew: after an import was revealed, for one.
  [[nodiscard]] Status reload();

  // The image follows another tab from now on.
  [[nodiscard]] Status follow();
  // It has done a step of the other tab's: brings the views up to date.
  [[nodiscard]] Status show_followed();
  // It writes from now on, and has all that the other tab has done.
  [[nodiscard]] Status lead();

 private:
  Workspace(std::unique_ptr<store::DurableImage> image, std::unique_ptr<store::Store> store,
            platform::Platform& platform, i18n::Locale locale);

  // Bring the views up to date with what is committed: where that fails, by loading them anew.
  void show_touched(std::span<const store::TouchedRecord> touched);
  void show_all();
  [[nodiscard]] Status refresh(std::span<const store::TouchedRecord> touched);
  void show_reversal(const store::Reversal& reversal);
  [[nodiscard]] store::SliceOver slice_over() const;
  [[nodiscard]] Status load();
  [[nodiscard]] Status load_followed();
  [[nodiscard]] Status load_currency();
  [[nodiscard]] Status show(RecordId pipeline);
  [[nodiscard]] Status load_views(RecordId pipeline);
  [[nodiscard]] Result<Executed> run(const Board& board, const Command& command);
  [[nodiscard]] Status load_reversal();
  [[nodiscard]] Status load_undo_state();
  [[nodiscard]] Result<std::optional<store::Reversal>> reverse(
      Result<std::optional<store::Reversal>> reversal);

  std::unique_ptr<store::DurableImage> image_;
  std::unique_ptr<store::Store> store_;
  platform::Platform& platform_;
  i18n::Locale locale_;
  std::optional<Board> board_;
  std::vector<model::Pipeline> pipelines_;
  model::Member me_;
  model::Currency currency_;
  std::uint64_t revision_ = 1;
  bool can_undo_ = false;
  bool can_redo_ = false;
  std::optional<store::Reversal> reversal_;  // unfinished
  std::optional<Error> view_error_;
  store::SeenChanges seen_;  // while the image follows
};

}  // namespace holdall::app
