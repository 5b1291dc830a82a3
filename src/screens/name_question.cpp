#include "screens/name_question.h"

#include <utility>

namespace holdall::screens {

namespace {

using i18n::Text;

constexpr char setting[] = "name-hint";
constexpr char group[] = "name";
// So long nothing else asks for attention before it does.
constexpr double quiet_ms = 1500;

bool is_quiet(const Context& context, bool adding) {
  const ui::Ui& ui = context.ui;
  return !adding && context.app.import_session() == nullptr && !ui::overlay_open(ui) &&
         ui.drag() == nullptr && !ui.file_over_window();
}

}  // namespace

bool NameQuestion::draw(const Context& context, bool adding) {
  if (std::exchange(answered_, false)) return true;
  if (state_ == State::done || context.app.demo() || context.read_only() ||
      context.app.save_state() == store::SaveState::not_saved)
    return false;
  ui::Ui& ui = context.ui;
  platform::Window& window = context.app.platform().window;
  const bool quiet = is_quiet(context, adding);
  if (state_ == State::asked) {
    if (!ui::toast_shown(ui, group)) {
      state_ = State::done;
    } else if (!quiet) {
      ui::dismiss_toasts(ui, group);
      window.set_setting(setting, "");
      state_ = State::waiting;
      quiet_since_ms_ = -1;
    }
    return false;
  }
  app::Workspace& workspace = context.app.workspace();
  if (!quiet || ui::toast_count(ui) > 0 || workspace.board().deal_count() == 0) {
    quiet_since_ms_ = -1;
    return false;
  }
  if (!workspace.me().name.empty() || !window.setting(setting).empty()) {
    state_ = State::done;
    return false;
  }
  const double now_ms = context.app.platform().clock.monotonic_ms();
  if (quiet_since_ms_ < 0) quiet_since_ms_ = now_ms;
  const double left_ms = quiet_since_ms_ + quiet_ms - now_ms;
  if (left_ms > 0) {
    ui.wake_in(left_ms);
  } else {
    ask(context);
  }
  return false;
}

void NameQuestion::ask(const Context& context) {
  context.app.platform().window.set_setting(setting, "shown");
  ui::Toast toast;
  toast.text = context.text(Text::me_question);
  toast.actions.push_back(
      {std::string(context.text(Text::me_add_name)), [this] { answered_ = true; }});
  toast.dismiss_label = context.text(Text::common_dismiss);
  toast.duration_ms = 20'000;
  toast.group = group;
  ui::show_toast(context.ui, std::move(toast));
  state_ = State::asked;
}

}  // namespace holdall::screens
