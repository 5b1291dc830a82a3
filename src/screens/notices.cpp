#include "screens/notices.h"

#include <utility>

namespace holdall::screens {

namespace {

using i18n::Text;

constexpr char edit_group[] = "edit";

ui::ToastKind kind_of(app::NoticeTone tone) {
  switch (tone) {
    case app::NoticeTone::success:
      return ui::ToastKind::success;
    case app::NoticeTone::failure:
      return ui::ToastKind::failure;
    case app::NoticeTone::plain:
      break;
  }
  return ui::ToastKind::plain;
}

}  // namespace

void Notices::draw(const Context& context) {
  app::App& app = context.app;
  const bool away = app.phase() == app::Phase::elsewhere || app.phase() == app::Phase::overtaken;
  const bool has_left = away && !away_;
  away_ = away;
  if (has_left) {
    ui::dismiss_toasts(context.ui);
    update_told_ = false;
  }
  // Undo takes back the last step only, so an offer of it must not outlive the next one.
  const std::uint64_t revision =
      app.phase() == app::Phase::working ? app.workspace().revision() : 0;
  if (std::exchange(told_revision_, revision) != revision)
    ui::dismiss_toasts(context.ui, edit_group);
  for (app::Notice& notice : app.take_notices()) {
    // What was done is to be seen in the other tab; what failed is told.
    if (has_left && notice.tone != app::NoticeTone::failure) continue;
    ui::Toast toast;
    toast.text = std::move(notice.text);
    toast.kind = kind_of(notice.tone);
    toast.dismiss_label = context.text(Text::common_dismiss);
    const bool failure = notice.tone == app::NoticeTone::failure || notice.recovers;
    toast.group = failure ? "failure" : edit_group;
    if (notice.offers_undo) {
      toast.actions.push_back(
          {std::string(context.text(Text::common_undo)), [&app] { app.undo(); }});
    }
    ui::show_toast(context.ui, std::move(toast));
  }
  if (away || !app.update_ready() || update_told_) return;
  update_told_ = true;
  ui::Toast toast;
  toast.text = context.text(Text::app_update_ready);
  toast.actions.push_back(
      {std::string(context.text(Text::app_update)), [&app] { app.install_update(); }});
  toast.dismiss_label = context.text(Text::common_dismiss);
  toast.duration_ms = -1;
  toast.group = "update";
  ui::show_toast(context.ui, std::move(toast));
}

}  // namespace holdall::screens
