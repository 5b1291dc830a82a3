#pragma once

#include "screens/screen_context.h"

namespace holdall::screens {

// A file on its way into the workspace: read, shown as what it will become, imported, or refused
// with a reason.
class ImportDialog {
 public:
  // Draws the dialog of the app's import session, or lets it fade out.
  void draw(const Context& context);

 private:
  void draw_progress(const Context& context, app::ImportSession& session);
  void draw_failure(const Context& context, app::ImportSession& session);
  void draw_mapping(const Context& context, app::ImportSession& session);

  // The size that it had last, for the way out.
  float width_ = 440;
  float height_ = 100;
  // How many of the rows to check are listed: more as the person asks for them.
  static constexpr std::size_t rows_to_check_at_first = 5;
  std::size_t rows_to_check_shown_ = rows_to_check_at_first;
  bool fresh_ = true;  // the mapping was not drawn yet
};

// import_mapping.cpp: the preview that the person may change. Returns the height used.
float draw_import_mapping(const Context& context, app::ImportSession& session, ui::Rect at,
                          std::size_t& rows_to_check_shown);
// import_problems.cpp: the first `rows_shown` rows with something to check, and a button for more.
// Returns 0 if there are none.
float draw_import_problems(const Context& context, const app::ImportSession& session, ui::Rect at,
                           std::size_t& rows_shown);
// import_preview.cpp: the first rows as deals, and the sums.
float draw_import_rows(const Context& context, const app::ImportSession& session, ui::Rect at);
float draw_import_summary(const Context& context, const app::ImportSession& session, ui::Rect at);

}  // namespace holdall::screens
