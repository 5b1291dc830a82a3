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
};

// import_mapping.cpp: the preview that the person may change. Returns the height used.
float draw_import_mapping(const Context& context, app::ImportSession& session, ui::Rect at);
// import_preview.cpp: the first rows as deals, and the sums.
float draw_import_rows(const Context& context, const app::ImportSession& session, ui::Rect at);
float draw_import_summary(const Context& context, const app::ImportSession& session, ui::Rect at);

}  // namespace holdall::screens
