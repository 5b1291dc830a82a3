#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/board.h"
#include "app/commands.h"
#include "i18n/locale.h"
#include "platform/platform.h"
#include "store/durable_image.h"
#include "store/import_batch.h"
#include "store/store.h"
#include "store/undo.h"

namespace holdall::app {

// One open database with the view models on it, and the one path on which it changes.
class Workspace {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Workspace>> open(
      std::unique_ptr<store::DurableImage> image, platform::Platform& platform,
      i18n::Locale locale);

  [[nodiscard]] Board& board() { return *board_; }
  [[nodiscard]] store::Store& store() { return *store_; }
  [[nodiscard]] store::DurableImage& image() { return *image_; }
  [[nodiscard]] const std::vector<model::Pipeline>& pipelines() const { return pipelines_; }
  [[nodiscard]] const model::Member& me() const { return me_; }
  // Rises with everything that may change what a screen shows.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }

  [[nodiscard]] Result<Executed> execute(const Command& command);

  // Take back this device's last step, or do it again. Nothing if there is none.
  [[nodiscard]] Result<std::optional<store::Reversal>> undo();
  [[nodiscard]] Result<std::optional<store::Reversal>> redo();
  [[nodiscard]] bool can_undo() const { return can_undo_; }
  [[nodiscard]] bool can_redo() const { return can_redo_; }

  [[nodiscard]] Status show_pipeline(RecordId pipeline);
  void set_locale(i18n::Locale locale);
  // The currency for amounts that name none: the last one used, at first that of the language.
  [[nodiscard]] model::Currency currency() const { return currency_; }
  [[nodiscard]] Status set_currency(model::Currency currency);
  [[nodiscard]] model::Date today() const;

  // Loads all views anew: after an import was revealed, for one.
  [[nodiscard]] Status reload();

 private:
  Workspace(std::unique_ptr<store::DurableImage> image, std::unique_ptr<store::Store> store,
            platform::Platform& platform, i18n::Locale locale);

  [[nodiscard]] Status after_command(std::span<const store::TouchedRecord> touched);
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
};

}  // namespace holdall::app
